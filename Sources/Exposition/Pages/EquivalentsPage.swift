internal import Core
internal import Store

/// `/equivalents/{provider}`: a provider beside those that are declared equivalent to it, on the same questions.
struct EquivalentsPage {
    /// One of the others, with what both answered.
    struct Partner: Sendable {
        var name: String
        /// As the engine compares them.
        var pair: PairStatus
        /// The page's provider is the one that the pair stands with.
        var isOwn: Bool
        /// The page's provider first.
        var comparison: PairComparison
    }

    let provider: ProviderStatus
    let status: Status
    let partners: [Partner]

    /// How far back questions are laid side by side, and most samples of each provider that are read.
    static let window = Duration.seconds(7 * 86_400)
    static let mostSamples = 20_000
    /// Most probes that are shown of a pair.
    private static let mostProbes = 50

    /// The page as of now. Throws 404 for a provider that is not configured.
    static func load(_ sources: PageSources, name: String) async throws -> HTML {
        let (provider, status) = try await ProbesPage.provider(sources, name)
        return EquivalentsPage(
            provider: provider, status: status, partners: try await partners(sources, provider, status)
        ).html
    }

    /// Everybody that the provider is compared with, by name.
    static func partners(
        _ sources: PageSources, _ provider: ProviderStatus, _ status: Status
    ) async throws -> [Partner] {
        let own = provider.pairs.map { (name: $0.other, pair: $0, isOwn: true) }
        let theirs = status.providers.flatMap { other in
            other.pairs.filter { $0.other == provider.name }.map { (name: other.name, pair: $0, isOwn: false) }
        }
        let pairs = (own + theirs).sorted { $0.name < $1.name }
        guard !pairs.isEmpty else { return [] }
        let since = status.now - window
        let mine = try await sources.store.scoredSamples(provider: provider.name, since: since, limit: mostSamples)
        var partners: [Partner] = []
        for (name, pair, isOwn) in pairs {
            let other = try await sources.store.scoredSamples(provider: name, since: since, limit: mostSamples)
            partners.append(
                Partner(name: name, pair: pair, isOwn: isOwn, comparison: PairComparison(mine, other)))
        }
        return partners
    }

    private var html: HTML {
        let sections = partners.map { partner -> HTML in
            "<section><h2>Beside \(partner.name)</h2>\(summary(partner))\(table(partner))</section>"
        }
        let nobody: HTML = """
            <p class="nothing">It is compared with nobody: name the same group in "equivalent" of two providers.</p>
            """
        return Layout(title: "\(provider.name) and its equivalents", section: .providers, depth: .inner).page(
            """
            <header class="title"><h1>\(provider.name) and its equivalents</h1>
            <p class="dim">The same questions in the same rounds, of the last 7 days. \
            <a href="../providers/\(Target.encode(provider.name))">\(provider.name)</a></p></header>
            \(sections.isEmpty ? nobody : HTML.join(sections))
            """, status: status)
    }

    private func summary(_ partner: Partner) -> HTML {
        let total = partner.comparison.total
        let direction = partner.isOwn ? partner.pair.direction : -partner.pair.direction
        let verdict: HTML =
            switch direction {
            case 0: Tone.good.badge("No difference is proven")
            case 1...: Tone.notice.badge("\(provider.name) is better")
            default: Tone.notice.badge("\(partner.name) is better")
            }
        let answers: HTML =
            partner.pair.isDifferent ? Tone.notice.badge("Fixed questions are answered otherwise") : .empty
        let questions: HTML =
            total.questions == 0
            ? "No question was answered by both yet."
            : """
            \(grouped(total.questions)) questions: \(Words.points(total.one)) points beside \(Words.points(total.other)); \
            \(provider.name) better on \(grouped(total.oneBetter)), \(partner.name) on \(grouped(total.otherBetter)).
            """
        let learnt = partner.pair.differenceLogEvidence.map { "\(fixed($0, 1)) nats" } ?? "still learning what is usual"
        return """
            <p>\(verdict) \(answers) \(questions)</p>
            <p class="dim">Evidence that one is better: \(fixed(partner.pair.logEvidence, 1)) of \
            \(fixed(partner.pair.threshold, 1)) nats. That fixed questions are answered otherwise than at first: \(learnt).</p>
            """
    }

    private func table(_ partner: Partner) -> HTML {
        let differing = partner.comparison.probes.filter { $0.differing > 0 }
        guard !differing.isEmpty else { return .empty }
        let rows = differing.prefix(Self.mostProbes).map { part -> HTML in
            let latest: HTML =
                part.latest.map {
                    "<a href=\"../traces/\($0.one)\">\(provider.name)</a>, <a href=\"../traces/\($0.other)\">\(partner.name)</a>"
                } ?? .empty
            return """
                <tr><th scope="row">\(part.probe)</th><td>\(part.category)</td><td class="num">\(grouped(part.questions))\
                </td><td class="num">\(Words.points(part.one))</td><td class="num">\(Words.points(part.other))</td>\
                <td class="num">\(grouped(part.oneBetter))</td><td class="num">\(grouped(part.otherBetter))</td>\
                <td>\(latest)</td></tr>
                """
        }
        let left = differing.count - Self.mostProbes
        let more: HTML = left > 0 ? "<p class=\"dim\">And \(Words.count(left, "more probe")).</p>" : .empty
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Probe</th><th scope="col">Category</th>\
            <th scope="col" class="num">Questions</th><th scope="col" class="num">\(provider.name)</th>\
            <th scope="col" class="num">\(partner.name)</th><th scope="col" class="num">\(provider.name) better</th>\
            <th scope="col" class="num">\(partner.name) better</th><th scope="col">Latest difference</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>\(more)
            """
    }
}
