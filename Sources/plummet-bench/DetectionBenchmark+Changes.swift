internal import Core
internal import Detection
internal import Glibc

/// A change of pass rates that detectors are timed on.
struct DriftChange: Sendable {
    var name: String
    /// Pass rates once it is complete, by probe.
    var target: [Double]
    /// Slots until it is complete; 1 when it comes at once.
    var ramp = 1
    /// Slots after which it is over again; nil when it lasts.
    var lasting: Int?
    /// Slots after which it counts as not found.
    var horizon = 2_000

    /// Everywhere at once.
    static let everywhere = [3, 5, 10, 20].map { drop("global -\($0)", Double($0) / 100, 0..<24) }
    /// One category, one probe.
    static let parts = [
        drop("category -20", 0.20, 3..<6), drop("category -40", 0.40, 3..<6), drop("one probe .98 to .18", 0.80, 1..<2),
    ]
    /// Those with targets of their own.
    static let all = everywhere + parts
    /// Slowly, and for a short while.
    static let slow: [DriftChange] = [
        later(drop("-10 within 200", 0.10, 0..<24)) { $0.ramp = 200 },
        later(drop("-10 within 2000", 0.10, 0..<24)) { ($0.ramp, $0.horizon) = (2_000, 3_000) },
        later(drop("-20 for 10 slots", 0.20, 0..<24)) { $0.lasting = 10 },
    ]
    /// A share of the answers is worthless, at random, and the rest is as ever.
    static let mixtures = [1, 5, 20].map { share in
        DriftChange(name: "\(share) % worthless", target: DriftWorld.rates.map { $0 * (1 - Double(share) / 100) })
    }
    /// A row of the table each.
    static let groups: [[DriftChange]] = [everywhere, parts, slow, mixtures]

    /// Pass rates in a slot counted from 1.
    func rates(_ slot: Int) -> [Double] {
        if let lasting, slot > lasting { return DriftWorld.rates }
        guard slot < ramp else { return target }
        let share = Double(slot) / Double(ramp)
        return target.indices.map { DriftWorld.rates[$0] + share * (target[$0] - DriftWorld.rates[$0]) }
    }

    private static func drop(_ name: String, _ points: Double, _ probes: Range<Int>) -> DriftChange {
        let target = DriftWorld.rates.enumerated().map { probes.contains($0) ? $1 - points : $1 }
        return DriftChange(name: name, target: target)
    }

    private static func later(_ change: DriftChange, _ edit: (inout DriftChange) -> Void) -> DriftChange {
        var change = change
        edit(&change)
        return change
    }
}

/// Page's CUSUM that knows the rates before and after a change: the practical limit for one that comes at once. For a slow
/// one it tests for the complete change, and can be beaten.
/// **Source:** Moustakides, Ann. Stat. 14:1379 (1986).
struct DriftOracle: Sendable {
    private(set) var level = 0.0
    /// Log-likelihood ratios of a pass and a failure, by probe.
    private let ofPass: [Double]
    private let ofFailure: [Double]

    init(_ change: DriftChange) {
        ofPass = zip(change.target, DriftWorld.rates).map { log($0 / $1) }
        ofFailure = zip(change.target, DriftWorld.rates).map { log((1 - $0) / (1 - $1)) }
    }

    /// Steps by a slot of binary scores; returns the level.
    mutating func step(_ scores: [Double]) -> Double {
        var sum = 0.0
        for probe in scores.indices { sum += scores[probe] == 1 ? ofPass[probe] : ofFailure[probe] }
        level = max(level, 0) + sum
        return level
    }
}
