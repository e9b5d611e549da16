internal import Core
internal import Detection
internal import Glibc

/// How plummet's detector comes by its baseline.
enum DriftBaseline: Sendable {
    /// Told the true rates.
    case known
    /// Calibrated on so many slots, then watching for more of them, learning on.
    case calibrated(slots: Int, watched: Int)

    /// Watches without ever paging, so that its evidence can be compared with any threshold.
    static func silent(_ slots: Int) -> DetectorSettings {
        DetectorSettings(falseAlarmsPerYear: 1e-200, calibrationSlots: slots)
    }

    /// A detector that has its baseline on this world.
    func detector(_ world: inout DriftWorld) -> Detector {
        switch self {
        case .known:
            let fixed = zip(world.probes, DriftWorld.rates).map { (probe: $0, baseline: FixedBaseline.known(mean: $1)) }
            return Detector(fixed: fixed, settings: Self.silent(1))
        case .calibrated(let slots, let watched):
            var detector = DriftPast(&world, slots: slots).detector
            for _ in 0..<watched {
                world.draw()
                _ = detector.step(world.slot)
            }
            return detector
        }
    }
}

/// Detectors that run on the same calls.
enum DriftField: Sendable {
    /// plummet alone.
    case plummet(DriftBaseline)
    /// plummet and every anchor, from the same 100 slots.
    case everybody

    /// What anchors are called, and the threshold they usually have.
    static let anchors: [(name: String, usual: (value: Double, words: String)?)] = [
        ("plummet", nil), ("plug-in mixture", nil), ("GLR, pooled calls", nil),
        ("ADWIN per call", (-log(0.002), "δ = .002")), ("EWMA of slot means", (3, "3 σ")),
        ("rolling mean of 10", (5, "5 points")), ("Page-Hinkley", (50, "λ = 50")),
        ("last score (aistupidmeter)", (1, "2.5 σ, 5 points")), ("CUSUM tuned to -10", nil),
        ("sum of category CUSUMs (Mei)", nil), ("EWMA of all and categories", (3, "3 σ")), ("Shewhart", (3, "3 σ")),
    ]
    /// The place of ADWIN in `anchors`.
    static let adwin = 3

    /// Detectors that have their baseline on this world.
    func make(_ world: inout DriftWorld) -> [any DriftAnchor] {
        switch self {
        case .plummet(let baseline): return [DetectorAnchor(detector: baseline.detector(&world))]
        case .everybody:
            let past = DriftPast(&world, slots: 100)
            return [
                DetectorAnchor(detector: past.detector), DetectorAnchor.plugIn(past, world), GLRAnchor(past),
                ADWINAnchor(past), EWMAAnchor(past), RollingMeanAnchor(past), PageHinkleyAnchor(past),
                LastScoreAnchor(past), TunedCUSUMAnchor(past), CategorySumAnchor(past), ScopesEWMAAnchor(past),
                ShewhartAnchor(past),
            ]
        }
    }
}
