package import Core

/// What a `stale-response` incident knows: which answers were not made for their questions, and what shows it.
package struct StaleFacts: Sendable, Equatable {
    /// Stale answers with one tell-tale.
    package struct Count: Sendable, Equatable {
        package var tellTale: TellTale
        package var count: Int

        package init(tellTale: TellTale, count: Int) {
            self.tellTale = tellTale
            self.count = count
        }
    }

    /// A hint that shows more often than at baseline.
    package struct Hint: Sendable, Equatable {
        package var tellTale: TellTale
        package var since: Timestamp
        /// A false alarm this strong is expected once in so many years.
        package var falseAlarmYears: Double

        package init(tellTale: TellTale, since: Timestamp, falseAlarmYears: Double) {
            self.tellTale = tellTale
            self.since = since
            self.falseAlarmYears = falseAlarmYears
        }
    }

    /// A sample that shows it.
    package struct Example: Sendable, Equatable {
        package var trace: RecordID
        /// `suite/id`.
        package var probe: String
        package var at: Timestamp
        package var reason: String

        package init(trace: RecordID, probe: String, at: Timestamp, reason: String) {
            self.trace = trace
            self.probe = probe
            self.at = at
            self.reason = reason
        }
    }

    package var since: Timestamp
    /// Stale answers, of how many since then.
    package var stale = 0
    package var answers = 0
    /// The most frequent first.
    package var counts: [Count] = []
    /// Nil where every stale answer was proven.
    package var hint: Hint?
    /// What shows it, in a sentence.
    package var reason = ""
    /// The answer or question of before, and the answer that repeats it.
    package var before: Example?
    package var after: Example?

    package init(since: Timestamp, hint: Hint? = nil) {
        self.since = since
        self.hint = hint
    }

    /// The incident in a sentence: `acme gives stale answers since 2026-11-23 19:45 UTC: 12 of 48, mostly: the answer
    /// carries the code of another question`.
    package func summary(provider: String) -> String {
        let began = "since \(since.toTheMinute)"
        if stale > 0, let most = counts.first {
            return "\(provider) gives stale answers \(began): \(stale) of \(answers), the answer \(most.tellTale.words)"
        }
        let words = hint.map { "more often than ever an answer \($0.tellTale.words)" } ?? "tell-tales of a cache"
        return "\(provider) probably gives stale answers \(began): \(words)"
    }

    /// Why the incident is over.
    package static func recoverySummary(provider: String) -> String {
        "\(provider) answers what it is asked again: enough fresh answers in a row"
    }
}

extension StaleFacts {
    /// As the incident stores it and the alert tells it.
    package var json: JSON {
        .compact([
            ("since", since.json), ("stale_answers", .int(stale)), ("answers", .int(answers)),
            (
                "tell_tales",
                .array(counts.map { ["tell_tale": .string($0.tellTale.rawValue), "count": .int($0.count)] })
            ),
            ("hint", hint?.json), ("stale_reason", reason.isEmpty ? nil : .string(reason)),
            ("examples", .compact([("before", before?.json), ("after", after?.json)])),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let since = json["since"]?.timestamp, let stale = json["stale_answers"]?.int,
            let answers = json["answers"]?.int
        else { return nil }
        self.init(since: since, hint: json["hint"].flatMap(Hint.init(json:)))
        (self.stale, self.answers) = (stale, answers)
        counts = (json["tell_tales"]?.array ?? []).compactMap { each in
            guard let tellTale = each["tell_tale"]?.string.flatMap(TellTale.init), let count = each["count"]?.int
            else { return nil }
            return Count(tellTale: tellTale, count: count)
        }
        reason = json["stale_reason"]?.string ?? ""
        before = json["examples"]?["before"].flatMap(Example.init(json:))
        after = json["examples"]?["after"].flatMap(Example.init(json:))
    }
}

extension StaleFacts.Hint {
    fileprivate var json: JSON {
        [
            "tell_tale": .string(tellTale.rawValue), "since": since.json,
            "false_alarm_every_years": .double(falseAlarmYears),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let tellTale = json["tell_tale"]?.string.flatMap(TellTale.init), let since = json["since"]?.timestamp
        else { return nil }
        self.init(
            tellTale: tellTale, since: since, falseAlarmYears: json["false_alarm_every_years"]?.double ?? .infinity)
    }
}

extension StaleFacts.Example {
    /// As facts hold it.
    var json: JSON {
        ["trace": .string("\(trace)"), "probe": .string(probe), "at": at.json, "reason": .string(reason)]
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON) {
        guard let trace = json["trace"]?.recordID, let probe = json["probe"]?.string, let at = json["at"]?.timestamp,
            let reason = json["reason"]?.string
        else { return nil }
        self.init(trace: trace, probe: probe, at: at, reason: reason)
    }
}
