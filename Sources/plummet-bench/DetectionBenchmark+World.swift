internal import Core
internal import Detection
internal import Glibc

/// A change of pass rates that a detector is timed on.
struct DriftChange: Sendable {
    var name: String
    /// Pass rates afterwards, by probe.
    var rates: [Double]

    /// A drop of so many points on every probe, one category, or one probe.
    static let all: [DriftChange] = [
        drop("global -3", 0.03, 0..<24), drop("global -5", 0.05, 0..<24), drop("global -10", 0.10, 0..<24),
        drop("global -20", 0.20, 0..<24), drop("category -20", 0.20, 3..<6), drop("category -40", 0.40, 3..<6),
        drop("one probe .98 to .18", 0.80, 1..<2),
    ]

    private static func drop(_ name: String, _ points: Double, _ probes: Range<Int>) -> DriftChange {
        let rates = DriftWorld.rates.enumerated().map { probes.contains($0) ? $1 - points : $1 }
        return DriftChange(name: name, rates: rates)
    }
}

/// A simulated provider of 24 probes in 8 categories whose pass rates are known, with a cycle random effect if wanted.
struct DriftWorld {
    static let rates = [
        0.995, 0.98, 0.95, 0.97, 0.95, 0.93, 0.99, 0.90, 0.85, 0.92, 0.88, 0.80, 0.95, 0.75, 0.65, 0.85, 0.70, 0.60,
        0.90,
        0.55, 0.45, 0.98, 0.40, 0.30,
    ]

    /// Probes in the order of their rates.
    let probes: [WatchedProbe]
    /// The slot drawn last: outcomes by probe, and the same as scores.
    private(set) var passed = [Bool](repeating: true, count: rates.count)
    private(set) var slot: SlotScores
    private let good: [SlotScores.Calls]
    private let bad: [SlotScores.Calls]
    private let logitDeviation: Double
    private var random: SeededRandom

    /// A world whose slots share a normal effect of this standard deviation on the logit of every pass rate.
    init(random: SeededRandom, logitDeviation: Double = 0) {
        probes = Self.rates.indices.map { index in
            let category = "category\(index / 3)"
            return WatchedProbe(key: "\(category)/probe\(padded(index, 2))@0123456789abcdef", category: category)
        }
        good = probes.map { SlotScores.Calls(key: $0.key, scores: [1]) }
        bad = probes.map { SlotScores.Calls(key: $0.key, scores: [0]) }
        slot = SlotScores(round: 0, calls: good)
        self.random = random
        self.logitDeviation = logitDeviation
    }

    /// Draws one call of every probe.
    mutating func draw(_ rates: [Double] = rates) {
        slot.round += 1
        let effect = logitDeviation > 0 ? logitDeviation * normal() : 0
        for index in rates.indices {
            let rate = effect == 0 ? rates[index] : shifted(rates[index], effect)
            passed[index] = random.chance(rate)
            slot.calls[index] = passed[index] ? good[index] : bad[index]
        }
    }

    /// Draws extra calls in the slot under way.
    mutating func extra(_ extras: [Demand.Extra], _ rates: [Double]) -> SlotScores {
        var calls: [SlotScores.Calls] = []
        for extra in extras {
            guard let index = probes.firstIndex(where: { $0.key == extra.key }) else { continue }
            let scores = (0..<extra.calls).map { _ in random.chance(rates[index]) ? 1.0 : 0 }
            calls.append(SlotScores.Calls(key: extra.key, scores: scores))
        }
        return SlotScores(round: slot.round, calls: calls)
    }

    private func shifted(_ rate: Double, _ effect: Double) -> Double {
        let odds = rate / (1 - rate) * exp(effect)
        return odds / (1 + odds)
    }

    private mutating func normal() -> Double {
        sqrt(-2 * log(1 - random.unit())) * cos(2 * Double.pi * random.unit())
    }
}

/// The CUSUM that knows the rates before and after every change: one for each of `DriftChange.all`.
struct DriftOracles {
    private(set) var levels = [Double](repeating: 0, count: DriftChange.all.count)
    /// Log-likelihood ratios of a pass and a failure, by change and probe.
    private let ofPass: [[Double]]
    private let ofFailure: [[Double]]

    init() {
        ofPass = DriftChange.all.map { change in zip(change.rates, DriftWorld.rates).map { log($0 / $1) } }
        ofFailure = DriftChange.all.map { change in
            zip(change.rates, DriftWorld.rates).map { log((1 - $0) / (1 - $1)) }
        }
    }

    /// Steps every CUSUM by a slot.
    mutating func step(_ passed: [Bool]) {
        for change in levels.indices { step(change, passed) }
    }

    /// Steps the CUSUM of one change.
    mutating func step(_ change: Int, _ passed: [Bool]) {
        var sum = 0.0
        for probe in passed.indices { sum += passed[probe] ? ofPass[change][probe] : ofFailure[change][probe] }
        levels[change] = max(levels[change], 0) + sum
    }
}
