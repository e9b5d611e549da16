#if canImport(Glibc)
    internal import Glibc
#endif
internal import Statistics

/// Whether the mean of many scores in [0, 1] lies below its expectation, and how large a fall would show.
///
/// The standard errors of a normal distribution, less what the skewness of nearly perfect scores takes from them: of answers
/// that are right nineteen times in twenty a few bad ones more are no wonder. That is the ratio of the signed root of twice
/// the log likelihood ratio of a share to its normal approximation.
struct FallTest: Sendable {
    /// What the mean is expected to be.
    let expected: Double
    /// The standard error of the mean.
    let error: Double

    /// A test; the expectation is kept a little within (0, 1).
    init(expected: Double, error: Double) {
        self.expected = min(max(expected, 0.001), 0.999)
        self.error = error
    }

    /// How many standard errors a fall is worth; 0 for none.
    func strength(of fall: Double) -> Double {
        guard fall > 0, error > 0, error < .infinity else { return 0 }
        let (before, after) = (expected, max(expected - fall, 1e-9))
        let divergence = after * log(after / before) + (1 - after) * log((1 - after) / (1 - before))
        let plain = (before - after) / (before * (1 - before)).squareRoot()
        let skewed = (2 * max(divergence, 0)).squareRoot()
        return fall / error * min(plain > 0 ? skewed / plain : 1, 1)
    }

    /// The smallest fall that is stronger than `sure` in the share `seen` of cases; 1 where none is.
    func visible(sure: Double, seen: Double) -> Double {
        guard strength(of: expected) > sure else { return 1 }
        let edge = smallest(from: 0) { strength(of: $0) >= sure }
        let spread = normalQuantile(seen) * error
        func reaches(_ fall: Double) -> Bool {
            let after = max(expected - fall, 0)
            return fall - spread * (after * (1 - after) / (expected * (1 - expected))).squareRoot() >= edge
        }
        return reaches(expected) ? smallest(from: edge, where: reaches) : 1
    }

    /// The smallest fall from `low` to the expectation of which something holds that holds of all larger ones.
    private func smallest(from low: Double, where holds: (Double) -> Bool) -> Double {
        var (low, high) = (low, expected)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
