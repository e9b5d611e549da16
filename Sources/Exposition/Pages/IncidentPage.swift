internal import Core
internal import Store

/// `/incidents/{id}`: what happened, how sure that is, what carries it, and the proof.
struct IncidentPage {
    let history: IncidentHistory
    let status: Status
    let rounds: [RoundRecord]
    /// The traces of the examples, where they are still kept.
    let before: Trace?
    let after: Trace?

    private var incident: Incident { history.incident }
    private var facts: JSON { incident.facts }

    /// The page as of now. Throws 404 for an incident that is not stored.
    static func load(_ sources: PageSources, id: RecordID) async throws -> HTML {
        guard let history = try await sources.store.incident(id) else { throw Refusal.nothingHere }
        let status = await sources.status()
        let incident = history.incident
        let rounds = try await sources.store.rounds(
            provider: incident.provider, since: incident.suspectedAt - .seconds(86_400),
            limit: OverviewPage.maximumRounds)
        return IncidentPage(
            history: history, status: status, rounds: rounds,
            before: try await trace("before", incident, sources), after: try await trace("after", incident, sources)
        ).html
    }

    private static func trace(_ side: String, _ incident: Incident, _ sources: PageSources) async throws -> Trace? {
        guard let text = incident.facts["examples"]?[side]?["trace"]?.string, let id = RecordID(text) else {
            return nil
        }
        return try await sources.store.trace(id)
    }

    private var html: HTML {
        Layout(title: "\(incident.kind.title), \(incident.provider)", section: .incidents, depth: .inner).page(
            """
            <header class="title"><p>\(incident.tone.badge(incident.state.rawValue)) <span class="dim">\
            \(incident.severity.rawValue)</span> \
            \(silent)</p><h1>\(incident.kind.title)</h1><p class="lead">\(incident.summary)</p></header>
            \(keyFigures)\(IncidentMembers.render(facts, of: incident.id))\(chart)\(IncidentShifts.render(facts))\(ComparedAnswers(incident.kind).render(facts["examples"], before: before, after: after))
            <div class="columns">\(IncidentEvidence.carriers(facts))\(IncidentEvidence.probes(facts))</div>
            \(IncidentEvidence.counts(facts))\(IncidentEvidence.fingerprint(facts))
            <div class="columns"><section><h2>Life</h2>\(life)</section><section><h2>Alerts</h2>\(alerts)</section>\
            </div>
            <p class="dim">Incident <code>\(incident.id)</code>, <a href="../api/v1/incidents/\(incident.id)">as JSON\
            </a>.</p>
            """, status: status)
    }

    private var silent: HTML {
        facts["silent"]?.bool == true ? "<span class=\"label\">silent: health was green throughout</span>" : .empty
    }

    private var keyFigures: HTML {
        var figures: [HTML] = [
            .fact("Provider", about)
        ]
        figures += IncidentEvidence.figures(facts)
        figures.append(.fact("Suspected", .minute(incident.suspectedAt)))
        if let fired = incident.firedAt { figures.append(.fact("Fired", .minute(fired))) }
        if let resolved = incident.resolvedAt {
            figures.append(.fact("Resolved", .minute(resolved)))
            figures.append(.fact("Lasted", text: (resolved - incident.suspectedAt).forPeople))
        }
        return "<div class=\"card\">\(HTML.facts(figures))</div>"
    }

    /// The provider; an incident about the own network or a gateway is about none that has a page.
    private var about: HTML {
        UnreachableStatus.isNamed(incident.provider)
            ? "\(incident.provider)"
            : "<a href=\"../providers/\(Target.encode(incident.provider))\">\(incident.provider)</a>"
    }

    /// Only where the provider is still configured: its threshold is needed.
    private var chart: HTML {
        guard incident.kind == .qualityDegraded,
            let provider = status.providers.first(where: { $0.name == incident.provider })
        else { return .empty }
        return """
            <article class="card">\
            \(QualityChart.render(provider, rounds: rounds, incidents: [incident], now: status.now))</article>
            """
    }

    private var life: HTML {
        let steps = history.transitions.map { step -> HTML in
            let reason: HTML = step.reason.isEmpty ? .empty : "<br><span class=\"dim\">\(step.reason)</span>"
            return
                "<li class=\"\(step.event.rawValue)\"><b>\(step.event.rawValue)</b> \(.minute(step.at))\(reason)</li>"
        }
        return steps.isEmpty ? "<p class=\"nothing\">Nothing is recorded.</p>" : "<ol class=\"life\">\(steps)</ol>"
    }

    private var alerts: HTML {
        guard !history.notifications.isEmpty else { return "<p class=\"nothing\">No alert was sent.</p>" }
        let rows = history.notifications.map { each -> HTML in
            let state: HTML =
                switch each.state {
                case .waiting: Tone.notice.badge("waiting")
                case .delivered: Tone.good.badge("delivered")
                case .refused: Tone.bad.badge("refused")
                }
            let error: HTML = each.lastError.isEmpty ? .empty : "<br><span class=\"dim\">\(each.lastError)</span>"
            return """
                <tr><th scope="row">\(each.event.rawValue)</th><td>\(each.sink)</td><td>\(state)\(error)</td>\
                <td class="num">\(each.attempts)</td><td>\(.ago(each.createdAt, now: status.now))</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Alert</th><th scope="col">Sink</th><th scope="col">\
            Delivery</th>\
            <th scope="col" class="num">Attempts</th><th scope="col">Made</th></tr></thead><tbody>\(rows)</tbody>\
            </table></div>
            """
    }
}
