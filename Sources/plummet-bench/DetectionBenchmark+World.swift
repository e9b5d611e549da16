internal import Core
internal import Detection
internal import Glibc

/// What binds the answers of a round or a day together, and how they are scored.
struct DriftConditions: Sendable {
    /// Standard deviation of the normal effect that a slot's answers share, on the logit of every pass rate.
    var deviation = 0.0
    /// Correlation of that effect from one slot to the next.
    var persistence = 0.0
    /// Amplitude of a sine over 96 slots (a day of quarters of an hour), on the logit.
    var daily = 0.0
    /// Scores are the mean of six criteria, each met at the pass rate: variance p(1 − p)/6.
    var isGraded = false

    /// For people, and to tell random streams apart.
    var name: String {
        var parts: [String] = []
        if deviation > 0 { parts.append("slots sway by \(fixed(deviation, 2))") }
        if persistence > 0 { parts.append("persisting \(fixed(persistence, 1))") }
        if daily > 0 { parts.append("daily wave of \(fixed(daily, 2))") }
        if isGraded { parts.append("graded") }
        return parts.isEmpty ? "independent" : parts.joined(separator: ", ")
    }
}

/// A simulated provider of 24 probes in 8 categories whose pass rates are known.
struct DriftWorld: Sendable {
    static let rates = [
        0.995, 0.98, 0.95, 0.97, 0.95, 0.93, 0.99, 0.90, 0.85, 0.92, 0.88, 0.80, 0.95, 0.75, 0.65, 0.85, 0.70, 0.60,
        0.90, 0.55, 0.45, 0.98, 0.40, 0.30,
    ]
    /// From one round to the next.
    private static let roundMicroseconds = 900_000_000

    /// Probes in the order of their rates.
    let probes: [WatchedProbe]
    /// The slot drawn last: scores by probe, and the same for the detector.
    private(set) var scores = [Double](repeating: 1, count: rates.count)
    private(set) var slot: SlotScores
    private let good: [SlotScores.Calls]
    private let bad: [SlotScores.Calls]
    private let conditions: DriftConditions
    private var effect = 0.0
    private var number = 0
    private var random: SeededRandom

    init(random: SeededRandom, _ conditions: DriftConditions = DriftConditions()) {
        probes = Self.rates.indices.map { index in
            let category = "category\(index / 3)"
            return WatchedProbe(key: "\(category)/probe\(padded(index, 2))@0123456789abcdef", category: category)
        }
        good = probes.map { SlotScores.Calls(key: $0.key, scores: [1]) }
        bad = probes.map { SlotScores.Calls(key: $0.key, scores: [0]) }
        slot = SlotScores(round: 0, calls: good)
        self.random = random
        self.conditions = conditions
    }

    /// Mean score of the slot.
    var mean: Double { scores.reduce(0, +) / Double(scores.count) }

    /// Draws one call of every probe.
    mutating func draw(_ rates: [Double] = rates) {
        number += 1
        slot.round = number * Self.roundMicroseconds
        slot.hour = Double(number % 96) / 4
        moveEffect()
        for index in rates.indices {
            let score = score(rates[index])
            scores[index] = score
            slot.calls[index] =
                score == 1
                ? good[index]
                : score == 0 ? bad[index] : SlotScores.Calls(key: probes[index].key, scores: [score])
        }
    }

    /// Draws extra calls in the slot under way.
    mutating func extra(_ extras: [Demand.Extra], _ rates: [Double]) -> SlotScores {
        var calls: [SlotScores.Calls] = []
        for extra in extras {
            guard let index = probes.firstIndex(where: { $0.key == extra.key }) else { continue }
            let scores = (0..<extra.calls).map { _ in score(rates[index]) }
            calls.append(SlotScores.Calls(key: extra.key, scores: scores))
        }
        return SlotScores(round: slot.round, calls: calls)
    }

    private mutating func moveEffect() {
        guard conditions.deviation > 0 || conditions.daily > 0 else { return }
        let (rho, deviation) = (conditions.persistence, conditions.deviation)
        let fresh = deviation > 0 ? deviation * normal() : 0
        sway = number == 1 ? fresh : rho * sway + (1 - rho * rho).squareRoot() * fresh
        effect = sway + conditions.daily * sin(2 * Double.pi * Double(number) / 96)
    }

    private var sway = 0.0

    private mutating func score(_ rate: Double) -> Double {
        var rate = rate
        if effect != 0 {
            let odds = rate / (1 - rate) * exp(effect)
            rate = odds / (1 + odds)
        }
        guard conditions.isGraded else { return random.chance(rate) ? 1 : 0 }
        var met = 0
        for _ in 0..<6 where random.chance(rate) { met += 1 }
        return Double(met) / 6
    }

    private mutating func normal() -> Double {
        sqrt(-2 * log(1 - random.unit())) * cos(2 * Double.pi * random.unit())
    }
}
