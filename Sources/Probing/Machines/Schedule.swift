package import Core

/// A sample that is to be taken at a moment.
package struct Due: Hashable, Sendable {
    package var provider: String
    /// `suite/id`.
    package var probe: String
    package var round: Round
    package var at: Timestamp

    package init(provider: String, probe: String, round: Round, at: Timestamp) {
        self.provider = provider
        self.probe = probe
        self.round = round
        self.at = at
    }
}

/// When each probe of a round is sent: a fixed place in the interval for every (provider, probe), and a little jitter.
///
/// The places come from a stable hash of the root seed and the names, so load is spread evenly, a restart changes
/// nothing, and two installations with the same suites do not call at the same moments. They end at 85 % of the
/// interval: what is left is time for answers before the next round begins.
package struct Schedule: Sendable, Equatable {
    /// The part of the interval that places lie in.
    package static let spreadShare = 0.85
    /// Jitter is at most this, and at most 2 % of the interval, to either side.
    package static let longestJitter = Duration.seconds(5)
    /// Probes that were missed while the process was down are caught up within this, and within a tenth of the
    /// interval.
    package static let longestCatchUp = Duration.seconds(60)
    /// The part of the interval that a wave of extra calls is spread over: eight of them, the most there are, fit between
    /// one slot and the next with room for their answers.
    package static let waveShare = 0.1

    /// What is left of a round that begins in its middle.
    package struct Resumption: Sendable, Equatable {
        /// Sorted by time, then provider and probe.
        package var due: [Due]
        /// Probes for which the round has no room left, in due order: their samples are skipped.
        package var missed: [String]
    }

    /// Length of a round.
    package let interval: Duration
    private let rootSeed: UInt64

    /// A schedule of rounds of `interval`, which is at least a millisecond.
    package init(interval: Duration, rootSeed: UInt64) {
        self.interval = max(interval, .milliseconds(1))
        self.rootSeed = rootSeed
    }

    /// The due times of a provider's probes in a round, sorted by time, then probe; all lie within the round.
    package func due(_ round: Round, provider: String, probes: [String]) -> [Due] {
        probes.map { Due(provider: provider, probe: $0, round: round, at: time(round, provider, $0)) }.sorted(
            by: Self.inOrder)
    }

    /// What to do with the probes that have no sample yet when the daemon starts, or goes on, in mid-round.
    ///
    /// Overdue probes are sent once each, in due order, evenly over a short while from `now`, so that a pause ends in
    /// no burst; rounds before this one are not caught up. The others keep their times.
    package func resume(_ round: Round, provider: String, probes: [String], now: Timestamp) -> Resumption {
        let planned = due(round, provider: provider, probes: probes)
        let overdue = planned.filter { $0.at < now }.map(\.probe)
        let window = min(interval / 10, Self.longestCatchUp)
        let end = round.start + interval
        let caughtUp = spread(overdue, provider: provider, round: round, from: now, over: window)
        let due = caughtUp.filter { $0.at < end } + planned.filter { $0.at >= now }
        return Resumption(due: due.sorted(by: Self.inOrder), missed: caughtUp.filter { $0.at >= end }.map(\.probe))
    }

    /// Probes in the given order, spread evenly over a span that begins at `from`; the first is due at once.
    package func spread(
        _ probes: [String], provider: String, round: Round, from: Timestamp, over span: Duration
    ) -> [Due] {
        let step = span / max(probes.count, 1)
        return probes.enumerated().map { index, probe in
            Due(provider: provider, probe: probe, round: round, at: from + step * index)
        }
    }

    /// The due times of a wave of extra calls in their order, the first at once.
    package func wave(_ calls: [String], provider: String, round: Round, from now: Timestamp) -> [Due] {
        spread(calls, provider: provider, round: round, from: now, over: waveSpan)
    }

    /// How long a wave of extra calls is spread over.
    package var waveSpan: Duration { .microseconds(Int64(Double(interval.microseconds) * Self.waveShare)) }

    /// Whether a sample is taken over a connection of its own: every other round of a probe, half of the probes in each.
    ///
    /// A fault that sticks to a pool behind a load balancer is met by both kinds, and told apart by them.
    package func takesOwnConnection(_ due: Due) -> Bool {
        let number = UInt64(bitPattern: due.round.start.microseconds / max(interval.microseconds, 1))
        return (number &+ StableHash.of(["connection", "\(rootSeed)", due.provider, due.probe])) % 2 == 0
    }

    private func time(_ round: Round, _ provider: String, _ probe: String) -> Timestamp {
        let place = SeededRandom(seed: StableHash.of(["place", "\(rootSeed)", provider, probe]))
        var placing = place
        var jittering = SeededRandom(seed: place.seed &+ UInt64(bitPattern: round.start.microseconds))
        let length = Double(interval.microseconds)
        let jitter = min(length * 0.02, Double(Self.longestJitter.microseconds))
        let offset = placing.unit() * length * Self.spreadShare + (jittering.unit() * 2 - 1) * jitter
        // What jitter would carry before the round's start is reflected into it.
        return round.start + .microseconds(Int64(abs(offset)))
    }

    private static func inOrder(_ a: Due, _ b: Due) -> Bool {
        (a.at, a.provider, a.probe) < (b.at, b.provider, b.probe)
    }
}
