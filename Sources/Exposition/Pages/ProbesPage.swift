internal import Core
internal import Glibc
internal import Store

/// `/probes/{provider}`: what each of a provider's probes is worth for noticing that it got worse.
struct ProbesPage {
    let provider: ProviderStatus
    let status: Status
    /// In the order of the provider's probes.
    let worths: [ProbeWorth]

    /// The page as of now. Throws 404 for a provider that is not configured.
    static func load(_ sources: PageSources, name: String) async throws -> HTML {
        let (provider, status) = try await Self.provider(sources, name)
        return ProbesPage(provider: provider, status: status, worths: try await worths(sources, provider)).html
    }

    /// A provider by its name. Throws 404 for one that is not configured.
    static func provider(
        _ sources: PageSources, _ name: String
    ) async throws -> (provider: ProviderStatus, status: Status) {
        let status = await sources.status()
        guard let provider = status.providers.first(where: { $0.name == name }) else { throw Refusal.nothingHere }
        return (provider, status)
    }

    /// What the probes are worth that are asked now; versions that were asked before are left out, and so is what `twin` and
    /// `repeats` ask beside a probe: it never counts for quality.
    static func worths(_ sources: PageSources, _ provider: ProviderStatus) async throws -> [ProbeWorth] {
        let asked = Set(provider.probes.map { $0.key + "@" + $0.version })
        return try await sources.worths(provider.name).filter {
            asked.contains($0.probe + "@" + $0.version) && !Probe.isCopy(key: $0.probe)
        }
    }

    private var html: HTML {
        Layout(title: "Probes of \(provider.name)", section: .providers, depth: .inner).page(
            """
            <header class="title"><h1>Probes of \(provider.name)</h1>
            <p class="dim">What each is worth for noticing a loss, from its answers of the last 30 days. \
            <a href="../providers/\(Target.encode(provider.name))">\(provider.name)</a></p></header>
            <section>\(table)</section>
            <section><h2>Suites</h2>\(suites)</section>
            <section><h2>Dead weight</h2>\(deadWeight)</section>
            <section><h2>How to read it</h2>\(explanation)</section>
            """, status: status)
    }

    private var table: HTML {
        guard !worths.isEmpty else { return "<p class=\"nothing\">No probe was answered yet.</p>" }
        let rows = worths.map { worth -> HTML in
            """
            <tr><th scope="row">\(worth.probe)</th><td>\(worth.standing.tone.badge(worth.standing.word))</td>\
            <td>\(worth.category)</td>\
            <td class="num">\(grouped(worth.scored))</td><td class="num">\(Words.points(worth.baseline))</td>\
            <td class="num">\(fixed(worth.information, 4))</td>\
            <td class="num">\(worth.informationPerThousandTokens.map { fixed($0, 3) } ?? "–")</td>\
            <td class="num">\(worth.cost.description)</td>\
            <td class="num">\(worth.flakiness.map(Words.percent) ?? "–")</td></tr>
            """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Probe</th><th scope="col">Worth</th>\
            <th scope="col">Category</th>\
            <th scope="col" class="num">Answers</th><th scope="col" class="num">Baseline</th>\
            <th scope="col" class="num">Information</th><th scope="col" class="num">For 1,000 tokens</th>\
            <th scope="col" class="num">Cost</th><th scope="col" class="num">Flips</th></tr>\
            </thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private var deadWeight: HTML {
        let dead = ProbeWorth.Standing.allCases.filter(\.isDeadWeight).compactMap { standing -> HTML? in
            let found = worths.filter { $0.standing == standing }
            guard !found.isEmpty else { return nil }
            let cost = found.reduce(USD.zero) { $0 + $1.cost }
            return """
                <li>\(standing.tone.badge(standing.word)) \(Words.count(found.count, "probe")): \(standing.meaning) \
                Together \(cost.description) a round.</li>
                """
        }
        guard !dead.isEmpty else { return "<p class=\"nothing\">None: every probe can tell something.</p>" }
        return "<ul>\(dead)</ul>"
    }

    /// Who may raise how much of the provider's false alarms.
    private var suites: HTML {
        // A page's threshold is the logarithm of the rounds between false alarms.
        let years = exp(provider.quality.threshold) * status.interval.inSeconds / (365 * 86_400)
        let rows = provider.suites.map { suite -> HTML in
            """
            <tr><th scope="row">\(suite.name)</th><td class="num">\(grouped(suite.probes))</td>\
            <td class="num">\(Words.percent(suite.budgetShare))</td>\
            <td>\(Words.onceIn(years: years / max(suite.budgetShare, 1e-9)))</td></tr>
            """
        }
        guard !rows.isEmpty else { return "<p class=\"nothing\">No probe is asked.</p>" }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Suite</th><th scope="col" class="num">Probes</th>\
            <th scope="col" class="num">Share</th><th scope="col">A false alarm at most</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            <p class="dim">How the provider's budget of false alarms of quality lies on its suites.</p>
            """
    }

    private var explanation: HTML {
        """
        <p>Information is the log evidence, in nats, that one answer is expected to bring once a tenth of the good answers \
        is lost. A page needs \(fixed(provider.quality.threshold, 1)) nats in all. Flips are neighbours in time of which \
        one passed and the other did not. <code>plummet power</code> simulates how soon which drop would be noticed.</p>
        """
    }
}

extension ProbeWorth.Standing {
    fileprivate var tone: Tone {
        switch self {
        case .collecting: .quiet
        case .useful: .good
        case .alwaysPasses, .alwaysFails, .uninformative: .notice
        }
    }

    fileprivate var word: String {
        switch self {
        case .collecting: "Collecting"
        case .useful: "Useful"
        case .alwaysPasses: "Always passes"
        case .alwaysFails: "Always fails"
        case .uninformative: "Uninformative"
        }
    }

    /// What that means for whoever pays for it.
    fileprivate var meaning: String {
        switch self {
        case .collecting: "fewer than 20 answers say nothing yet."
        case .useful: "its answers tell of a loss."
        case .alwaysPasses: "every answer was right, so they move only when a loss reaches what is easy. Keep a few."
        case .alwaysFails: "no answer was right, so there is nothing to lose. Ask something easier."
        case .uninformative: "they say less than a tenth of what the others do."
        }
    }
}
