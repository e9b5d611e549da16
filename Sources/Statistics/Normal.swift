internal import Glibc

/// The standard normal distribution: the share of it that is not greater than `x`.
package func normalShare(below x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

/// Where so large a share of the standard normal distribution, in [0, 1], lies below; ±∞ at the ends.
package func normalQuantile(_ share: Double) -> Double {
    guard share > 0 else { return -.infinity }
    guard share < 1 else { return .infinity }
    // Nothing a Double can tell lies beyond 40 standard deviations; 60 halvings are exact to the last bits.
    var (low, high) = (-40.0, 40.0)
    for _ in 0..<60 {
        let middle = (low + high) / 2
        if normalShare(below: middle) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
}
