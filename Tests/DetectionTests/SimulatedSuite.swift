import Core
import Detection

/// A provider whose pass rates are known: draws slots from a seeded generator.
struct SimulatedSuite {
    /// Pass rate by probe.
    var rates: [(probe: WatchedProbe, rate: Double)]
    var random: SeededRandom

    /// Eight probes in four categories, of all difficulties.
    static func small(seed: UInt64) -> SimulatedSuite {
        let rates = [0.98, 0.95, 0.90, 0.85, 0.80, 0.70, 0.55, 0.40]
        return SimulatedSuite(rates, perCategory: 2, seed: seed)
    }

    /// Twenty-four probes in eight categories.
    static func large(seed: UInt64) -> SimulatedSuite {
        SimulatedSuite((0..<24).map { 0.97 - 0.02 * Double($0) }, perCategory: 3, seed: seed)
    }

    init(_ rates: [Double], perCategory: Int, seed: UInt64) {
        self.rates = rates.enumerated().map { index, rate in
            let category = "category\(index / perCategory)"
            return (
                WatchedProbe(key: "\(category)/probe\(padded(index, 2))@0123456789abcdef", category: category), rate
            )
        }
        random = SeededRandom(seed: seed)
    }

    var probes: [WatchedProbe] { rates.map(\.probe) }

    /// One call of every probe; `keeping` is the share of good answers that stay good.
    mutating func slot(_ round: Int, keeping: Double = 1, where affected: (WatchedProbe) -> Bool = { _ in true })
        -> SlotScores
    {
        let calls = rates.map { probe, rate in
            SlotScores.Calls(
                key: probe.key, scores: [random.chance(affected(probe) ? rate * keeping : rate) ? 1 : 0])
        }
        return SlotScores(round: round, calls: calls)
    }

    /// A slot of graded scores around the rates.
    mutating func gradedSlot(_ round: Int) -> SlotScores {
        let calls = rates.map { probe, rate in
            SlotScores.Calls(key: probe.key, scores: [min(1, max(0, rate + 0.4 * (random.unit() - 0.5)))])
        }
        return SlotScores(round: round, calls: calls)
    }

    /// A slot with everything that can happen: repeats, failures, missing probes, any order.
    mutating func roughSlot(_ round: Int, keeping: Double = 1) -> SlotScores {
        var calls: [SlotScores.Calls] = []
        for (probe, rate) in rates where !random.chance(0.2) {
            let count = random.int(in: 0...3)
            let scores = (0..<count).map { _ in
                random.chance(0.3) ? random.unit() * keeping : random.chance(rate * keeping) ? 1 : 0
            }
            calls.append(SlotScores.Calls(key: probe.key, scores: scores, missed: random.int(in: 0...1)))
        }
        calls.shuffle(using: &random)
        return SlotScores(round: round, calls: calls)
    }

    /// A detector that has calibrated on this suite for so many slots; rounds count from 1.
    mutating func calibrated(slots: Int, settings: DetectorSettings = DetectorSettings()) -> Detector {
        var settings = settings
        settings.calibrationSlots = slots
        var detector = Detector(probes: probes, settings: settings)
        for round in 1...slots { _ = detector.step(slot(round)) }
        return detector
    }
}
