/// Vectors of one kind, as a sample that later ones are ranked in: each coordinate by itself, and how far the whole vector
/// lies from the middle.
///
/// Ranks know no distribution and no unit: a value beyond everything that was seen ranks as just that, however far it is.
/// The middle and the spread that distances are measured with come from the first third of the sample, the distances that
/// later ones are ranked among from the rest, so that new ones are no further away by construction.
package struct RankProfile: Sendable, Equatable {
    /// Fewest vectors of a sample.
    package static let fewest = 32
    /// A coordinate counts for at most so many spreads.
    private static let furthest = 10.0

    /// The sample, oldest first.
    package let sample: [[Double]]
    private let coordinates: [RankReference]
    private let middles: [Double]
    private let spreads: [Double]
    private let distances: RankReference

    /// A profile of vectors of one length, at least 1; nil for fewer than 32 of them, or of several lengths.
    package init?(_ sample: [[Double]]) {
        guard sample.count >= Self.fewest, let length = sample.first?.count, length > 0,
            sample.allSatisfy({ $0.count == length && $0.allSatisfy(\.isFinite) })
        else { return nil }
        self.sample = sample
        let places = sample[0].indices
        coordinates = places.map { place in RankReference(sample.map { $0[place] }) }
        let first = sample.prefix(sample.count / 3)
        let middles = places.map { place in median(first.map { $0[place] }) }
        self.middles = middles
        let spreads = places.map { place in max(median(first.map { abs($0[place] - middles[place]) }), 1e-6) }
        self.spreads = spreads
        distances = RankReference(
            sample.dropFirst(first.count).map { Self.distance($0, middles: middles, spreads: spreads) })
    }

    /// Vectors that a coordinate is ranked among, and distances.
    package var sizes: (coordinates: Int, distances: Int) { (sample.count, distances.sample.count) }

    /// The rank of each coordinate, in (0, 1): below ½ where it is smaller than usual. The vector has the length of the
    /// sample's.
    package func ranks(_ vector: [Double]) -> [Double] { zip(coordinates, vector).map { $0.rank($1) } }

    /// The rank of the vector's distance from the middle, in (0, 1).
    package func distanceRank(_ vector: [Double]) -> Double {
        distances.rank(Self.distance(vector, middles: middles, spreads: spreads))
    }

    private static func distance(_ vector: [Double], middles: [Double], spreads: [Double]) -> Double {
        var sum = 0.0
        for (place, value) in vector.enumerated() where place < middles.count {
            sum += min(abs(value - middles[place]) / spreads[place], furthest)
        }
        return sum
    }
}

/// The middle one of some numbers, the lower of two; 0 for none.
private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2]
}
