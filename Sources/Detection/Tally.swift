/// Counts and sums of scores.
struct Tally: Sendable, Equatable {
    /// Number of scores; infinite for a mean that is known.
    var calls = 0.0
    /// Sum of the scores.
    var sum = 0.0
    /// Sum of their squares.
    var squares = 0.0
    /// True while every score was exactly 0 or 1.
    var isBinary = true

    /// Adds scores in [0, 1].
    mutating func add(_ scores: some Sequence<Double>) {
        for score in scores {
            calls += 1
            sum += score
            squares += score * score
            if score != 0, score != 1 { isBinary = false }
        }
    }

    /// Adds what another tally counted.
    mutating func merge(_ other: Tally) {
        calls += other.calls
        sum += other.sum
        squares += other.squares
        isBinary = isBinary && other.isBinary
    }

    /// Mean of the scores with half a success and half a failure added; in (0, 1).
    var mean: Double { (sum + 0.5) / (calls + 1) }

    /// Mean of the scores as they were; `mean` without any.
    var seen: Double { calls > 0 && calls.isFinite ? sum / calls : mean }

    /// Variance of the scores: that of a Bernoulli variable for binary ones, else shrunk towards it; at least 1e-4.
    var variance: Double {
        let mean = mean
        let binary = mean * (1 - mean)
        guard !isBinary, calls >= 2 else { return binary }
        let deviations = squares - sum * sum / calls
        return max(1e-4, min(binary, (deviations + 5 * binary) / (calls + 4)))
    }
}

/// A baseline that is known and never learnt.
package struct FixedBaseline: Sendable, Equatable {
    /// In (0, 1).
    package var mean: Double
    /// Above 0, at most mean·(1 − mean).
    package var variance: Double
    /// Calls that the mean rests on; at least 20, infinite when it is exact.
    package var calls: Double

    /// A known baseline; values out of range are programmer errors.
    package init(mean: Double, variance: Double, calls: Double) {
        precondition(mean > 0 && mean < 1 && variance > 0 && calls >= Tuning.fewestCalls)
        self.mean = mean
        self.variance = variance
        self.calls = calls
    }

    /// Ranks within a sample of so many values (at least 20): uniform whatever is measured.
    package static func rank(sample: Int) -> Self { Self(mean: 0.5, variance: 1.0 / 12, calls: Double(sample)) }

    /// Scores of 0 and 1 whose mean is known exactly.
    package static func known(mean: Double) -> Self { Self(mean: mean, variance: mean * (1 - mean), calls: .infinity) }
}
