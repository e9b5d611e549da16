internal import Glibc

/// A sequential test of "neither of two is better", fed with the mean sign of their differences in each slot: an
/// e-detector over both directions and three bets.
///
/// Where neither is better the mean sign has mean 0 whatever the difficulty of what was asked, and whatever binds the
/// differences of one slot together, so 1 + λ·sign is an e-value. A sum of its logarithms begins anew at 0, gains at most 4
/// nats a slot, and is kept below the threshold plus 4, so that what was long ago is forgotten.
/// **Source:** Waudby-Smith and Ramdas, JRSSB 2024; Shin, Ramdas and Rinaldo, arXiv:2203.03532, theorem 2.4.
package struct SignCUSUM: Sendable, Equatable {
    /// What is staked on each slot.
    private static let bets = [0.2, 0.5, 0.8]
    private static let cap = 4.0
    /// Log evidence of "no longer" that ends an alarm: ln 100.
    private static let recovered = 4.605_170_185_988_091

    /// Log e-values for "the first is worse", then for "the second is"; nats.
    package private(set) var levels = [Double](repeating: 0, count: 6)
    /// While an alarm is open: -1 when the first is worse, 1 when the second is; 0 otherwise.
    package private(set) var alarm = 0
    private var recovery = 0.0

    package init() {}

    /// Nats for "one of them is worse".
    package var logEvidence: Double {
        logWeightedMean(levels.map { (weight: 1.0 / Double(levels.count), logValue: $0) })
    }

    /// Takes the mean sign of a slot, in -1...1: above 0 when the first was better. Returns whether the alarm changed.
    package mutating func step(meanSign sign: Double, threshold: Double) -> Bool {
        for (index, bet) in Self.bets.enumerated() {
            levels[index] = min(cusumStep(levels[index], log(1 - bet * sign), cap: Self.cap), threshold + Self.cap)
            let other = index + Self.bets.count
            levels[other] = min(cusumStep(levels[other], log(1 + bet * sign), cap: Self.cap), threshold + Self.cap)
        }
        guard alarm != 0 else {
            guard logEvidence >= threshold else { return false }
            let first = levels.prefix(Self.bets.count).max() ?? 0
            let second = levels.suffix(Self.bets.count).max() ?? 0
            (alarm, recovery) = (first >= second ? -1 : 1, 0)
            return true
        }
        // Fair signs against signs that still point as they did when it opened.
        recovery = max(0, recovery - log(1 + 0.5 * sign * Double(alarm)))
        guard recovery >= Self.recovered else { return false }
        self = SignCUSUM()
        return true
    }

    /// The state as numbers, and back from them; nil for what is no state.
    package var state: [Double] { levels + [Double(alarm), recovery] }

    package init?(state: [Double]) {
        guard state.count == 8, state.allSatisfy(\.isFinite), [-1, 0, 1].contains(state[6]) else { return nil }
        levels = Array(state.prefix(6))
        (alarm, recovery) = (Int(state[6]), state[7])
    }
}
