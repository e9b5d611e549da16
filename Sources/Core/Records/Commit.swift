/// A closed round of a provider: what the detector made of it.
package struct RoundRecord: Sendable, Equatable {
    package var provider: String
    package var round: Round
    package var closedAt: Timestamp
    /// Samples that should have been taken.
    package var scheduled: Int
    /// Samples with a score.
    package var scored: Int
    /// Mean score; nil when none was scored.
    package var meanScore: Double?
    /// What the scored probes score at baseline on average; nil before there is one.
    package var expectedScore: Double?
    /// Log evidence after the round, in nats; nil while learning.
    package var logEvidence: Double?
    /// The detector's phase or level: `learning`, `healthy`, `watch`, `warn`, `degraded`, `blind`.
    package var level: String
    /// How many probes there were, where the round was to ask only some of them in their turn; nil where it asked all.
    package var probes: Int?

    package init(
        provider: String, round: Round, closedAt: Timestamp, scheduled: Int, scored: Int, meanScore: Double?,
        expectedScore: Double?, logEvidence: Double?, level: String, probes: Int? = nil
    ) {
        self.provider = provider
        self.round = round
        self.closedAt = closedAt
        self.scheduled = scheduled
        self.scored = scored
        self.meanScore = meanScore
        self.expectedScore = expectedScore
        self.logEvidence = logEvidence
        self.level = level
        self.probes = probes
    }
}

/// The state of a provider's machines, stored in the transaction that moved it.
package struct ProviderState: Sendable, Equatable {
    package var provider: String
    /// The last round that was closed; nil before the first.
    package var closedThrough: Round?
    /// The detector's own coding.
    package var detector: [UInt8]
    /// Health, breaker, example traces and whatever else continues after a restart.
    package var machines: JSON

    package init(provider: String, closedThrough: Round?, detector: [UInt8], machines: JSON) {
        self.provider = provider
        self.closedThrough = closedThrough
        self.detector = detector
        self.machines = machines
    }
}

/// What a provider used on one UTC day, reservations of calls in flight included.
package struct Spend: Sendable, Equatable {
    package var provider: String
    /// Days since 1970-01-01.
    package var day: Int
    package var requests: Int
    package var tokens: Int
    package var money: USD

    package init(provider: String, day: Int, requests: Int = 0, tokens: Int = 0, money: USD = .zero) {
        self.provider = provider
        self.day = day
        self.requests = requests
        self.tokens = tokens
        self.money = money
    }
}

/// Everything one step of the engine wants kept: one transaction, before any further effect.
package struct Commit: Sendable {
    package var samples: [(sample: Sample, trace: Trace?)] = []
    package var rounds: [RoundRecord] = []
    package var providers: [ProviderState] = []
    package var spend: [Spend] = []
    package var incidents: [Incident] = []
    package var transitions: [Transition] = []
    /// New and changed rows of the outbox.
    package var notifications: [Notification] = []
    /// Baselines that others took the place of.
    package var baselines: [RetiredBaseline] = []

    package init() {}

    package var isEmpty: Bool {
        samples.isEmpty && rounds.isEmpty && providers.isEmpty && spend.isEmpty && incidents.isEmpty
            && transitions.isEmpty
            && notifications.isEmpty && baselines.isEmpty
    }

    /// Adds what a later step wants kept; a later value of the same row replaces the earlier one.
    package mutating func append(_ later: Commit) {
        samples += later.samples
        rounds += later.rounds
        providers = replaced(providers, by: later.providers) { $0.provider == $1.provider }
        spend = replaced(spend, by: later.spend) { $0.provider == $1.provider && $0.day == $1.day }
        incidents = replaced(incidents, by: later.incidents) { $0.id == $1.id }
        transitions += later.transitions
        notifications = replaced(notifications, by: later.notifications) { $0.id == $1.id }
        baselines += later.baselines
    }

    private func replaced<Row>(_ rows: [Row], by later: [Row], _ same: (Row, Row) -> Bool) -> [Row] {
        rows.filter { row in !later.contains { same(row, $0) } } + later
    }
}

/// What the engine needs to go on after a restart.
package struct Recovered: Sendable {
    package var providers: [ProviderState] = []
    /// Samples of rounds that were not closed, in order of `finishedAt`, then id.
    package var openSamples: [Sample] = []
    /// Spending of today and later (a clock set back must not forget it).
    package var spend: [Spend] = []
    /// Incidents that are not resolved.
    package var incidents: [Incident] = []
    /// Notifications that wait, in order of creation, then id.
    package var notifications: [Notification] = []

    package init() {}
}
