package import Core

/// An alert for people at a terminal: several lines, no colour. What a model wrote is in it, so nothing in it can
/// move a cursor or turn the direction of writing.
package enum AlertText {
    /// The lines of a body as `AlertContent` makes it; of anything else, its type and what can be read of it.
    package static func text(of payload: JSON) -> String {
        let data = payload["data"] ?? .null
        var lines = [headline(payload, data)]
        let summary = data["summary"]?.string ?? ""
        let ended = data["resolution"]?["reason"]?.string
        if let sentence = ended ?? data["summary"]?.string { lines.append(plain(sentence)) }
        let before = ended == nil ? [] : [("was", summary)]
        let kind =
            quality(data) + stale(data) + inconsistent(data) + changed(data) + shifted(data) + outage(data)
            + blind(data) + fingerprint(data)
        let rows = before + times(data) + together(data) + kind + ending(data)
        for (name, value) in rows where !value.isEmpty { lines.append(row(name, value)) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text on one line: control characters and invisible ones that reorder text become `·`.
    package static func plain(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(isHarmless(scalar) ? scalar : "·") }
        return String(scalars)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func row(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: max(12 - name.count, 1)) + plain(value)
    }

    private static func headline(_ payload: JSON, _ data: JSON) -> String {
        let type = payload["type"]?.string ?? "no type"
        guard let event = data["event"]?.string else { return plain(type) }
        let number = event == "reminder" ? data["reminder"]?.int.map { " \($0)" } ?? "" : ""
        let model = data["model"]?.string.map { " (\($0))" } ?? ""
        let words = [
            event.uppercased() + number, data["severity"]?.string ?? "", data["kind"]?.string ?? "",
            (data["provider"]?.string ?? "") + model,
        ]
        return plain(words.filter { !$0.isEmpty }.joined(separator: "  "))
    }

    private static func times(_ data: JSON) -> [(String, String)] {
        var since = data["since"]?.timestamp.map(\.toTheMinute) ?? ""
        if let earliest = data["since_earliest"]?.timestamp, let latest = data["since_latest"]?.timestamp,
            earliest < latest
        {
            since += " (between \(earliest.toTheMinute) and \(latest.toTheMinute))"
        }
        return [("since", since), ("detected", data["detected_at"]?.timestamp.map(\.toTheMinute) ?? "")]
    }
}

extension AlertText {
    private static func quality(_ data: JSON) -> [(String, String)] {
        guard let facts = QualityFacts(json: data) else { return [] }
        let answered = facts.health.successRatio.map { ", \(Wording.percent($0)) of the calls answered" } ?? ""
        var rows = [
            (
                "quality",
                "\(Wording.points(facts.observed)) points, \(Wording.points(facts.expected)) expected"
                    + "\(Wording.place(scope: facts.scope)): about \(Wording.points(facts.loss)) lost"
            ),
            (
                "evidence",
                "a false alarm this strong is expected \(Wording.onceIn(years: facts.evidence.falseAlarmYears))"
            ),
            (
                "carried by",
                facts.shares.prefix(4).map { "\($0.scope) \(Wording.percent($0.share))" }.joined(separator: ", ")
            ),
            ("health", facts.health.state.rawValue + answered + (facts.silent ? ", green throughout: silent" : "")),
        ]
        if let onset = facts.onset { rows.append(("onset", onset.words)) }
        rows += facts.probes.prefix(6).map { probe in
            (
                "probe",
                "\(probe.key): \(Wording.points(probe.observed)) points, \(Wording.points(probe.expected)) expected"
            )
        }
        if let concentration = facts.concentration { rows.append(("pool", concentration.sentence)) }
        rows += example("before", facts.before, data) + example("after", facts.after, data)
        return rows
    }

    private static func example(_ name: String, _ example: QualityFacts.Example?, _ data: JSON) -> [(String, String)] {
        guard let example else { return [] }
        let answer = shortened(example.answer, 120)
        let link = data["examples"]?[name]?["url"]?.string ?? "trace \(example.trace)"
        return [
            (
                name,
                "\(example.probe) at \(example.at.toTheMinute), score \(fixed(example.score, 2)): \(example.reason)"
            ),
            ("", "\"\(answer)\""), ("", link),
        ]
    }

    private static func changed(_ data: JSON) -> [(String, String)] {
        guard let facts = ModelFacts(json: data) else { return [] }
        var rows = facts.changes.prefix(6).map { ("changed", $0.words) }
        if let confirmation = facts.confirmation { rows.append(("quality", confirmation.words)) }
        if let incident = facts.qualityIncident { rows.append(("", "incident \(incident)")) }
        for (name, example) in [("before", facts.before), ("after", facts.after)] {
            guard let example else { continue }
            let link = data["examples"]?[name]?["url"]?.string ?? "trace \(example.trace)"
            rows += [(name, "\(example.probe) at \(example.at.toTheMinute): \(example.reason)"), ("", link)]
        }
        return rows
    }

    /// What changed of the provider's fingerprint in other kinds of incident.
    private static func fingerprint(_ data: JSON) -> [(String, String)] {
        guard data["changes"] == nil else { return [] }
        return (data["fingerprint"]?.array ?? []).compactMap(QualityFacts.Change.init(json:)).prefix(6).map {
            ("fingerprint", "\($0.name): \($0.before) → \($0.after)")
        }
    }

    private static func stale(_ data: JSON) -> [(String, String)] {
        guard let facts = StaleFacts(json: data) else { return [] }
        var rows: [(String, String)] = []
        if facts.stale > 0 {
            rows.append(("stale", "\(facts.stale) of \(facts.answers) answers since then, none of them scored"))
        }
        rows += facts.counts.prefix(6).map { ("proof", "\($0.count) times: the answer \($0.tellTale.words)") }
        if let hint = facts.hint {
            rows.append(
                (
                    "hint",
                    "more often than at baseline an answer \(hint.tellTale.words); a false alarm this strong is expected \(Wording.onceIn(years: hint.falseAlarmYears))"
                ))
        }
        for (name, example) in [("before", facts.before), ("after", facts.after)] {
            guard let example else { continue }
            let link = data["examples"]?[name]?["url"]?.string ?? "trace \(example.trace)"
            rows += [(name, "\(example.probe) at \(example.at.toTheMinute): \(example.reason)"), ("", link)]
        }
        return rows
    }

    private static func inconsistent(_ data: JSON) -> [(String, String)] {
        guard let facts = InconsistencyFacts(json: data) else { return [] }
        var rows = facts.findings.prefix(4).map { finding -> (String, String) in
            var words = finding.words
            if let observed = finding.observed, let expected = finding.expected {
                words += ": \(Wording.percent(observed)) agree, \(Wording.percent(expected)) at baseline"
            }
            return (
                "comparison",
                "\(words); a false alarm this strong is expected \(Wording.onceIn(years: finding.falseAlarmYears))"
            )
        }
        for pair in facts.pairs.suffix(2) {
            let answers = pair.answers.map { "\"\(shortened($0, 60))\"" }.joined(separator: " and ")
            rows.append(("pair", "\(pair.probe) at \(pair.at.toTheMinute): \(answers)"))
            rows.append(("", "traces \(pair.one) and \(pair.other)"))
        }
        return rows
    }

    private static func outage(_ data: JSON) -> [(String, String)] {
        guard let facts = OutageFacts(json: data) else { return [] }
        let failures = facts.failures.prefix(6).map { "\($0.code) \($0.count)" }.joined(separator: ", ")
        return [
            ("calls", "\(facts.failedCalls) of \(facts.calls) failed"), ("failures", failures),
            ("last", facts.lastFailure),
            ("last success", facts.lastSuccessAt?.toTheMinute ?? "none"),
            ("example", data["examples"]?["after"]?["url"]?.string ?? facts.example.map { "trace \($0)" } ?? ""),
        ]
    }

    private static func blind(_ data: JSON) -> [(String, String)] {
        guard let facts = BlindFacts(json: data) else { return [] }
        let causes = facts.unscored.prefix(6).map { "\($0.outcome) \($0.count)" }.joined(separator: ", ")
        let samples = facts.scheduled > 0 ? "\(facts.scored) of \(facts.scheduled) scored" : ""
        return [
            ("samples", samples), ("unscored", causes), ("providers", facts.providers.joined(separator: ", ")),
            ("last scored", facts.lastScoredAt?.toTheMinute ?? (samples.isEmpty ? "" : "none")),
            ("detail", facts.detail),
        ]
    }

    private static func ending(_ data: JSON) -> [(String, String)] {
        // The payload may come from anywhere: a figure beyond a thousand years is none.
        let seconds = data["resolution"]?["lasted_seconds"]?.double.flatMap { (0...3e10).contains($0) ? $0 : nil }
        let lasted = seconds.map { Duration.microseconds(Int64($0 * 1e6)).forPeople }
        return [
            ("lasted", lasted ?? ""),
            ("incident", data["url"]?.string ?? data["incident"]?.string.map { "id \($0)" } ?? ""),
        ]
    }
}
