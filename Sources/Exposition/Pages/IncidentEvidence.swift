internal import Core

/// The facts of an incident in words. Facts are read leniently: what is missing or of another kind is left out.
enum IncidentEvidence {
    /// What is known in figures, by kind of incident.
    static func figures(_ facts: JSON) -> [HTML] {
        var figures: [HTML] = []
        if let scope = facts["scope"]?.string { figures.append(.fact("Where", text: Words.scope(scope))) }
        if let observed = facts["observed"]?.double, let expected = facts["expected"]?.double {
            figures.append(
                .fact("Score", "<b>\(Words.points(observed))</b> of 100, baseline <b>\(Words.points(expected))</b>"))
        }
        if let loss = facts["loss"]?.double {
            figures.append(.fact("Lost", "about <b>\(Words.points(loss))</b> points"))
        }
        if let evidence = facts["evidence"] { figures += evidenceFigures(evidence) }
        if let since = moment(facts["since"]) {
            let hasRange = moment(facts["since_earliest"]) != nil && moment(facts["since_latest"]) != nil
            figures.append(hasRange ? .wideFact("Since", around(since, facts)) : .fact("Since", .minute(since)))
        }
        switch facts["onset"]?.string {
        case "sudden": figures.append(.fact("Came", text: "at once"))
        case "creeping": figures.append(.fact("Came", text: "little by little, over days"))
        case _: break
        }
        if let health = facts["health"] { figures.append(.fact("Health meanwhile", healthWords(health))) }
        if let recovery = facts["recovery"]?.double {
            figures.append(.fact("Recovery", Meter.render(share: recovery, words: "evidence of it")))
        }
        return figures + staleFigures(facts) + inconsistencies(facts) + ModelEvidence.figures(facts)
            + outageFigures(facts)
    }

    private static func evidenceFigures(_ evidence: JSON) -> [HTML] {
        guard let log = evidence["log"]?.double, let threshold = evidence["threshold"]?.double else { return [] }
        let years = evidence["false_alarm_every_years"]?.double ?? .infinity
        return [
            .wideFact(
                "How sure",
                "a false alarm this strong is expected <b>\(Words.onceIn(years: years))</b> <span class=\"dim\">(\(fixed(log, 1)) nats, a page at \(fixed(threshold, 1)))</span>"
            )
        ]
    }

    private static func around(_ since: Timestamp, _ facts: JSON) -> HTML {
        guard let earliest = moment(facts["since_earliest"]), let latest = moment(facts["since_latest"]),
            earliest < latest
        else {
            return .minute(since)
        }
        return "\(.minute(since)) <span class=\"dim\">(between \(.minute(earliest)) and \(.minute(latest)))</span>"
    }

    private static func healthWords(_ health: JSON) -> HTML {
        let state = health["state"]?.string.flatMap(HealthStatus.State.init) ?? .unknown
        let ratio: HTML = health["success_ratio"]?.double.map { " \(Words.percent($0)) of calls answered" } ?? .empty
        let failure: HTML = health["last_failure"]?.string.map { ", last failure: \($0)" } ?? .empty
        return state.tone.badge(state.word) + ratio + failure
    }

    private static func staleFigures(_ facts: JSON) -> [HTML] {
        guard let stale = facts["stale_answers"]?.int, let answers = facts["answers"]?.int else { return [] }
        var figures: [HTML] = []
        if stale > 0 {
            figures.append(.fact("Stale", "<b>\(grouped(stale))</b> of \(grouped(answers)) answers since then"))
        }
        let counts = (facts["tell_tales"]?.array ?? []).prefix(12).compactMap { each -> String? in
            guard let tellTale = each["tell_tale"]?.string.flatMap(TellTale.init), let count = each["count"]?.int
            else { return nil }
            return "\(grouped(count)) times: the answer \(tellTale.words)"
        }
        if !counts.isEmpty { figures.append(.wideFact("Proof", "\(counts.joined(separator: "; "))")) }
        if let hint = facts["hint"], let tellTale = hint["tell_tale"]?.string.flatMap(TellTale.init) {
            let years = hint["false_alarm_every_years"]?.double ?? .infinity
            figures.append(
                .wideFact(
                    "Hint",
                    "more often than at baseline an answer \(tellTale.words); a false alarm this strong is expected <b>\(Words.onceIn(years: years))</b>"
                ))
        }
        return figures
    }

    private static func inconsistencies(_ facts: JSON) -> [HTML] {
        (facts["inconsistencies"]?.array ?? []).prefix(8).compactMap { each -> HTML? in
            guard let comparison = each["comparison"]?.string else { return nil }
            let with: HTML = each["with"]?.string.map { " with <b>\($0)</b>" } ?? .empty
            let years = each["false_alarm_every_years"]?.double ?? .infinity
            var shares: HTML = .empty
            if let agreement = each["agreement"]?.double, let baseline = each["baseline"]?.double {
                shares =
                    ": <b>\(Words.percent(agreement))</b> of the answers agree, <b>\(Words.percent(baseline))</b> at baseline"
            }
            return .wideFact(
                "Comparison",
                "\(comparison)\(with)\(shares); a false alarm this strong is expected <b>\(Words.onceIn(years: years))</b>"
            )
        }
    }

