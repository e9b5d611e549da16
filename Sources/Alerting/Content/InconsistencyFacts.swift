package import Core

/// What an `inconsistent-answers` incident knows: which answers should agree and do not.
package struct InconsistencyFacts: Sendable, Equatable {
    /// What was compared.
    package enum Comparison: String, Sendable, CaseIterable {
        /// The same question, several times in a round.
        case repeats
        /// Fixed questions at two providers that are declared equivalent.
        case equivalentAnswers = "equivalent-answers"
        /// Scores of the same questions at two such providers.
        case equivalentScores = "equivalent-scores"
        /// The same, where the other one is the worse.
        case equivalentBetter = "equivalent-better"
    }

    /// One way in which answers do not agree.
    package struct Finding: Sendable, Equatable {
        package var comparison: Comparison
        /// The equivalent provider; empty for repeats.
        package var with: String
        package var since: Timestamp
        /// Share of equal answers since then and at baseline; nil for scores.
        package var observed: Double?
        package var expected: Double?
        /// A false alarm this strong is expected once in so many years.
        package var falseAlarmYears: Double

        package init(
            comparison: Comparison, with: String = "", since: Timestamp, observed: Double? = nil,
            expected: Double? = nil, falseAlarmYears: Double
        ) {
            self.comparison = comparison
            self.with = with
            self.since = since
            self.observed = observed
            self.expected = expected
            self.falseAlarmYears = falseAlarmYears
        }

        /// For people, after "acme".
        package var words: String {
            switch comparison {
            case .repeats: "answers the same question differently within a round"
            case .equivalentAnswers: "answers fixed questions differently from \(with), declared equivalent"
            case .equivalentScores: "answers worse than \(with), declared equivalent"
            case .equivalentBetter: "answers better than \(with), declared equivalent"
            }
        }
    }

    /// Two samples that should have said the same.
    package struct Pair: Sendable, Equatable {
        package var probe: String
        package var one: RecordID
        package var other: RecordID
        package var at: Timestamp
        package var answers: [String]

        package init(probe: String, one: RecordID, other: RecordID, at: Timestamp, answers: [String]) {
            self.probe = probe
            self.one = one
            self.other = other
            self.at = at
            self.answers = answers
        }
    }

    /// At least one while the incident is open.
    package var findings: [Finding]
    /// The latest last; at most 6.
    package var pairs: [Pair]

    package init(findings: [Finding], pairs: [Pair]) {
        self.findings = findings
        self.pairs = pairs
    }

    /// When the first of it began.
    package var since: Timestamp { findings.map(\.since).min() ?? .distantPast }

    /// The incident in a sentence: `acme answers the same question differently within a round since 2026-11-23 19:45 UTC:
    /// 61 % of the answers agree, 98 % at baseline`.
    package func summary(provider: String) -> String {
        guard let first = findings.first else { return "\(provider) answers inconsistently" }
        var words = "\(provider) \(first.words) since \(first.since.toTheMinute)"
        if let observed = first.observed, let expected = first.expected {
            words += ": \(Wording.percent(observed)) of the answers agree, \(Wording.percent(expected)) at baseline"
        }
        return words
    }

    /// Why the incident is over.
    package static func recoverySummary(provider: String) -> String {
        "the answers of \(provider) agree as they did at baseline"
    }
}

extension InconsistencyFacts {
    /// As the incident stores it and the alert tells it; the latest pair is also told as its examples.
    package var json: JSON {
        let last = pairs.last
        func example(_ sample: RecordID?, _ answer: String?) -> JSON? {
            guard let sample, let last else { return nil }
            return [
                "trace": .string("\(sample)"), "probe": .string(last.probe), "at": last.at.json,
                "answer": .string(answer ?? ""),
            ]
        }
        return .compact([
            ("since", since.json), ("inconsistencies", .array(findings.map(\.json))),
            ("pairs", .array(pairs.map(\.json))),
            (
                "examples",
                .compact([
                    ("before", example(last?.one, last?.answers.first)),
                    ("after", example(last?.other, last?.answers.last)),
                ])
            ),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let findings = json["inconsistencies"]?.array else { return nil }
        self.init(
            findings: findings.compactMap(Finding.init(json:)),
            pairs: (json["pairs"]?.array ?? []).compactMap(Pair.init(json:)))
    }
}

extension InconsistencyFacts.Finding {
    fileprivate var json: JSON {
        .compact([
            ("comparison", .string(comparison.rawValue)), ("with", with.isEmpty ? nil : .string(with)),
            ("since", since.json), ("agreement", observed.map(JSON.double)),
            ("baseline", expected.map(JSON.double)), ("false_alarm_every_years", .double(falseAlarmYears)),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let comparison = json["comparison"]?.string.flatMap(InconsistencyFacts.Comparison.init),
            let since = json["since"]?.timestamp
        else { return nil }
        self.init(
            comparison: comparison, with: json["with"]?.string ?? "", since: since,
            observed: json["agreement"]?.double, expected: json["baseline"]?.double,
            falseAlarmYears: json["false_alarm_every_years"]?.double ?? .infinity)
    }
}

extension InconsistencyFacts.Pair {
    fileprivate var json: JSON {
        [
            "probe": .string(probe), "traces": [.string("\(one)"), .string("\(other)")], "at": at.json,
            "answers": .array(answers.map(JSON.string)),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let probe = json["probe"]?.string, let one = json["traces"]?[0]?.recordID,
            let other = json["traces"]?[1]?.recordID, let at = json["at"]?.timestamp
        else { return nil }
        self.init(
            probe: probe, one: one, other: other, at: at,
            answers: (json["answers"]?.array ?? []).compactMap(\.string))
    }
}
