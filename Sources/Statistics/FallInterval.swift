internal import Glibc

/// Where a fall most likely began, and where it began with 90 % probability.
package struct FallEstimate: Sendable, Equatable {
    /// Index of the first slot that is fallen.
    package var likeliest: Int
    /// Indices of slots, both included.
    package var interval: ClosedRange<Int>
}

/// As `likeliestFall`, with an interval: a flat prior over the slots at which it may have begun, the size of the fall fitted for
/// each. `designEffect`, at least 1, is what the log likelihood ratios are divided by where the scores of a slot, or those
/// of neighbouring slots, move together: what is less certain gets a wider interval.
package func fallEstimate(
    _ slots: [(observed: Double, expected: Double, count: Double)], designEffect: Double = 1
) -> FallEstimate? {
    guard let likeliest = likeliestFall(slots) else { return nil }
    var ratios = [Double](repeating: 0, count: slots.count)
    var (observed, expected, count) = (0.0, 0.0, 0.0)
    for index in slots.indices.reversed() {
        observed += slots[index].observed
        expected += slots[index].expected
        count += slots[index].count
        guard count > 0, observed < expected else { continue }
        ratios[index] = count * bernoulliDivergence(observed / count, from: expected / count) / max(designEffect, 1)
    }
    let total = logSumExp(ratios)
    let shares = ratios.map { exp($0 - total) }
    return FallEstimate(
        likeliest: likeliest, interval: ChangePoint.interval(shares, around: likeliest))
}
