internal import Core
internal import Store

/// `/providers/{name}`: everything about one provider.
struct ProviderPage {
    let provider: ProviderStatus
    let status: Status
    let rounds: [RoundRecord]
    /// Newest first.
    let samples: [Sample]
    /// Scores of the probes that are drawn, by the probe's key.
    let scores: [String: [ScorePoint]]

    /// Most probes for which scores are drawn.
    private static let maximumSparklines = 100

    /// Most samples that are looked at for fingerprints.
    private static let maximumSamples = 1_000

    /// The page as of now. Throws 404 for a provider that is not configured.
    static func load(_ sources: PageSources, name: String) async throws -> HTML {
        let status = await sources.status()
        guard let provider = status.providers.first(where: { $0.name == name }) else { throw Refusal.nothingHere }
        let since = status.now - OverviewPage.window
        var scores: [String: [ScorePoint]] = [:]
        for probe in provider.probes.prefix(maximumSparklines) {
            scores[probe.key] = try await sources.store.scores(
                provider: name, probe: probe.key, since: since, limit: Sparkline.maximumPoints)
        }
        return ProviderPage(
            provider: provider, status: status,
            rounds: try await sources.store.rounds(provider: name, since: since, limit: OverviewPage.maximumRounds),
            samples: try await sources.store.samples(SampleQuery(provider: name, limit: maximumSamples)).samples,
            scores: scores
        ).html
    }

    private var html: HTML {
        let labels = provider.labels.map { name, value -> HTML in "<span class=\"label\">\(name) <b>\(value)</b></span>"
        }
        return Layout(title: provider.name, section: .providers, depth: .inner).page(
            """
            <header class="title"><h1>\(provider.name)</h1><p class="dim">\(provider.model), \(provider.api) \(labels)\
            </p></header>
            <article class="card\(Planes.areAtOdds(provider) ? " odds" : "")">\
            \(Planes.render(provider, now: status.now))
            \(QualityChart.render(provider, rounds: rounds, incidents: status.incidents, now: status.now))</article>
            <section><h2>Probes</h2>\(probes)
            <p><a class="more" href="../probes/\(Target.encode(provider.name))">What they are worth</a> \
            <a class="more" href="../baselines/\(Target.encode(provider.name))">Their baselines</a>\(equivalents)</p></section>
            <div class="columns"><section><h2>Today</h2>\(spending)</section><section><h2>Calls</h2>\(calls)</section>\
            </div>
            <section><h2>Where answers come from</h2>\(PoolTable.render(provider.pools))</section>
            <section><h2>What it shows of itself</h2>\(ShownTable.render(provider.shows, now: status.now))\(fingerprints)</section>
            <section><h2>Incidents</h2>\(IncidentTable.render(incidents, root: "../", now: status.now))</section>
            <section><h2>Latest samples</h2>\
            \(SampleTable.render(Array(samples.prefix(12)), root: "../", now: status.now, showsProvider: false))
            <p><a class="more" href="../traces?provider=\(Target.encode(provider.name))">All samples</a></p></section>
            """, status: status)
    }

    private var incidents: [Incident] { status.incidents.filter { $0.provider == provider.name } }

    /// A link to the page that lays it beside others, where there are such.
    private var equivalents: HTML {
        let isCompared =
            !provider.pairs.isEmpty || status.providers.contains { $0.pairs.contains { $0.other == provider.name } }
        guard isCompared else { return .empty }
        return " <a class=\"more\" href=\"../equivalents/\(Target.encode(provider.name))\">Beside its equivalents</a>"
    }

