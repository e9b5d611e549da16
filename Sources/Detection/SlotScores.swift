/// What a round brought: the scores of every probe that was due in it. To the statistics a round is one slot.
package struct SlotScores: Sendable, Equatable {
    /// The calls of one probe.
    package struct Calls: Sendable, Equatable {
        /// `WatchedProbe.key`.
        package let key: String
        /// Scores in [0, 1] of the calls that were answered, ascending.
        package let scores: [Double]
        /// Calls that were due and gave no score, for whatever reason: never counted as a bad answer.
        package let missed: Int

        /// The calls of a probe. Scores outside [0, 1] are moved to the bound; what is no number counts as missed.
        package init(key: String, scores: [Double], missed: Int = 0) {
            self.key = key
            if scores.allSatisfy({ $0 >= 0 && $0 <= 1 }) {
                self.scores = scores.count > 1 ? scores.sorted() : scores
                self.missed = max(missed, 0)
            } else {
                let numbers = scores.filter { !$0.isNaN }
                self.scores = numbers.map { min(max($0, 0), 1) }.sorted()
                self.missed = max(missed, 0) + scores.count - numbers.count
            }
        }
    }

    /// The engine's number of the round; opaque here.
    package var round: Int
    /// Hours since midnight UTC at which the round began, in 0..<24; nil where it is not known, or means nothing. By it the
    /// detector learns hours of the day that are always worse.
    package var hour: Double?
    /// In any order; a probe that is not watched is passed over, one that occurs twice counts with both.
    package var calls: [Calls]

    /// A round's calls.
    package init(round: Int, hour: Double? = nil, calls: [Calls]) {
        self.round = round
        self.hour = hour.flatMap { (0..<24).contains($0) ? $0 : nil }
        self.calls = calls
    }

    /// Calls that were answered and scored.
    package var valid: Int { calls.reduce(0) { $0 + $1.scores.count } }
    /// Calls that should have been.
    package var scheduled: Int { calls.reduce(0) { $0 + $1.scores.count + $1.missed } }
}
