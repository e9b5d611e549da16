internal import Glibc

/// A group of equally likely alternatives in a mixture: so many places, so many effects in each.
package struct MixtureTier: Sendable, Equatable {
    /// Relative weight of the whole tier, above 0.
    package var weight: Double
    /// Places in the tier, at least 1.
    package var places: Int
    /// Effects at each place, at least 1.
    package var effects: Int

    /// A tier; see its properties for the ranges.
    package init(weight: Double, places: Int, effects: Int) {
        self.weight = weight
        self.places = places
        self.effects = effects
    }
}

/// The logarithm of the weight of one component of each tier; over all components of all tiers the weights sum to 1.
package func mixtureLogWeights(_ tiers: [MixtureTier]) -> [Double] {
    let total = tiers.reduce(0) { $0 + $1.weight }
    return tiers.map { log($0.weight / total / Double($0.places) / Double($0.effects)) }
}
