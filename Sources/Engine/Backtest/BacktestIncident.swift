internal import Alerting
package import Core
internal import Detection

/// A fall of quality that a backtest found: what the daemon would have told, and when.
package struct BacktestIncident: Sendable, Equatable {
    package var provider: String
    /// The round in which it probably began.
    package var since: Timestamp
    /// When the round was closed that gave the alert.
    package var detectedAt: Timestamp
    /// Rounds from the first bad one to the one that gave the alert, both counted; at least 1.
    package var delayRounds: Int
    /// When it was over; nil while it was open at the end of the history.
    package var resolvedAt: Timestamp?
    /// `all`, `category:logic` or `probe:suite/id`.
    package var scope = "all"
    /// Mean score of the scope while it lasted, and at baseline; in [0, 1].
    package var observed = 0.0
    package var expected = 0.0
    /// Highest log evidence, nats.
    package var logEvidence = 0.0
    /// A false alarm this strong is expected once in so many years.
    package var falseAlarmYears = 0.0

    package init(
        provider: String, since: Timestamp, detectedAt: Timestamp, delayRounds: Int, resolvedAt: Timestamp? = nil
    ) {
        self.provider = provider
        self.since = since
        self.detectedAt = detectedAt
        self.delayRounds = delayRounds
        self.resolvedAt = resolvedAt
    }

    /// From the beginning of the fall to its detection.
    package var delay: Duration { detectedAt - since }
    /// The evidence for people: `once in 7.3 years`.
    package var evidence: String { "once in " + spanForPeople(years: falseAlarmYears) }
    /// About how much the mean score fell, in [0, 1].
    package var loss: Double { max(0, expected - observed) }

    /// What is seen of it after one more round.
    mutating func take(_ loss: QualityLoss, _ settings: DetectorSettings) {
        scope = loss.scope.shown
        (observed, expected) = (loss.observed, loss.expected)
        logEvidence = loss.logEvidence
        falseAlarmYears = settings.falseAlarmYears(logEvidence: loss.logEvidence)
    }
}
