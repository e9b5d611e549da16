package import Core

/// What a `quality-degraded` incident knows: written by the engine, stored with the incident, told in every alert.
package struct QualityFacts: Sendable, Equatable {
    /// How strong the case is.
    package struct Evidence: Sendable, Equatable {
        /// The detector's value, in nats.
        package var log: Double
        /// The value that pages, in nats.
        package var threshold: Double
        /// A false alarm this strong is expected once in so many years; infinity is allowed.
        package var falseAlarmYears: Double

        package init(log: Double, threshold: Double, falseAlarmYears: Double) {
            self.log = log
            self.threshold = threshold
            self.falseAlarmYears = falseAlarmYears
        }
    }

    /// How likely it is that the loss lies in one scope.
    package struct Share: Sendable, Equatable {
        /// `all`, `category:arithmetic` or `probe:suite/id`.
        package var scope: String
        /// In [0, 1].
        package var share: Double

        package init(scope: String, share: Double) {
            self.scope = scope
            self.share = share
        }
    }

    /// One probe before and after.
    package struct Probe: Sendable, Equatable {
        /// `suite/id`.
        package var key: String
        package var category: String
        /// Mean score since the change, in [0, 1].
        package var observed: Double
        /// Mean score at baseline, in [0, 1].
        package var expected: Double

        package init(key: String, category: String, observed: Double, expected: Double) {
            self.key = key
            self.category = category
            self.observed = observed
            self.expected = expected
        }
    }

    /// The other plane meanwhile.
    package struct Health: Sendable, Equatable {
        package var state: HealthStatus.State
        /// Share of the calls since the change that got an answer, in [0, 1]; nil when there were none.
        package var successRatio: Double?
        /// The last failure for people; empty when there was none.
        package var lastFailure: String

        package init(state: HealthStatus.State, successRatio: Double? = nil, lastFailure: String = "") {
            self.state = state
            self.successRatio = successRatio
            self.lastFailure = lastFailure
        }
    }

    /// Something that the provider says or shows of itself and that changed meanwhile.
    package struct Change: Sendable, Equatable {
        /// `model`, `system_fingerprint`, `prompt_tokens`.
        package var name: String
        package var before: String
        package var after: String

        package init(name: String, before: String, after: String) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    /// A typical answer.
    package struct Example: Sendable, Equatable {
        package var trace: RecordID
        /// `suite/id`.
        package var probe: String
        package var at: Timestamp
        /// In [0, 1].
        package var score: Double
        /// The answer's beginning.
        package var answer: String
        /// The verdict's headline.
        package var reason: String

        package init(trace: RecordID, probe: String, at: Timestamp, score: Double, answer: String, reason: String) {
            self.trace = trace
            self.probe = probe
            self.at = at
            self.score = score
            self.answer = answer
            self.reason = reason
        }
    }

    /// Bad answers that come from one place, more of them than chance explains.
    package struct Concentration: Sendable, Equatable {
        /// `backend pool-b`, `reused connections`, `region eu-west, address 10.0.0.7:443`.
        package var place: String
        /// Bad answers of all answers from there.
        package var bad: Int
        package var answers: Int
        /// Bad answers of all others.
        package var badElsewhere: Int
        package var answersElsewhere: Int

        package init(place: String, bad: Int, answers: Int, badElsewhere: Int, answersElsewhere: Int) {
            self.place = place
            self.bad = bad
            self.answers = answers
            self.badElsewhere = badElsewhere
            self.answersElsewhere = answersElsewhere
        }

        /// `all 12 bad answers came from backend pool-b, which gave 15 of the 60 answers since then`.
        package var sentence: String {
            let all = badElsewhere == 0 ? "all \(bad) bad answers" : "\(bad) of the \(bad + badElsewhere) bad answers"
            return
                "\(all) came from \(place), which gave \(answers) of the \(answers + answersElsewhere) answers since then"
        }
    }

    /// How a loss came.
    package enum Onset: String, Sendable, CaseIterable {
        /// At once, as far as can be seen.
        case sudden
        /// Little by little, over days.
        case creeping
    }

    /// The likeliest moment of the change.
    package var since: Timestamp
    /// The interval in which the change lies with high probability; nil where it is not known.
    package var sinceEarliest: Timestamp?
    package var sinceLatest: Timestamp?
    /// How it came; nil where the days before are not known.
    package var onset: Onset?
    /// The scope of the loss: `all`, `category:arithmetic` or `probe:suite/id`.
    package var scope: String
    /// About how much the mean score of that scope fell, in [0, 1].
    package var loss: Double
    /// Mean score of that scope since the change, in [0, 1].
    package var observed: Double
    /// Its mean score at baseline, in [0, 1].
    package var expected: Double
    package var evidence: Evidence
    /// The largest first.
    package var shares: [Share]
    /// The largest loss first.
    package var probes: [Probe]
    package var health: Health
    /// Whether health was green throughout.
    package var silent: Bool
    package var fingerprint: [Change]
    /// A good answer before the change.
    package var before: Example?
    /// A bad answer after it.
    package var after: Example?
    /// How far the evidence of a recovery has come, in [0, 1]; nil where it is not known.
    package var recovery: Double?
    /// Where the bad answers come from; nil where they come from everywhere.
    package var concentration: Concentration?

    package init(
        since: Timestamp, sinceEarliest: Timestamp? = nil, sinceLatest: Timestamp? = nil, scope: String = "all",
        loss: Double,
        observed: Double, expected: Double, evidence: Evidence, shares: [Share] = [], probes: [Probe] = [],
        health: Health,
        silent: Bool, fingerprint: [Change] = [], before: Example? = nil, after: Example? = nil,
        recovery: Double? = nil,
        concentration: Concentration? = nil
    ) {
        self.since = since
        self.sinceEarliest = sinceEarliest
        self.sinceLatest = sinceLatest
        self.scope = scope
        self.loss = loss
        self.observed = observed
        self.expected = expected
        self.evidence = evidence
        self.shares = shares
        self.probes = probes
        self.health = health
        self.silent = silent
        self.fingerprint = fingerprint
        self.before = before
        self.after = after
        self.recovery = recovery
        self.concentration = concentration
    }
}

extension QualityFacts {
    /// The incident in a sentence: `quality of gpt-4 fell by about 33 points since 2023-06-13 04:15 UTC (silent:
    /// health was green throughout); a false alarm this strong is expected once in 120 years`.
    package func summary(provider: String, level: Observation.Level = .firing) -> String {
        let fell = level == .firing ? "fell" : "may have fallen"
        let quiet = silent ? " (silent: health was green throughout)" : ""
        return
            "quality of \(provider)\(Wording.place(scope: scope)) \(fell) by about "
            + "\(Wording.points(loss)) points since \(since.toTheMinute)\(quiet); a false alarm this strong is expected "
            + Wording.onceIn(years: evidence.falseAlarmYears)
    }

    /// A pool that answers worse than it should, in a sentence: `answers of gpt-4 from backend pool-b are about 80 points worse
    /// since 2023-06-13 04:15 UTC, which the mean of all hides: 9 of the 12 bad answers came from backend pool-b, …`.
    package func poolSummary(provider: String) -> String {
        guard let concentration else { return summary(provider: provider) }
        return
            "answers of \(provider) from \(concentration.place) are about \(Wording.points(loss)) points worse since "
            + "\(since.toTheMinute), which the mean of all hides: \(concentration.sentence); a false alarm this strong is "
            + "expected \(Wording.onceIn(years: evidence.falseAlarmYears))"
    }

    /// Why the incident is over: `quality of gpt-4 is back at its baseline after 3h 20m`.
    package static func recoverySummary(provider: String, lasting: Duration) -> String {
        "quality of \(provider) is back at its baseline after \(lasting.forPeople)"
    }
}

extension QualityFacts.Onset {
    /// `little by little, over days`.
    package var words: String {
        switch self {
        case .sudden: "at once"
        case .creeping: "little by little, over days"
        }
    }
}
