internal import Core
internal import Statistics

/// How much the rounds of a provider sway as a whole, as its detector found it: answers of a round that go well or
/// badly together.
package struct RoundSway: Sendable, Equatable {
    /// Of all probes.
    let all: Dispersion
    /// By category, where there are several.
    let categories: [String: Dispersion]

    /// What a detector knows of it; nothing while that calibrates.
    package init(_ detector: Detector) {
        let watch = detector.watch
        var categories: [String: Dispersion] = [:]
        for (scope, dispersion) in zip(watch.roster.scopes, watch.dispersions) {
            if case .category(let name) = scope { categories[name] = dispersion }
        }
        all = watch.dispersions.first ?? Dispersion()
        self.categories = categories
    }

    /// Of a scope that may hold several probes; nothing for others.
    func dispersion(_ scope: Scope) -> Dispersion {
        switch scope {
        case .all: all
        case .category(let name): categories[name] ?? Dispersion()
        case .probe: Dispersion()
        }
    }

    /// Rounds that this rests on.
    package var rounds: Int { all.slots }
    /// Variance of a round beyond that of independent answers, as a fraction of it, less what may be chance; at least 0.
    package var excess: Double { all.excess }
}

/// Answers of a round that are drawn together: each leans, by the same correlation, on one normal number of the round.
/// Every answer by itself is distributed as if it were drawn alone.
struct RoundDraw: Sendable {
    /// Between the normal numbers of two answers, in [0, `most`]; 0 draws every answer alone.
    let correlation: Double
    private static let most = 0.95
    /// Places in [-4, 4] of the round's number that the variance is summed over.
    private static let places = 25

    /// Draws of these scores whose rounds have so much excess variance, of residuals weighted as the detector does; as
    /// much as there can be, where that is less.
    init(_ scores: [ScoreDistribution], excess: Double) {
        guard excess > 0, scores.count > 1 else {
            correlation = 0
            return
        }
        var (low, high) = (0.0, Self.most)
        for _ in 0..<20 {
            let middle = (low + high) / 2
            if Self.excess(scores, middle) < excess { low = middle } else { high = middle }
        }
        correlation = (low + high) / 2
    }

    /// The excess variance of a round at a correlation.
    private static func excess(_ scores: [ScoreDistribution], _ correlation: Double) -> Double {
        var (independent, together, mass) = (0.0, 0.0, 0.0)
        let weights = scores.map { $0.baseline.mean / $0.baseline.variance }
        for (score, weight) in zip(scores, weights) { independent += weight * weight * score.variance }
        for place in 0..<places {
            let round = 8 * (Double(place) + 0.5) / Double(places) - 4
            let density =
                normalShare(below: round + 4 / Double(places)) - normalShare(below: round - 4 / Double(places))
            var (sum, squares) = (0.0, 0.0)
            for (score, weight) in zip(scores, weights) {
                let lean = weight * (score.mean(round: round, correlation: correlation) - score.mean)
                sum += lean
                squares += lean * lean
            }
            together += density * (sum * sum - squares)
            mass += density
        }
        return independent > 0 ? together / mass / independent : 0
    }

    /// The number that all answers of a round lean on; takes two of the stream, or none where nothing leans.
    func round(_ random: inout SeededRandom) -> Double { correlation > 0 ? normal(&random) : 0 }

    /// Where an answer of that round lies in the distribution of its probe, in [0, 1].
    func place(_ round: Double, _ random: inout SeededRandom) -> Double {
        guard correlation > 0 else { return random.unit() }
        let own = normal(&random)
        return normalShare(below: correlation.squareRoot() * round + (1 - correlation).squareRoot() * own)
    }

    private func normal(_ random: inout SeededRandom) -> Double {
        normalQuantile((random.unit() * 0x1p53 + 0.5) * 0x1p-53)
    }
}
