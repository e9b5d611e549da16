internal import Core
internal import Glibc
internal import Statistics

extension PoolWatch {
    /// A part of the way that an answer came.
    struct Label: Sendable, Hashable, Comparable {
        /// Index in `Pools.Pool.parts`.
        var part: Int
        var value: String

        /// Those of a pool that say something.
        static func all(of pool: Pools.Pool) -> [Label] {
            pool.parts.enumerated().filter { !$0.element.isEmpty }.map { Label(part: $0.offset, value: $0.element) }
        }

        func matches(_ pool: Pools.Pool) -> Bool { pool.parts[part] == value }

        /// `backend pool-b`, `reused connections`.
        var words: String {
            let names = ["backend ", "region ", "address ", ""]
            return names[part] + value + (part == 3 ? " connections" : "")
        }

        static func < (a: Self, b: Self) -> Bool { (a.part, a.value) < (b.part, b.value) }
    }

    /// The lowest of a probe's first 96 scores. By exchangeability a later score lies below it once in 97; that it does so more
    /// often than four times in 96 for a healthy probe takes a calibration with a chance of 2 %, (1 − 4/96)⁹⁶.
    struct Floor: Sendable, Equatable {
        static let scores = 96
        /// What a healthy probe is held to: the chance of a score that is not below.
        static let mean = 1 - 4.0 / 96

        var count = 0
        var lowest = 1.0

        /// nil until the floor is known, and where nothing can lie below it.
        func isBelow(_ score: Double) -> Bool? { count < Self.scores || lowest <= 0 ? nil : score < lowest }

        mutating func note(_ score: Double) {
            guard count < Self.scores else { return }
            count += 1
            lowest = min(lowest, score)
        }
    }

    /// A bad answer, and the probe (`suite/id`) that it answered.
    struct Example: Sendable, Equatable {
        var probe: String
        var quote: Examples.Quote
    }

    /// The sums of one label.
    struct Series: Sendable, Equatable {
        /// Shares of the good answers whose loss is tested for; the last one by the floor where there is one.
        static let effects = [0.25, 0.6, 0.6]
        private static let ofFloor = 2
        /// How unlikely a concentration of bad answers has to be without a cause.
        private static let level = Pools.level

        let label: Label
        /// The round in which it was seen last, and rounds since.
        var seen: Round
        var unseen = 0
        /// By effect.
        var sums = [ShrunkenCUSUM](repeating: ShrunkenCUSUM(), count: effects.count)
        /// The round in which the run began: the first after every sum was at 0.
        var since: Round
        /// Sums of its scores and of those expected, and counts, since the run began.
        var observed = 0.0
        var expected = 0.0
        var bad = 0
        var answers = 0
        var badElsewhere = 0
        var answersElsewhere = 0
        /// The last bad answer of the run.
        var example: Example?

        init(label: Label, seen: Round) {
            (self.label, self.seen) = (label, seen)
            since = seen
        }

        /// ln of the sum of its components' e-values; weights are the watch's.
        var logEvidence: Double { logSumExp(sums.map(\.evidence)) }

        /// The share of the expected that is missing, in [0.05, 0.95].
        var loss: Double { expected > 0 ? min(0.95, max(0.05, 1 - observed / expected)) : 0.05 }

        /// Its bad answers are more than chance explains beside all others', so many labels looked at.
        func isConcentrated(among labels: Int) -> Bool {
            guard bad >= Pools.fewest else { return false }
            let chance = hypergeometricTail(
                hits: bad, drawn: bad + badElsewhere, marked: answers, of: answers + answersElsewhere)
            return chance * Double(max(labels, 1)) < Self.level
        }

        /// Takes a round's calls, its own and the others'.
        mutating func step(_ calls: [PoolCall], in round: Round, excess: Double, cap: Double) {
            let own = calls.filter { label.matches($0.pool) }
            if sums.allSatisfy(\.restartsNext) {
                reset()
                guard !own.isEmpty else { return }
                since = round
            }
            observed += own.reduce(0) { $0 + $1.score }
            expected += own.reduce(0) { $0 + $1.mean }
            bad += own.count { $0.isBad }
            answers += own.count
            badElsewhere += calls.count { $0.isBad } - own.count { $0.isBad }
            answersElsewhere += calls.count - own.count
            for call in own where call.isBad {
                if let quote = call.quote { example = Example(probe: call.probe, quote: quote) }
            }
            guard !own.isEmpty else { return }
            for index in sums.indices {
                let effect = Self.effects[index]
                let increment = own.reduce(0) { $0 + $1.logValue(effect, byFloor: index == Self.ofFloor) }
                sums[index].openSlot(cap: cap)
                sums[index].step(
                    increment / designEffect(excess: excess, effect: effect),
                    relativeLength: own.reduce(0) { $0 + $1.relativeLength(byFloor: index == Self.ofFloor) })
            }
        }

        /// Forgets the run.
        mutating func reset() {
            for index in sums.indices { sums[index].reset() }
            (observed, expected) = (0, 0)
            (bad, answers, badElsewhere, answersElsewhere) = (0, 0, 0, 0)
            example = nil
        }
    }
}

/// A scored answer beside what its probe scores at baseline.
struct PoolCall: Sendable {
    var pool: Pools.Pool
    /// `suite/id`.
    var probe: String
    var score: Double
    var mean: Double
    /// Calls of the baseline.
    var calls: Double
    /// Nil where the probe has no floor.
    var isBelowFloor: Bool?
    var quote: Examples.Quote?

    var isBad: Bool { score < Pools.bad }

    /// Log e-value of "as good as the baseline", or of "not below the floor more often than it may".
    func logValue(_ effect: Double, byFloor: Bool) -> Double {
        guard byFloor, let isBelowFloor else { return Self.logValue(effect, mean: mean, score: score) }
        return Self.logValue(effect, mean: PoolWatch.Floor.mean, score: isBelowFloor ? 0 : 1)
    }

    private static func logValue(_ effect: Double, mean: Double, score: Double) -> Double {
        logBet(bettingFraction(effect: effect, mean: mean, variance: mean * (1 - mean)), mean: mean, score: score)
    }

    /// What it adds to the length of a run in units of the baseline: all of it is laid on the probe's own calls.
    func relativeLength(byFloor: Bool) -> Double {
        1 / (byFloor && isBelowFloor != nil ? Double(PoolWatch.Floor.scores) : calls)
    }

    /// Log e-value of "so large a share of the good answers is still lost".
    func recovery(from loss: Double) -> Double {
        let degraded = mean * (1 - loss)
        let bet = min((mean - degraded) / (degraded * (1 - degraded)), 0.95 / degraded)
        return log(1 + bet * (score - degraded))
    }
}
