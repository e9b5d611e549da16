internal import Core
internal import Glibc

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
    var slots = 0.0
    var alarms = 0

    init(_ runs: [DriftRecords], threshold: Double) {
        for run in runs {
            let passage = run.passage(threshold)
            slots += Double(passage ?? run.slots)
            if passage != nil { alarms += 1 }
        }
    }

    /// Slots per alarm; with none, the exposure.
    var value: Double { slots / Double(max(alarms, 1)) }

    /// 95 % score interval of the Poisson rate, turned over: a + z²/2 ± z√(a + z²/4) alarms.
    var interval: (low: Double, high: Double) {
        let (z, count) = (1.96, Double(alarms))
        let (middle, reach) = (count + z * z / 2, z * (count + z * z / 4).squareRoot())
        return (slots / (middle + reach), alarms == 0 ? .infinity : slots / (middle - reach))
    }

    /// `210k (150k to 310k)`, or `> 3.5M` without an alarm.
    var text: String {
        alarms == 0
            ? "> " + Self.short(interval.low)
            : "\(Self.short(value)) (\(Self.short(interval.low)) to \(Self.short(interval.high)))"
    }

    static func short(_ slots: Double) -> String {
        if slots >= 1e6 { return fixed(slots / 1e6, 1) + "M" }
        return slots >= 1e4 ? fixed(slots / 1e3, 0) + "k" : slots >= 1e3 ? fixed(slots / 1e3, 1) + "k" : fixed(slots, 0)
    }

    var json: JSON {
        [
            "slots": .double(slots), "alarms": .int(alarms), "arl": alarms == 0 ? .null : .double(value),
            "arl_at_least": .double(interval.low), "arl_at_most": .double(interval.high),
        ]
    }

    /// The lowest threshold at which runs without a change last at least `wanted` slots on average.
    static func threshold(_ runs: [DriftRecords], wanted: Double) -> Double {
        var (low, high) = (0.0, 1 + (runs.compactMap { $0.highs.last?.value }.max() ?? 0))
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if DriftARL(runs, threshold: middle).value >= wanted { high = middle } else { low = middle }
        }
        return high
    }
}

/// Delays of many runs; those that found nothing count as the horizon.
struct DriftDelay: Sendable {
    /// Ascending.
    let delays: [Int]
    let horizon: Int

    init(_ delays: [Int], horizon: Int) {
        self.delays = delays.sorted()
        self.horizon = horizon
    }

    var mean: Double { delays.reduce(0) { $0 + Double($1) } / Double(max(delays.count, 1)) }

    /// Standard error of the mean.
    var error: Double {
        guard delays.count > 1 else { return 0 }
        let mean = mean
        let squares = delays.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (squares / Double(delays.count - 1) / Double(delays.count)).squareRoot()
    }

    /// The delay that 95 % of the runs do not exceed, and half the distance of the ranks one standard error around it.
    var late: (value: Int, error: Double) {
        guard !delays.isEmpty else { return (0, 0) }
        let (count, share) = (Double(delays.count), 0.95)
        let reach = (count * share * (1 - share)).squareRoot()
        func at(_ rank: Double) -> Int { delays[min(max(Int(rank.rounded(.up)) - 1, 0), delays.count - 1)] }
        return (at(count * share), Double(at(count * share + reach) - at(count * share - reach)) / 2)
    }

    /// Share of the runs that found it before the horizon.
    var found: Double { Double(delays.count { $0 < horizon }) / Double(max(delays.count, 1)) }

    var json: JSON {
        [
            "runs": .int(delays.count), "mean": .double(mean), "mean_error": .double(error), "p95": .int(late.value),
            "p95_error": .double(late.error), "found": .double(found), "horizon": .int(horizon),
        ]
    }
}

/// 95 % Wilson interval of a share. **Source:** Wilson, JASA 22:209 (1927).
func wilson(_ hits: Int, of count: Int) -> (low: Double, high: Double) {
    guard count > 0 else { return (0, 1) }
    let (z, n, share) = (1.96, Double(count), Double(hits) / Double(count))
    let center = (share + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0, center - reach), min(1, center + reach))
}

/// `1.2 % (0.4 to 3.5)`.
func shareText(_ hits: Int, of count: Int) -> String {
    let (low, high) = wilson(hits, of: count)
    return fixed(100 * Double(hits) / Double(max(count, 1)), 1)
        + " % (\(fixed(100 * low, 1)) to \(fixed(100 * high, 1)))"
}

/// The ratio of two mean delays and its standard error; both ran on the same calls.
func delayRatio(_ pairs: [(own: Int, other: Int)]) -> (value: Double, error: Double) {
    let (own, other) = (pairs.reduce(0) { $0 + $1.own }, pairs.reduce(0) { $0 + $1.other })
    let ratio = Double(own) / Double(max(other, 1))
    let squares = pairs.reduce(0.0) { sum, pair in
        let residual = Double(pair.own) - ratio * Double(pair.other)
        return sum + residual * residual
    }
    return (ratio, squares.squareRoot() / Double(max(other, 1)))
}
