internal import Glibc

/// Pass rates by probe as measured, with half a success and half a failure added.
extension DriftPast {
    var rates: [Double] {
        DriftWorld.rates.indices.map { probe in
            (slots.reduce(0.5) { $0 + $1[probe] }) / (Double(slots.count) + 1)
        }
    }
}

/// Log likelihood ratios of "so large a share of the good answers is lost" against measured rates.
private struct LossRatios: Sendable {
    private let (ofZero, ofOne): ([Double], Double)

    init(_ rates: [Double], loss: Double) {
        ofZero = rates.map { log((1 - $0 * (1 - loss)) / (1 - $0)) }
        ofOne = log(1 - loss)
    }

    func callAsFunction(_ scores: [Double], _ probes: Range<Int>) -> Double {
        probes.reduce(0) { $0 + (scores[$1] == 1 ? ofOne : ofZero[$1]) }
    }
}

/// A CUSUM of all calls for the loss of a tenth everywhere, the measured rates taken for the truth; usual: ln 35,040.
/// **Source:** Page, Biometrika 41:100 (1954).
struct TunedCUSUMAnchor: DriftAnchor {
    private let ratios: LossRatios
    private var level = 0.0

    init(_ past: DriftPast) { ratios = LossRatios(past.rates, loss: 0.1) }

    mutating func step(_ world: DriftWorld) -> Double {
        level = max(0, level + ratios(world.scores, world.scores.indices))
        return level
    }
}

/// The sum of a CUSUM for each category, for the loss of a quarter; usual: ln 35,040.
/// **Source:** Mei, Biometrika 97:419 (2010).
struct CategorySumAnchor: DriftAnchor {
    private let ratios: LossRatios
    private var levels = [Double](repeating: 0, count: 8)

    init(_ past: DriftPast) { ratios = LossRatios(past.rates, loss: 0.25) }

    mutating func step(_ world: DriftWorld) -> Double {
        for category in levels.indices {
            levels[category] = max(0, levels[category] + ratios(world.scores, category * 3..<category * 3 + 3))
        }
        return levels.reduce(0, +)
    }
}

/// The largest fall, in standard deviations, of an exponentially weighted mean of all calls or of a category's; usual: λ = .1
/// and 3. **Source:** Roberts, Technometrics 1:239 (1959).
struct ScopesEWMAAnchor: DriftAnchor {
    private static let lambda = 0.1
    private static let scopes = [0..<24] + (0..<8).map { $0 * 3..<$0 * 3 + 3 }
    private let (expected, deviations): ([Double], [Double])
    private var levels: [Double]

    init(_ past: DriftPast) {
        let rates = past.rates
        expected = Self.scopes.map { $0.reduce(0) { $0 + rates[$1] } }
        levels = expected
        deviations = Self.scopes.map { scope in
            let variance = scope.reduce(0) { $0 + rates[$1] * (1 - rates[$1]) }
            return (variance * Self.lambda / (2 - Self.lambda)).squareRoot()
        }
    }

    mutating func step(_ world: DriftWorld) -> Double {
        var largest = 0.0
        for (index, scope) in Self.scopes.enumerated() {
            let sum = scope.reduce(0) { $0 + world.scores[$1] }
            levels[index] += Self.lambda * (sum - levels[index])
            largest = max(largest, (expected[index] - levels[index]) / deviations[index])
        }
        return largest
    }
}

/// The last slot's mean, in standard deviations below the baseline; usual: 3.
/// **Source:** Shewhart, Economic Control of Quality of Manufactured Product (1931).
struct ShewhartAnchor: DriftAnchor {
    private let (mean, deviation): (Double, Double)

    init(_ past: DriftPast) { (mean, deviation) = (past.mean, past.deviation) }

    mutating func step(_ world: DriftWorld) -> Double { (mean - world.mean) / deviation }
}
