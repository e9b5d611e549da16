/// What the daemon knows right now, as values: made by the engine, rendered as metrics, pages and tables.
package struct Status: Sendable {
    package var now: Timestamp
    package var startedAt: Timestamp
    package var vantage: String
    package var interval: Duration
    package var providers: [ProviderStatus] = []
    /// Open incidents first, then the latest resolved ones; at most 100.
    package var incidents: [Incident] = []
    package var sinks: [SinkStatus] = []
    /// The export of traces; nil where none is configured.
    package var telemetry: TelemetryStatus?
    package var reload: ReloadStatus
    /// Problems of the daemon itself in words, such as a store that cannot be written; empty when all is well.
    package var troubles: [String] = []
    /// How the daemon keeps up.
    package var pace = PaceStatus()
    /// How the false alarms that are allowed are split.
    package var alarmBudget = AlarmBudgetStatus()
    /// What cannot be reached, and is no provider's fault: the own network alone, or gateways.
    package var unreachable: [UnreachableStatus] = []

    package init(now: Timestamp, startedAt: Timestamp, vantage: String, interval: Duration, reload: ReloadStatus) {
        self.now = now
        self.startedAt = startedAt
        self.vantage = vantage
        self.interval = interval
        self.reload = reload
    }
}

/// The last attempt to load configuration and probes.
package struct ReloadStatus: Sendable, Equatable {
    package var succeeded: Bool
    package var succeededAt: Timestamp
    package var attemptedAt: Timestamp
    /// Why the last attempt was refused; empty when it was not.
    package var diagnostics: [Diagnostic]

    package init(succeeded: Bool, succeededAt: Timestamp, attemptedAt: Timestamp, diagnostics: [Diagnostic] = []) {
        self.succeeded = succeeded
        self.succeededAt = succeededAt
        self.attemptedAt = attemptedAt
        self.diagnostics = diagnostics
    }
}

/// One provider in both planes.
package struct ProviderStatus: Sendable {
    package var name: String
    package var api: String
    package var model: String
    package var labels: [(String, String)]
    package var health: HealthStatus
    package var quality: QualityStatus
    package var breaker: BreakerStatus
    package var inFlight: Int
    /// Samples that are due and wait for a place.
    package var queued: Int
    package var spentToday: Spend
    package var budget: DailyBudget
    package var counters: SampleCounters
    package var lastScoredAt: Timestamp?
    package var probes: [ProbeStatus]
    package var calling = CallingStatus()
    package var staleness = StalenessStatus()
    package var agreement = AgreementStatus()
    package var shows = ModelStatus()
    package var calibration = CalibrationStatus.unreported
    /// With the equivalent providers before it by name.
    package var pairs: [PairStatus] = []
    package var behaviour = BehaviourStatus()
    package var sampling = SamplingStatus()
    /// The last scores by the way they came, the busiest first; at most 16.
    package var pools: [PoolStatus] = []
    /// By name.
    package var suites: [SuiteStatus] = []

    package init(
        name: String, api: String, model: String, labels: [(String, String)], health: HealthStatus,
        quality: QualityStatus,
        breaker: BreakerStatus, inFlight: Int, queued: Int, spentToday: Spend, budget: DailyBudget,
        counters: SampleCounters, lastScoredAt: Timestamp?, probes: [ProbeStatus]
    ) {
        self.name = name
        self.api = api
        self.model = model
        self.labels = labels
        self.health = health
        self.quality = quality
        self.breaker = breaker
        self.inFlight = inFlight
        self.queued = queued
        self.spentToday = spentToday
        self.budget = budget
        self.counters = counters
        self.lastScoredAt = lastScoredAt
        self.probes = probes
    }
}

