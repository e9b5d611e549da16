internal import Glibc

/// Sums from which the excess dispersion of a series of slot totals is estimated: the variance of totals over blocks
/// of 1, 8 and 32 slots against the variance that independent terms would have. All sums add up, so that blocks can
/// be merged.
package struct Dispersion: Sendable, Equatable {
    /// Lengths of the blocks, in slots.
    package static let blockLengths = [1, 8, 32]
    /// Standard errors taken off the estimate of each block length.
    private static let caution = [1.0, 1.5, 1.5]
    /// Slots of independent terms that the estimate starts from.
    private static let priorSlots = 25.0
    /// Blocks of more than one slot count once there are so many.
    private static let fewestBlocks = 50.0

    /// Squared totals of the complete blocks, by block length.
    package var squares: SIMD3<Double>
    /// Sum of the squares of all single terms.
    package var independent: Double
    /// Totals of the blocks under way, by block length.
    package var running: SIMD3<Double>
    /// Slots since the running blocks started.
    package var runningSlots: Int
    /// Slots in all.
    package var slots: Int

    /// Sums over nothing.
    package init() {
        squares = .zero
        independent = 0
        running = .zero
        runningSlots = 0
        slots = 0
    }

    /// Adds a slot: the total of its terms, and the sum of their squares.
    package mutating func add(total: Double, squares termSquares: Double) {
        slots += 1
        runningSlots += 1
        independent += termSquares
        running += SIMD3(repeating: total)
        for lane in 0..<3 where runningSlots % Self.blockLengths[lane] == 0 {
            squares[lane] += running[lane] * running[lane]
            running[lane] = 0
        }
    }

    /// Adds the complete blocks of another period.
    package mutating func merge(_ other: Dispersion) {
        squares += other.squares
        independent += other.independent
        slots += other.slots
    }

    /// Drops the blocks under way.
    package mutating func dropRunning() {
        running = .zero
        runningSlots = 0
    }

    /// Variance beyond that of independent terms, as a fraction of it, less 1 to 1.5 standard errors; at least 0, the
    /// largest over the block lengths.
    package var excess: Double { excess(upTo: 2) }

    /// The same of single slots alone, whatever they have to do with their neighbours.
    package var excessOfSlots: Double { excess(upTo: 0) }

    private func excess(upTo last: Int) -> Double {
        guard slots > 0 else { return 0 }
        let variance = max(independent / Double(slots), 1e-9)
        var largest = 0.0
        for lane in 0...last {
            let length = Double(Self.blockLengths[lane])
            let blocks = (Double(slots) / length).rounded(.down)
            if lane > 0, blocks < Self.fewestBlocks { continue }
            let prior = Self.priorSlots / length
            let ratio = (squares[lane] / (length * variance) + prior) / (blocks + prior)
            largest = max(largest, ratio - 1 - Self.caution[lane] * sqrt(2 / (blocks + prior)))
        }
        return largest
    }
}

/// The design effect by which the log e-values of a slot are divided when its terms move together: fitted to the
/// exponent at which an e-value of `effect` keeps its mean under a random effect common to the slot. At least 1.
package func designEffect(excess: Double, effect: Double) -> Double { 1 + (1.5 + 7 * min(effect, 0.3)) * excess }
