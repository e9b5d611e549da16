internal import Glibc

/// Evidence that wrong answers of varied probes are right ones of earlier rounds.
///
/// A wrong answer is held against n earlier rounds' questions and, where it fits one of them, against 256 questions that
/// were drawn in the same way and never asked. An honest model does not know which of them were asked: that it fits one of
/// the n and none of the 256 has a chance of at most p = n / (n + 256), whatever the probe and the model's habits. So
/// 1 − λ + λ/p·[it does] with λ = ¼ is an e-value, and their product, begun anew whenever it falls below 1, is one step of
/// an e-detector for each wrong answer: at a threshold of n answers it alarms falsely at most once in n of them on average.
/// Every asked question testifies once. Six such answers in a row pass a threshold of 14 nats.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532, theorem 2.4.
package struct EarlierMatches: Sendable, Equatable {
    /// Questions that were never asked, for comparison.
    package static let controls = 256
    private static let stake = 0.25

    /// Log evidence, nats; not below 0 for longer than a step.
    package private(set) var level = 0.0

    package init(level: Double = 0) { self.level = level }

    /// A wrong answer was held against so many earlier questions that had not testified yet.
    mutating func step(isMatch: Bool, candidates: Int) {
        guard candidates > 0 else { return }
        let chance = Double(candidates) / Double(candidates + Self.controls)
        level = max(level, 0) + log(1 - Self.stake + (isMatch ? Self.stake / chance : 0))
    }

    /// Nats from which chance is ruled out, for one false alarm in so many answers.
    static func threshold(answersPerFalseAlarm: Double) -> Double { log(max(answersPerFalseAlarm, 1)) }

    /// Begins anew.
    mutating func reset() { level = 0 }
}
