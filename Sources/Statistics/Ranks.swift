/// A sample that later values are ranked in: a rank in (0, 1) is free of the values' distribution and unit.
package struct RankReference: Sendable, Equatable {
    /// The sample, ascending.
    package let sample: [Double]

    /// A reference of a sample in any order; values that are no numbers are left out.
    package init(_ sample: [Double]) { self.sample = sample.filter { !$0.isNaN }.sorted() }

    /// (values below + half of the equal ones + ½)/(n + 1); ½ for an empty sample. A value that is no number ranks as
    /// ½.
    package func rank(_ value: Double) -> Double {
        guard !value.isNaN else { return 0.5 }
        let below = firstIndex { $0 >= value }
        let equal = firstIndex { $0 > value } - below
        return (Double(below) + 0.5 * Double(equal) + 0.5) / (Double(sample.count) + 1)
    }

    private func firstIndex(where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, sample.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(sample[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
