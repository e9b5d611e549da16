internal import Glibc

/// Sums from which it is seen whether a state outlasts a slot: the products of a series' slot totals with those of the
/// four slots before, against the variance that independent terms would have. All sums add up, so that blocks can be
/// merged; some tens of bytes.
package struct Persistence: Sendable, Equatable {
    /// Standard errors that the products must lie above chance, and that are taken off them: independent slots stay
    /// unpunished but for one series in 150.
    private static let caution = 2.5
    /// Fewest pairs of neighbours that say anything: with easy probes two failures that happen to follow each other look like a
    /// state for some tens of slots, and one that is not there hides a fall of 27 points for a day.
    private static let fewestPairs = 90.0

    /// Products of totals 1, 2, 3 and 4 slots apart.
    package var products = SIMD4<Double>.zero
    /// How many of each.
    package var pairs = SIMD4<Double>.zero
    /// Sum of the squares of all single terms.
    package var squares = 0.0
    /// Slots in all.
    package var slots = 0
    /// Totals of the last slots, latest first.
    package var recent = SIMD4<Double>.zero
    /// How many of them there are, in 0...4.
    package var recentSlots = 0

    /// Sums over nothing.
    package init() {}

    /// Total of the last four slots: what a later one is compared with.
    package var recentTotal: Double { recent.sum() }

    /// Adds a slot: the total of its terms, and the sum of their squares.
    package mutating func add(total: Double, squares termSquares: Double) {
        slots += 1
        squares += termSquares
        products += recent * total
        for lane in 0..<recentSlots { pairs[lane] += 1 }
        recent = SIMD4(total, recent.x, recent.y, recent.z)
        recentSlots = min(recentSlots + 1, 4)
    }

    /// Adds what was seen in another period.
    package mutating func merge(_ other: Persistence) {
        products += other.products
        pairs += other.pairs
        squares += other.squares
        slots += other.slots
    }

    /// Drops the last totals, so that the next slot follows none.
    package mutating func dropRecent() {
        recent = .zero
        recentSlots = 0
    }

    /// The state that outlasts slots, as an autoregression of order 1 of its autocovariances; nil while these are not
    /// beyond chance.
    ///
    /// With γ_k the mean product at distance k in units of the independent variance, independent slots have γ₁ + … + γ₄ =
    /// 0 ± √(4/pairs). The correlation from slot to slot is (γ₂ + γ₃ + γ₄)/(γ₁ + γ₂ + γ₃), drawn towards ½ by as much as chance
    /// gives, in 0.3…0.95. **Source:** Box, Jenkins and Reinsel, Time Series Analysis, 3.2 (the Yule-Walker estimate over
    /// several lags).
    package var state: LastingState? {
        guard pairs.x >= Self.fewestPairs, pairs.w > 0, squares > 0 else { return nil }
        let variance = max(squares / Double(slots), 1e-9)
        let covariances = products / pairs / variance
        let error = (4 / pairs.x).squareRoot()
        let sum = covariances.sum()
        let certain = sum - Self.caution * error
        guard certain > 0 else { return nil }
        let chance = (3 / pairs.x).squareRoot()
        let earlier = max(covariances.x + covariances.y + covariances.z, 0) + chance
        let later = covariances.y + covariances.z + covariances.w + 0.5 * chance
        return LastingState(
            correlation: min(max(later / earlier, 0.3), 0.95), covariance: sum, share: certain / sum,
            variance: variance, pairs: pairs.x, slots: Double(slots))
    }
}

/// A state common to the terms of a slot that outlasts it.
package struct LastingState: Sendable, Equatable {
    /// Correlation of the state from one slot to the next, in [0.3, 0.95].
    package let correlation: Double
    /// γ₁ + … + γ₄ of the reference series.
    private let covariance: Double
    /// The share of it that is not chance, in (0, 1].
    private let share: Double
    private let variance: Double
    private let pairs: Double
    private let slots: Double

    fileprivate init(
        correlation: Double, covariance: Double, share: Double, variance: Double, pairs: Double, slots: Double
    ) {
        self.correlation = correlation
        self.covariance = covariance
        self.share = share
        self.variance = variance
        self.pairs = pairs
        self.slots = slots
    }

    /// The variance that the state gives a slot total of another series, as a fraction of what independent terms give;
    /// from the sum of its totals times the reference's `recentTotal`, and the sum of its terms' squares. At least 0.
    ///
    /// The state moves both series, so their covariance squared over the reference's own is the other's own: known with far
    /// less noise than from its products with itself, and for whatever shape the state has.
    package func excess(crossProduct: Double, squares: Double) -> Double {
        guard crossProduct > 0, squares > 0 else { return 0 }
        let common = crossProduct / pairs / (variance * squares / slots).squareRoot()
        let r = correlation
        return common * common / covariance / (r + r * r + r * r * r + r * r * r * r) * share
    }
}

/// What correlation from slot to slot adds to the variance of a run of `run` slots, as a multiple of what the state gives
/// one slot: 2·Σ_{k<run} (1 − k/run)·correlation^k; 0 for a run of one.
package func runInflation(correlation: Double, run: Int) -> Double {
    guard run > 1, correlation > 0 else { return 0 }
    let length = Double(run)
    return 2 * correlation / (1 - correlation)
        * (1 - (1 - pow(correlation, length)) / (length * (1 - correlation)))
}