/// The health plane: what calls say of availability.
package struct HealthStatus: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case unknown, up, degraded, down }

    /// Why a provider is down: only the first is an outage of it, the others are for its owner to mend.
    package enum Cause: String, Sendable, CaseIterable {
        /// Calls fail or time out.
        case calls
        /// Key or account is refused.
        case credentials
        /// Credit or a spending limit is used up.
        case credit
        /// Every request is refused as wrong: the model is gone, or a parameter is no longer taken.
        case requests
    }

    package var state: State
    package var since: Timestamp
    /// Share of the recent calls that got an answer; nil before the first.
    package var successRatio: Double?
    /// The last failure for people, `rate-limited (429)`; empty when there was none.
    package var lastFailure: String
    /// Nil unless it is down.
    package var cause: Cause?

    package init(
        state: State, since: Timestamp, successRatio: Double?, lastFailure: String, cause: Cause? = nil
    ) {
        self.state = state
        self.since = since
        self.successRatio = successRatio
        self.lastFailure = lastFailure
        self.cause = cause
    }
}

/// The quality plane: what scores say.
package struct QualityStatus: Sendable, Equatable {
    package enum Level: String, Sendable, CaseIterable { case learning, healthy, watch, warn, degraded, blind }

    package var level: Level
    /// Rounds learnt of rounds needed before watching starts.
    package var learnedRounds: Int
    package var neededRounds: Int
    /// Mean score of the last rounds; nil before the first.
    package var score: Double?
    /// Mean score expected of the same probes; nil before there is a baseline.
    package var baseline: Double?
    /// Nats; nil while learning.
    package var logEvidence: Double?
    /// The log evidence that pages, in nats.
    package var threshold: Double
    /// A false alarm as strong as the present evidence is expected once in so many years; nil while learning.
    package var falseAlarmYears: Double?

    package init(
        level: Level, learnedRounds: Int, neededRounds: Int, score: Double?, baseline: Double?, logEvidence: Double?,
        threshold: Double, falseAlarmYears: Double?
    ) {
        self.level = level
        self.learnedRounds = learnedRounds
        self.neededRounds = neededRounds
        self.score = score
        self.baseline = baseline
        self.logEvidence = logEvidence
        self.threshold = threshold
        self.falseAlarmYears = falseAlarmYears
    }
}

/// The circuit breaker of a provider.
package enum BreakerStatus: String, Sendable, CaseIterable { case closed, open, halfOpen = "half-open" }

/// The last that is known of a probe at a provider.
package struct ProbeStatus: Sendable {
    /// `suite/id`.
    package var key: String
    package var version: String
    package var category: String
    package var lastOutcome: Outcome?
    package var lastScore: Double?
    package var lastAt: Timestamp?
    package var lastSample: RecordID?
    /// Mean score at baseline; nil before there is one.
    package var baseline: Double?
    /// Scores that the baseline rests on, and what it is doing.
    package var baselineScores = 0
    package var baselineStanding = BaselineStanding.collecting(calls: 0, of: 0)

    package init(
        key: String, version: String, category: String, lastOutcome: Outcome? = nil, lastScore: Double? = nil,
        lastAt: Timestamp? = nil, lastSample: RecordID? = nil, baseline: Double? = nil
    ) {
        self.key = key
        self.version = version
        self.category = category
        self.lastOutcome = lastOutcome
        self.lastScore = lastScore
        self.lastAt = lastAt
        self.lastSample = lastSample
        self.baseline = baseline
    }
}

/// The outbox of one sink.
package struct SinkStatus: Sendable, Equatable {
    package var name: String
    package var waiting: Int
    /// Creation of the oldest that waits.
    package var oldestWaiting: Timestamp?
    package var delivered: Int
    package var failedAttempts: Int
    package var lastError: String

    package init(
        name: String, waiting: Int = 0, oldestWaiting: Timestamp? = nil, delivered: Int = 0, failedAttempts: Int = 0,
        lastError: String = ""
    ) {
        self.name = name
        self.waiting = waiting
        self.oldestWaiting = oldestWaiting
        self.delivered = delivered
        self.failedAttempts = failedAttempts
        self.lastError = lastError
    }
}
