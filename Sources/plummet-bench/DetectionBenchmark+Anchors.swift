internal import Core
internal import Detection
internal import Glibc

/// A detector that others are measured against: one number a slot, alarming when it reaches a threshold.
protocol DriftAnchor: Sendable {
    /// Takes the slot that the world drew last; returns its statistic, larger when quality looks worse.
    mutating func step(_ world: DriftWorld) -> Double
}

/// What every detector is given before it watches.
struct DriftPast: Sendable {
    /// Mean scores of the slots, oldest first, and by slot the scores of the calls in order.
    private(set) var means: [Double] = []
    private(set) var slots: [[Double]] = []
    private(set) var detector: Detector

    /// Draws so many slots, and more while the detector calibrates: one calibration in a thousand is refused for a drift that is
    /// none, and a change in the midst of the next would be learnt.
    init(_ world: inout DriftWorld, slots count: Int) {
        detector = Detector(probes: world.probes, settings: DriftBaseline.silent(count))
        var isCalibrating = true
        while isCalibrating {
            world.draw()
            means.append(world.mean)
            slots.append(world.scores)
            if case .calibrating = detector.step(world.slot).phase { continue }
            isCalibrating = false
        }
    }

    /// Mean of all scores.
    var mean: Double { means.reduce(0, +) / Double(means.count) }
    /// Standard deviation of the slots' means.
    var deviation: Double {
        let mean = mean
        return (means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)).squareRoot()
    }
}

/// plummet, or its mixture with the measured baseline taken for the truth.
struct DetectorAnchor: DriftAnchor {
    var detector: Detector
    mutating func step(_ world: DriftWorld) -> Double { detector.step(world.slot).logEvidence }

    /// The mixture e-detector with p̂ plugged in: no shrinkage, no learning.
    /// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532, in the CUSUM form.
    static func plugIn(_ past: DriftPast, _ world: DriftWorld) -> DetectorAnchor {
        let fixed = world.probes.indices.map { probe in
            let sum = past.slots.reduce(0.5) { $0 + $1[probe] }
            let mean = sum / (Double(past.slots.count) + 1)
            return (probe: world.probes[probe], baseline: FixedBaseline.known(mean: mean))
        }
        return DetectorAnchor(detector: Detector(fixed: fixed, settings: DriftBaseline.silent(1)))
    }
}

/// Exponentially weighted mean of the slots' means, in its own standard deviations below the baseline; usual: λ = .05 and 3.
/// **Source:** Roberts, Technometrics 1:239 (1959).
struct EWMAAnchor: DriftAnchor {
    private static let lambda = 0.05
    private let (mean, deviation): (Double, Double)
    private var level: Double

    init(_ past: DriftPast) {
        (mean, level) = (past.mean, past.mean)
        deviation = past.deviation * (Self.lambda / (2 - Self.lambda)).squareRoot()
    }

    mutating func step(_ world: DriftWorld) -> Double {
        level += Self.lambda * (world.mean - level)
        return (mean - level) / deviation
    }
}

/// Points that the mean of the last ten slots is below the baseline; usual: 5.
struct RollingMeanAnchor: DriftAnchor {
    private static let window = 10
    private let mean: Double
    private var last: [Double]

    init(_ past: DriftPast) {
        mean = past.mean
        last = past.means.suffix(Self.window)
    }

    mutating func step(_ world: DriftWorld) -> Double {
        last.removeFirst()
        last.append(world.mean)
        return 100 * (mean - last.reduce(0, +) / Double(last.count))
    }
}

/// Page-Hinkley for falls of the slots' means below their running mean, as river has it: δ = .005, forgetting .9999; usual: 50.
/// **Source:** Page, Biometrika 41:100 (1954); river 0.26 `drift.PageHinkley`.
struct PageHinkleyAnchor: DriftAnchor {
    private static let (tolerance, forgetting) = (0.005, 0.9999)
    private var (mean, count, sum, lowest) = (0.0, 0.0, 0.0, 0.0)

    init(_ past: DriftPast) { for each in past.means { _ = step(each) } }

    mutating func step(_ world: DriftWorld) -> Double { step(world.mean) }

    private mutating func step(_ value: Double) -> Double {
        count += 1
        mean += (value - mean) / count
        sum = Self.forgetting * sum + mean - value - Self.tolerance
        lowest = min(lowest, sum)
        return sum - lowest
    }
}

/// Likelihood ratio of "since some slot the mean of all calls is lower" against the measured baseline, over starts up to 1,000
/// slots ago (every one of the last eight, then in steps of a fifth).
/// **Source:** Siegmund and Venkatraman, Ann. Stat. 23:255 (1995).
struct GLRAnchor: DriftAnchor {
    private static let lengths: [Int] = {
        var lengths = Array(1...8)
        while let last = lengths.last, last < 1000 { lengths.append(min(1000, last + max(1, last / 5))) }
        return lengths
    }()
    private let mean: Double
    /// Sums of the means up to each of the last 1,001 slots, as a ring.
    private var sums = [Double](repeating: 0, count: 1001)
    private var count = 0

    init(_ past: DriftPast) { mean = past.mean }

    mutating func step(_ world: DriftWorld) -> Double {
        let total = sums[count % 1001] + world.mean
        count += 1
        sums[count % 1001] = total
        var best = 0.0
        for length in Self.lengths where length <= count {
            let rate = (total - sums[(count - length) % 1001]) / Double(length)
            guard rate < mean else { continue }
            let calls = Double(length * world.scores.count)
            let (pass, failure) = (rate > 0 ? rate * log(rate / mean) : 0, (1 - rate) * log((1 - rate) / (1 - mean)))
            best = max(best, calls * (pass + failure))
        }
        return best
    }
}

/// After the rules by which aistupidmeter calls a model degraded, restated: the last score (of 100) below the mean of the last
/// 200 (itself among them) by more than max(5, 2.5 standard deviations) and 1.5 widths of the 95 % interval of the last five.
/// The statistic is the fall in units of that; usual: 1.
/// **Source:** StudioPlatforms/aistupidmeter-api, `src/lib/drift-detection.ts`, `determineRegime`.
struct LastScoreAnchor: DriftAnchor {
    private static let (window, ofT) = (200, 2.776)
    private var last: [Double] = []
    private var (next, sum, squares) = (0, 0.0, 0.0)

    init(_ past: DriftPast) { for each in past.means { _ = step(100 * each) } }

    mutating func step(_ world: DriftWorld) -> Double { step(100 * world.mean) }

    private mutating func step(_ score: Double) -> Double {
        if last.count < Self.window {
            last.append(score)
        } else {
            (sum, squares) = (sum - last[next], squares - last[next] * last[next])
            last[next] = score
        }
        next = (next + 1) % Self.window
        (sum, squares) = (sum + score, squares + score * score)
        guard last.count >= 5 else { return 0 }
        let (count, mean) = (Double(last.count), sum / Double(last.count))
        let deviation = max(0, (squares - sum * mean) / (count - 1)).squareRoot()
        let five = (1...5).map { last[(next - $0 + last.count) % last.count] }
        let center = five.reduce(0, +) / 5
        let error = (five.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 4 / 5).squareRoot()
        return (mean - score) / max(5, 2.5 * deviation, 1.5 * 2 * Self.ofT * error)
    }
}
