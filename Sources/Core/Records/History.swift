/// One series of a stored history: a probe version asked of a provider.
package struct HistorySeries: Sendable, Hashable {
    package var provider: String
    /// `suite/id`.
    package var probe: String
    /// Content hash of the probe.
    package var version: String
    package var category: String

    package init(provider: String, probe: String, version: String, category: String) {
        self.provider = provider
        self.probe = probe
        self.version = version
        self.category = category
    }
}

/// What detection needs of a stored sample, small enough for millions of them.
package struct HistorySample: Sendable, Equatable {
    /// The number of its series in the history.
    package var series: Int
    package var round: Round
    package var finishedAt: Timestamp
    /// In [0, 1]; nil for a sample without a score.
    package var score: Double?

    package init(series: Int, round: Round, finishedAt: Timestamp, score: Double?) {
        self.series = series
        self.round = round
        self.finishedAt = finishedAt
        self.score = score
    }
}

/// What detection needs of a round that the daemon closed.
package struct HistoryRound: Sendable, Equatable {
    package var round: Round
    package var closedAt: Timestamp
    /// Samples that should have been taken.
    package var scheduled: Int
    /// The detector was past calibration after it.
    package var isWatching: Bool
    /// How many probes there were, where the round was to ask only some of them in their turn; nil where it asked all.
    package var probes: Int?

    package init(round: Round, closedAt: Timestamp, scheduled: Int, isWatching: Bool, probes: Int? = nil) {
        self.round = round
        self.closedAt = closedAt
        self.scheduled = scheduled
        self.isWatching = isWatching
        self.probes = probes
    }
}

/// Some of a history, in the order of time.
package struct HistoryPage: Sendable, Equatable {
    /// Series that occur for the first time, with the numbers that samples name them by.
    package var series: [Named<HistorySeries, Int>] = []
    /// Rounds that began by the end of the page, by the name of their provider; none where a history has only samples.
    package var rounds: [Named<HistoryRound, String>] = []
    /// In order of `finishedAt`.
    package var samples: [HistorySample] = []
    /// Share of the history that lies before the end of this page, in [0, 1].
    package var progress = 0.0

    package init() {}

    /// A value under what it is called by.
    package struct Named<Value: Sendable & Equatable, Name: Sendable & Equatable>: Sendable, Equatable {
        package var name: Name
        package var value: Value

        package init(_ name: Name, _ value: Value) {
            self.name = name
            self.value = value
        }
    }
}
