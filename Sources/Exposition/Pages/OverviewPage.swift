internal import Core
internal import Store

/// `/`: every provider in both planes, side by side.
struct OverviewPage {
    let status: Status
    /// Rounds of each provider in the order of the status; empty where the store could not be read.
    let rounds: [[RoundRecord]]

    /// How far back the charts reach, and most rounds that are read for one.
    static let window = Duration.seconds(7 * 86_400)
    static let maximumRounds = 2_880

    /// The page as of now. A store that cannot be read leaves the charts empty: the planes are shown all the same.
    static func load(_ sources: PageSources) async throws -> HTML {
        let status = await sources.status()
        var rounds: [[RoundRecord]] = []
        var unreadable: String?
        for provider in status.providers {
            do {
                rounds.append(
                    try await sources.store.rounds(
                        provider: provider.name, since: status.now - window, limit: maximumRounds))
            } catch {
                rounds.append([])
                unreadable = "\(error)"
            }
        }
        var shown = status
        if let unreadable { shown.troubles.append("The store cannot be read, charts are missing: \(unreadable)") }
        return OverviewPage(status: shown, rounds: rounds).html
    }

    /// The whole document.
    var html: HTML {
        let cards = zip(status.providers, rounds).map { ProviderCard(provider: $0, rounds: $1, status: status).html }
        return Layout(title: "Providers", section: .providers, depth: .top).page(
            """
            <h1 class="hidden">Providers</h1>\(summary)
            \(cards.isEmpty ? "<p class=\"nothing\">No provider is configured.</p>" : HTML.join(cards))
            <section><h2>Latest incidents</h2>\
            \(IncidentTable.render(Array(status.incidents.prefix(8)), root: "./", now: status.now))</section>
            \(sinks)
            """, status: status)
    }

    private var summary: HTML {
        let down = status.providers.count { $0.health.state == .down }
        let worse = status.providers.count { $0.quality.level == .degraded }
        let open = status.incidents.count { $0.isOpen && $0.state != .suspected }
        let health =
            down == 0 ? Tone.good.badge("Nobody is down") : Tone.bad.badge("\(Words.count(down, "provider")) down")
        let quality =
            worse == 0
            ? Tone.good.badge("Nobody is degraded") : Tone.bad.badge("\(Words.count(worse, "provider")) degraded")
        return """
            <p class="summary"><span>\(Words.count(status.providers.count, "provider"))</span><span>Health: \(health)\
            </span>\
            <span>Quality: \(quality)</span><span>\(Words.count(open, "open incident"))</span>\
            <span class="dim">a round every \(status.interval.forPeople)</span>\(alarms)</p>
            """
    }

    private var alarms: HTML {
        let perYear = status.alarmBudget.perYear
        guard perYear > 0 else { return .empty }
        let share = status.alarmBudget.parts.first { $0.kind == .qualityDegraded }?.perProvider ?? 0
        return """
            <span class="dim">a false alarm at most \(Words.onceIn(years: 1 / perYear)) in all, of a provider's quality \
            \(Words.onceIn(years: 1 / max(share, 1e-9)))</span>
            """
    }

    private var sinks: HTML {
        guard !status.sinks.isEmpty else { return .empty }
        let rows = status.sinks.map { sink -> HTML in
            let waiting: HTML =
                sink.waiting == 0
                ? Tone.good.badge("nothing waits")
                : Tone.notice.badge("\(Words.count(sink.waiting, "alert")) waiting")
            let oldest: HTML = sink.oldestWaiting.map { " since " + .ago($0, now: status.now) } ?? .empty
            return """
                <tr><th scope="row">\(sink.name)</th><td>\(waiting)\(oldest)</td><td class="num">\(sink.delivered)</td>\
                <td class="num">\(sink.failedAttempts)</td><td class="dim">\(sink.lastError)</td></tr>
                """
        }
        return """
            <section><h2>Where alerts go</h2><div class="scroll"><table><thead><tr><th scope="col">Sink</th>\
            <th scope="col">Outbox</th><th scope="col" class="num">Delivered</th><th scope="col" class="num">Failed \
            attempts</th>\
            <th scope="col">Last error</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }
}
