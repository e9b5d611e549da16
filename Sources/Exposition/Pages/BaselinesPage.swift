internal import Core
internal import Store

/// `/baselines/{provider}`: what each of a provider's probes is held against, and what it was held against before.
struct BaselinesPage {
    let provider: ProviderStatus
    let status: Status
    /// By probe, the latest of each first.
    let retired: [RetiredBaseline]

    /// Most retired baselines that are shown, the latest.
    static let mostRetired = 1_000

    /// The page as of now. Throws 404 for a provider that is not configured.
    static func load(_ sources: PageSources, name: String) async throws -> HTML {
        let (provider, status) = try await ProbesPage.provider(sources, name)
        let retired = try await sources.store.baselines(provider: name, limit: mostRetired)
        return BaselinesPage(provider: provider, status: status, retired: retired).html
    }

    private var html: HTML {
        Layout(title: "Baselines of \(provider.name)", section: .providers, depth: .inner).page(
            """
            <header class="title"><h1>Baselines of \(provider.name)</h1>
            <p class="dim">What the scores of each probe are held against. \
            <a href="../providers/\(Target.encode(provider.name))">\(provider.name)</a></p></header>
            <section>\(calibration)</section>
            <section>\(table)</section>
            <section><h2>Earlier ones</h2>\(earlier)</section>
            <section><h2>How they come about</h2>\(explanation)</section>
            """, status: status)
    }

    /// Whether there is something to compare with, and what that assumes.
    private var calibration: HTML {
        let calibration = provider.calibration
        guard let report = calibration.report else { return "<p>\(sentence(calibration.words))</p>" }
        let tone: Tone = report.isGood ? .good : .notice
        var figures = [
            "\(Words.count(report.readyProbes, "probe")) of mean score \(Words.points(report.mean))",
            "at least \(grouped(report.fewestCalls)) scores each",
            report.dispersion > 0
                ? "rounds vary \(Words.percent(report.dispersion)) more than independent answers would"
                : "rounds vary as independent answers do",
        ]
        if report.waitingProbes > 0 {
            figures.append("\(Words.count(report.waitingProbes, "probe")) still to be learnt")
        }
        if let persistence = report.persistence {
            figures.append("a state outlasts rounds (correlation \(fixed(persistence, 2)))")
        }
        if let rounds = report.slotsToSee {
            figures.append("a fall of 20 points everywhere would page after some \(fixed(max(rounds, 1), 0)) rounds")
        }
        if report.refusals > 0 { figures.append("\(Words.count(report.refusals, "earlier attempt")) refused") }
        return """
            <p>\(tone.badge(sentence(calibration.words)))</p>
            <p class="dim">When it was learnt: \(figures.joined(separator: "; ")).</p>
            """
    }

    private func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }

    private var table: HTML {
        let probes = provider.probes.filter { !Probe.isCopy(key: $0.key) }
        guard !probes.isEmpty else { return "<p class=\"nothing\">No probe is asked of this provider.</p>" }
        let rows = probes.map { probe -> HTML in
            """
            <tr><th scope="row">\(probe.key)</th><td>\(probe.category)</td>\
            <td class="num">\(Words.points(probe.baseline))</td><td class="num">\(grouped(probe.baselineScores))</td>\
            <td>\(probe.baselineStanding.badge)</td></tr>
            """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Probe</th><th scope="col">Category</th>\
            <th scope="col" class="num">Mean</th><th scope="col" class="num">Scores</th><th scope="col">Standing</th>\
            </tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private var earlier: HTML {
        guard !retired.isEmpty else { return "<p class=\"nothing\">No baseline was replaced yet.</p>" }
        let rows = retired.map { baseline -> HTML in
            let incident: HTML =
                baseline.incident.map { " <a href=\"../incidents/\($0)\">the incident</a>" } ?? .empty
            return """
                <tr><th scope="row">\(baseline.probe)</th><td class="mono">\(String(baseline.version.prefix(8)))</td>\
                <td class="num">\(Words.points(baseline.mean))</td><td class="num">\(grouped(baseline.calls))</td>\
                <td>\(.ago(baseline.retiredAt, now: status.now))</td><td>\(baseline.author)</td>\
                <td>\(baseline.reason)\(incident)</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Probe</th><th scope="col">Version</th>\
            <th scope="col" class="num">Mean</th><th scope="col" class="num">Scores</th>\
            <th scope="col">Replaced</th><th scope="col">By</th><th scope="col">Why</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private var explanation: HTML {
        """
        <p>A baseline is made of the first rounds, learns on in quiet times, and is frozen after 2,000 rounds: it never moves \
        by itself after a fall. A change that is there to stay is accepted with \
        <code>plummet incident rebaseline ID --reason …</code>: the probes that carry it have a new baseline, of their \
        scores since the fall, and the old one stands here.</p>
        """
    }
}

extension BaselineStanding {
    fileprivate var badge: HTML {
        switch self {
        case .collecting(let scores, let all):
            all > 0 ? Tone.quiet.badge("collecting \(scores) of \(all)") : Tone.quiet.badge("nothing yet")
        case .learning: Tone.good.badge("learning on")
        case .frozen: Tone.good.badge("frozen")
        }
    }
}
