/// Sums from which it is seen whether some hours of the day are always worse: shortfalls of scores by six bins of four
/// hours, kept apart for two groups of series, with their scatter from day to day. All sums add up.
///
/// A visit is a run of slots within one bin: it counts as one observation, so that one bad evening is no pattern.
package struct DailyPattern: Sendable, Equatable {
    /// Bins of a day.
    package static let bins = 6
    /// Groups of series that follow the day each in its own measure.
    package static let groups = 2
    /// Visits of every bin before anything is said.
    private static let fewestVisits = 3
    /// How far the bins must scatter beyond the days: about the thousandth part of chance for many visits, and for few
    /// ones as much more as the F distribution asks.
    private static let ratio = 5.0
    private static let ratioOfFewVisits = 12.0

    /// One bin of one group.
    package struct Cell: Sendable, Equatable {
        /// Expected less observed, summed.
        package var shortfall = 0.0
        /// Sum over visits of the squared shortfall.
        package var squares = 0.0
        /// What the shortfall is measured in, summed.
        package var scale = 0.0
        package var visits = 0

        /// A cell of nothing.
        package init() {}
    }

    /// By group, then by bin.
    package var cells = [Cell](repeating: Cell(), count: groups * bins)
    /// The visit under way: its bin, and shortfall and scale by group. Nil between visits.
    package var visit: Visit?

    /// A run of slots within one bin.
    package struct Visit: Sendable, Equatable {
        package var bin: Int
        package var shortfall = SIMD2<Double>.zero
        package var scale = SIMD2<Double>.zero

        /// A visit of a bin, in 0..<6.
        package init(bin: Int) { self.bin = bin }
    }

    /// Sums over nothing.
    package init() {}

    /// The bin of an hour of the day in 0..<24.
    package static func bin(hour: Double) -> Int { min(max(Int(hour * Double(bins) / 24), 0), bins - 1) }

    /// Adds a slot.
    package mutating func add(bin: Int, shortfall: SIMD2<Double>, scale: SIMD2<Double>) {
        if visit?.bin != bin {
            endVisit()
            visit = Visit(bin: bin)
        }
        visit?.shortfall += shortfall
        visit?.scale += scale
    }

    /// Counts the visit under way.
    package mutating func endVisit() {
        guard let ended = visit else { return }
        visit = nil
        for group in 0..<Self.groups where ended.scale[group] > 0 {
            let index = group * Self.bins + ended.bin
            cells[index].shortfall += ended.shortfall[group]
            cells[index].squares += ended.shortfall[group] * ended.shortfall[group]
            cells[index].scale += ended.scale[group]
            cells[index].visits += 1
        }
    }

    /// Adds the ended visits of another period.
    package mutating func merge(_ other: DailyPattern) {
        for index in cells.indices {
            cells[index].shortfall += other.cells[index].shortfall
            cells[index].squares += other.cells[index].squares
            cells[index].scale += other.cells[index].scale
            cells[index].visits += other.cells[index].visits
        }
    }

    /// The relative shortfall (per unit of scale) to expect in every bin, by group; nil where the bins differ by no more
    /// than days do.
    ///
    /// Found when in one group the analysis of variance of visits by bins is beyond chance; then each deviation from the
    /// mean is drawn to 0 by τ²/(τ² + its squared error), τ² being the variance of the bins beyond chance. **Source:** Efron
    /// and Morris, J. Am. Stat. Assoc. 68:117 (1973).
    package var offsets: [SIMD2<Double>]? {
        let groups = (0..<Self.groups).map { variance(Array(cells[($0 * Self.bins)..<(($0 + 1) * Self.bins)])) }
        guard groups.contains(where: { $0?.isFound ?? false }) else { return nil }
        return (0..<Self.bins).map { bin in
            SIMD2(groups[0]?.shrunken[bin] ?? 0, groups[1]?.shrunken[bin] ?? 0)
        }
    }

    private func variance(_ cells: [Cell]) -> (isFound: Bool, shrunken: [Double])? {
        guard cells.allSatisfy({ $0.visits >= Self.fewestVisits && $0.scale > 0 }) else { return nil }
        let mean = cells.reduce(0) { $0 + $1.shortfall } / cells.reduce(0) { $0 + $1.scale }
        let freedom = Double(cells.reduce(0) { $0 + $1.visits } - Self.bins)
        var (within, between) = (0.0, 0.0)
        for cell in cells {
            let excess = cell.shortfall - mean * cell.scale
            within += max(cell.squares - cell.shortfall * cell.shortfall / Double(cell.visits), 0)
            between += excess * excess / Double(cell.visits)
        }
        let scatter = max(within / freedom, 1e-9)
        let deviations = cells.map { ($0.shortfall - mean * $0.scale) / $0.scale }
        let errors = cells.map { scatter * Double($0.visits) / ($0.scale * $0.scale) }
        let beyond = zip(deviations, errors).reduce(0) { $0 + $1.0 * $1.0 - $1.1 } / Double(Self.bins)
        let needed = Self.ratio * (1 + Self.ratioOfFewVisits / freedom)
        return (
            between / Double(Self.bins - 1) / scatter >= needed && beyond > 0,
            zip(deviations, errors).map { beyond > 0 ? $0 * beyond / (beyond + $1) : 0 }
        )
    }
}