    private var probes: HTML {
        guard !provider.probes.isEmpty else { return "<p class=\"nothing\">No probe is asked of this provider.</p>" }
        let rows = provider.probes.map { probe -> HTML in
            let last: HTML =
                probe.lastSample.flatMap { id in
                    probe.lastAt.map { at -> HTML in "<a href=\"../traces/\(id)\">\(.ago(at, now: status.now))</a>" }
                }
                ?? "<span class=\"dim\">not yet</span>"
            return """
                <tr><th scope="row">\(probe.key)</th><td>\(probe.category)</td><td class="num">\
                \(Words.points(probe.baseline))</td>\
                <td class="num">\(SampleTable.score(probe.lastScore, expected: probe.baseline))</td>\
                <td>\(Sparkline.render(scores[probe.key] ?? []))</td>\
                <td>\(probe.lastOutcome.map { $0.tone.badge($0.rawValue) } ?? "–")</td><td>\(last)</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Probe</th><th scope="col">Category</th>\
            <th scope="col" class="num">Baseline</th><th scope="col" class="num">Last</th><th scope="col">Last \
            answers</th>\
            <th scope="col">Outcome</th><th scope="col">When</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private var spending: HTML {
        let (spent, budget) = (provider.spentToday, provider.budget)
        func of(_ limit: String?) -> String { limit.map { " of \($0)" } ?? "" }
        return .facts([
            .fact(
                "Money",
                Meter.render(
                    share: budget.money.map { spent.money.dollars / max($0.dollars, 1e-9) },
                    words: spent.money.description + of(budget.money?.description))),
            .fact(
                "Requests",
                Meter.render(
                    share: budget.requests.map { Double(spent.requests) / Double(max($0, 1)) },
                    words: grouped(spent.requests) + of(budget.requests.map(grouped)))),
            .fact(
                "Tokens",
                Meter.render(
                    share: budget.tokens.map { Double(spent.tokens) / Double(max($0, 1)) },
                    words: grouped(spent.tokens) + of(budget.tokens.map(grouped)))),
        ])
    }

    private var calls: HTML {
        let tone: Tone =
            switch provider.breaker {
            case .closed: .good
            case .open: .bad
            case .halfOpen: .notice
            }
        let counters = provider.counters
        return .facts([
            .fact("Breaker", "\(tone.badge(provider.breaker.rawValue))\(trial)"),
            .fact("Now", text: now),
            .fact("Its own limits", text: limits),
            .fact("Retry budget", text: "\(Words.percent(provider.calling.retryLeft)) of the next retry"),
            .fact(
                "Since start",
                text:
                    "\(Words.count(counters.requests, "request")), \(Words.count(counters.retries, "retry", "retries"))"
            ),
            .fact("Evidence", text: evidence), .fact("Stale answers", stale), .fact("Agreement", agreement),
            .fact("Behaviour", behaviour),
        ])
    }

    private var behaviour: HTML {
        let known = provider.behaviour
        let watched = known.signals.filter { $0.phase != .learning }.map(\.signal.rawValue)
        let calm: HTML =
            watched.isEmpty
            ? "learning what is usual"
            : "as usual <span class=\"dim\">\(watched.joined(separator: ", "))</span>"
        let state: HTML = known.shifts.isEmpty ? calm : "\(Tone.notice.badge(known.shifts.joined(separator: "; ")))"
        let accepted = known.accepted.suffix(3).map { each -> HTML in
            "<br><span class=\"dim\">new baseline since \(.minute(each.at)): \(each.words)</span>"
        }
        return "\(state)\(accepted)"
    }

    private var agreement: HTML {
        let ways = provider.agreement.words
        return ways.isEmpty ? "nothing differs more than usual" : "\(Tone.notice.badge(ways.joined(separator: "; ")))"
    }

    private var stale: HTML {
        guard let words = provider.staleness.words else { return "none now" }
        let shown = zip(TellTale.allCases, provider.staleness.counts).filter { $0.1 > 0 }
            .map { "\($0.0.rawValue) \(grouped($0.1))" }
        return "\(Tone.notice.badge(words)) <span class=\"dim\">\(shown.joined(separator: ", "))</span>"
    }

    private var trial: HTML {
        provider.calling.breakerOpenUntil.map { " a trial in \(.lasting(since: status.now, now: $0))" } ?? .empty
    }

    private var now: String {
        let calling = provider.calling
        let places = "\(provider.inFlight) in flight of \(calling.places)"
        let usual = calling.places < calling.configuredPlaces ? " (\(calling.configuredPlaces) configured)" : ""
        return "\(places)\(usual), \(provider.queued) waiting, \(calling.paced) paced"
    }

    private var limits: String {
        guard !provider.calling.limits.isEmpty else { return "not told" }
        let told = provider.calling.limits.map { limit in
            "\(grouped(Int(limit.remaining))) of \(grouped(Int(limit.limit))) \(limit.kind.rawValue)"
        }
        let wait = provider.calling.wait
        return told.joined(separator: ", ") + (wait > .zero ? "; the next waits \(wait.text)" : "")
    }

    private var evidence: String {
        let quality = provider.quality
        guard let log = quality.logEvidence else { return "none while learning" }
        return "\(fixed(log, 1)) of \(fixed(quality.threshold, 1)) nats; " + Planes.evidence(quality)
    }

    /// Each combination seen in the latest samples, with when it was seen first and last among them.
    private var fingerprints: HTML {
        var seen: [(shown: [String], first: Timestamp, last: Timestamp, count: Int)] = []
        for sample in samples.reversed() {
            let shown = sample.fingerprint.shown.map { "\($0.name): \($0.value)" }
            guard !shown.isEmpty else { continue }
            if let known = seen.firstIndex(where: { $0.shown == shown }) {
                seen[known].last = sample.finishedAt
                seen[known].count += 1
            } else if seen.count < 20 {
                seen.append((shown, sample.finishedAt, sample.finishedAt, 1))
            }
        }
        guard !seen.isEmpty else { return "<p class=\"nothing\">It shows nothing in its answers.</p>" }
        let rows = seen.reversed().map { each -> HTML in
            """
            <tr><th scope="row" class="mono">\(each.shown.joined(separator: ", "))</th><td class="num">\(each.count)\
            </td>\
            <td>\(.ago(each.first, now: status.now))</td><td>\(.ago(each.last, now: status.now))</td></tr>
            """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Fingerprint</th><th scope="col" class="num">Samples\
            </th>\
            <th scope="col">First</th><th scope="col">Last</th></tr></thead><tbody>\(rows)</tbody></table></div>
            <p class="dim">Among the latest \(grouped(samples.count)) samples.</p>
            """
    }
}