    private static func outageFigures(_ facts: JSON) -> [HTML] {
        var figures: [HTML] = []
        if let failed = facts["failed_calls"]?.int, let calls = facts["calls"]?.int {
            figures.append(.fact("Calls", text: "\(grouped(failed)) of \(grouped(calls)) failed"))
        }
        if let last = moment(facts["last_success_at"]) { figures.append(.fact("Last answer", .minute(last))) }
        if let failure = facts["last_failure"]?.string, !failure.isEmpty {
            figures.append(.fact("Last failure", text: failure))
        }
        if let reason = facts["reason"]?.string { figures.append(.fact("Reason", text: reason)) }
        if let scored = facts["scored"]?.int, let scheduled = facts["scheduled"]?.int {
            figures.append(.fact("Scored", text: "\(grouped(scored)) of \(grouped(scheduled)) samples"))
        }
        if let last = moment(facts["last_scored_at"]) { figures.append(.fact("Last scored", .minute(last))) }
        if let detail = facts["detail"]?.string, !detail.isEmpty { figures.append(.fact("Detail", text: detail)) }
        return figures
    }

    /// Where the loss lies, as bars.
    static func carriers(_ facts: JSON) -> HTML {
        let shares = (facts["carried_by"]?.array ?? []).prefix(8).compactMap { each -> HTML? in
            guard let scope = each["scope"]?.string, let share = each["share"]?.double else { return nil }
            return """
                <li><span>\(Words.scope(scope))</span><svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" \
                aria-hidden="true">\
                <rect class="track" width="100" height="6"/><rect class="fill" \
                width="\(at: min(max(share, 0), 1) * 100)" height="6"/></svg>\
                <b>\(Words.percent(share))</b></li>
                """
        }
        return shares.isEmpty
            ? .empty
            : "<section><h2>Where the loss lies</h2><p class=\"dim\">How likely each place is.</p><ul class=\"bars\">\(shares)</ul></section>"
    }

    /// Probes before and since, the largest loss first.
    static func probes(_ facts: JSON) -> HTML {
        let rows = (facts["probes"]?.array ?? []).prefix(20).compactMap { each -> HTML? in
            guard let key = each["probe"]?.string, let observed = each["observed"]?.double,
                let expected = each["expected"]?.double
            else { return nil }
            return """
                <tr><th scope="row">\(key)</th><td>\(each["category"]?.string ?? "")</td><td class="num">\
                \(Words.points(expected))</td>\
                <td class="num">\(SampleTable.score(observed, expected: expected))</td></tr>
                """
        }
        return rows.isEmpty
            ? .empty
            : """
            <section><h2>Probes that carry it</h2><div class="scroll"><table><thead><tr><th scope="col">Probe</th><th \
            scope="col">Category</th>\
            <th scope="col" class="num">Baseline</th><th scope="col" class="num">Since</th></tr></thead><tbody>\(rows)\
            </tbody></table></div></section>
            """
    }

    /// How calls failed, or why samples went unscored.
    static func counts(_ facts: JSON) -> HTML {
        let causes =
            (facts["failures"]?.array ?? []).map { ($0["code"]?.string, $0["count"]?.int) }
            + (facts["unscored"]?.array ?? []).map { ($0["outcome"]?.string, $0["count"]?.int) }
        let rows = causes.prefix(20).compactMap { name, count -> HTML? in
            guard let name, let count else { return nil }
            return "<tr><th scope=\"row\">\(name)</th><td class=\"num\">\(grouped(count))</td></tr>"
        }
        return rows.isEmpty
            ? .empty
            : """
            <section><h2>What happened instead of answers</h2><div class="scroll"><table><thead><tr><th scope="col">\
            Outcome</th>\
            <th scope="col" class="num">Times</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    /// What the provider shows of itself, before and since.
    static func fingerprint(_ facts: JSON) -> HTML {
        let rows = (facts["fingerprint"]?.array ?? []).prefix(20).compactMap { each -> HTML? in
            guard let name = each["name"]?.string else { return nil }
            return """
                <tr><th scope="row">\(name)</th><td class="mono">\(each["before"]?.string ?? "–")</td>\
                <td class="mono">\(each["after"]?.string ?? "–")</td></tr>
                """
        }
        return rows.isEmpty
            ? .empty
            : """
            <section><h2>\(facts["changes"] == nil ? "What else changed" : "What changed")</h2><div class="scroll"><table><thead><tr><th scope="col">Fingerprint</th>\
            <th scope="col">Before</th>\
            <th scope="col">Since</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    private static func moment(_ json: JSON?) -> Timestamp? { json?.string.flatMap { Timestamp(rfc3339: $0) } }
}
