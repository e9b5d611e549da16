internal import Core
internal import Detection
internal import Glibc

/// How a detector comes by its baseline.
enum DriftBaseline: Sendable {
    /// Told the true rates.
    case known
    /// Calibrated on so many slots, learning on.
    case calibrated(slots: Int)
    /// The rates measured in so many slots, taken for the truth: no shrinkage, no learning.
    case plugIn(slots: Int)

    /// Watches without ever paging, so that its evidence can be compared with any threshold.
    private static func silent(_ slots: Int) -> DetectorSettings {
        DetectorSettings(falseAlarmsPerYear: 1e-200, calibrationSlots: slots)
    }

    /// A detector at the end of its calibration on this world.
    func detector(_ world: inout DriftWorld) -> Detector {
        switch self {
        case .known:
            let fixed = zip(world.probes, DriftWorld.rates).map { (probe: $0, baseline: FixedBaseline.known(mean: $1)) }
            return Detector(fixed: fixed, settings: Self.silent(1))
        case .calibrated(let slots):
            var detector = Detector(probes: world.probes, settings: Self.silent(slots))
            for _ in 0..<slots {
                world.draw()
                _ = detector.step(world.slot)
            }
            return detector
        case .plugIn(let slots):
            var passes = [Double](repeating: 0.5, count: world.probes.count)
            for _ in 0..<slots {
                world.draw()
                for index in passes.indices where world.passed[index] { passes[index] += 1 }
            }
            let fixed = zip(world.probes, passes).map {
                (probe: $0, baseline: FixedBaseline.known(mean: $1 / (Double(slots) + 1)))
            }
            return Detector(fixed: fixed, settings: Self.silent(1))
        }
    }
}

/// The record highs of a statistic over a run without a change: from them follows the first passage of any threshold.
struct DriftRecords: Sendable {
    private(set) var highs: [(slot: Int, value: Double)] = []
    private(set) var slots = 0

    mutating func note(_ value: Double) {
        slots += 1
        if value > highs.last?.value ?? 0 { highs.append((slots, value)) }
    }

    /// The slot of the first passage; nil when there was none.
    func passage(_ threshold: Double) -> Int? { highs.first { $0.value >= threshold }?.slot }
}

/// Average run length at a threshold, from runs that end at the first alarm.
struct DriftARL {
    var slots: Double
    var alarms: Int

    init(_ runs: [DriftRecords], threshold: Double) {
        (slots, alarms) = (0, 0)
        for run in runs {
            let passage = run.passage(threshold)
            slots += Double(passage ?? run.slots)
            if passage != nil { alarms += 1 }
        }
    }

    /// Slots per alarm; with none, the exposure.
    var value: Double { slots / Double(max(alarms, 1)) }

    /// `210k ±12%`, or `> 3.5M` without an alarm.
    var text: String {
        let size = value >= 1e6 ? fixed(value / 1e6, 1) + "M" : fixed(value / 1e3, value < 1e4 ? 1 : 0) + "k"
        return alarms == 0 ? "> " + size : size + " ±" + fixed(100 / Double(alarms).squareRoot(), 0) + "%"
    }

    /// The lowest threshold at which runs without a change last at least `wanted` slots on average.
    static func threshold(_ runs: [DriftRecords], wanted: Double) -> Double {
        var (low, high) = (0.0, 400.0)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if DriftARL(runs, threshold: middle).value >= wanted { high = middle } else { low = middle }
        }
        return high
    }
}

/// Mean and standard error of delays.
struct DriftDelay {
    var mean = 0.0
    var error = 0.0
    var runs = 0

    init(_ delays: [Int]) {
        runs = delays.count
        guard runs > 1 else { return }
        mean = delays.reduce(0) { $0 + Double($1) } / Double(runs)
        let squares = delays.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        error = (squares / Double(runs - 1) / Double(runs)).squareRoot()
    }

    var text: String { fixed(mean, 1) + " ±" + fixed(error, 1) }
}
