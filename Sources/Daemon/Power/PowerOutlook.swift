internal import Core
internal import Detection
internal import Settings

/// What a way of asking sees within an hour, six and a day, and what it costs.
struct PowerOutlook: Sendable {
    /// A way of asking: the one that is configured, or one that could be.
    enum Way: String, Sendable, CaseIterable {
        case configured, otherSampling = "other-sampling", twiceTheProbes = "twice-the-probes",
            halfTheInterval = "half-the-interval"
    }

    /// What is told.
    static let spans = [Duration.seconds(3_600), .seconds(6 * 3_600), .seconds(86_400)]
    /// Runs of each way at most: what they are compared by needs fewer than the delays.
    static let mostRuns = 60
    /// Rounds of a span that are simulated at most; what is seen by then is seen within all of it.
    static let mostRounds = 1_000
    /// Rounds of all runs of a search at most, as long as there are `fewestRuns`: a day of rounds of some seconds is no
    /// longer waited for than one of quarters of an hour.
    private static let mostWork = 12_000
    private static let fewestRuns = 12
    /// Runs that quiet calls are counted in.
    private static let quietRuns = 4

    let way: Way
    let sampling: SamplingPolicy
    let probes: Int
    let interval: Duration
    /// Calls, tokens and US dollars of a quiet day; nil where no sample tells.
    let calls: Double
    let tokens: Double?
    let dollars: Double?
    /// By span; nil where that is shorter than a round.
    let reaches: [PowerReach?]

    /// Simulates; nil without any probe.
    static func of(
        _ way: Way, _ subjects: [PowerSimulation.Subject], sway: RoundSway?, worths: [ProbeWorth],
        settings: DetectionSettings, sharing: Int, interval usual: Duration, runs: Int, seed: UInt64
    ) async -> PowerOutlook? {
        let interval = way == .halfTheInterval ? usual / 2 : usual
        let asked = way == .twiceTheProbes ? PowerSimulation.doubled(subjects) : subjects
        let sampling = way == .otherSampling ? settings.sampling.other : settings.sampling
        guard
            let simulation = PowerSimulation(
                asked, sway: sway, settings: settings.detector(interval: interval, providers: sharing),
                sampling: sampling, seed: seed)
        else { return nil }
        let rounds = spans.map { min(Int($0 / interval), mostRounds) }
        let windows = rounds.filter { $0 > 0 }
        let runs = min(runs, mostRuns, max(mostWork / max(windows.last ?? 1, 1), fewestRuns))
        let losses = await concurrent(runs) { simulation.reach(windows, run: $0) }
        var reaches: [PowerReach?] = windows.indices.map { index in
            PowerReach(rounds: windows[index], losses: losses.map { $0[index] }, mean: simulation.mean)
        }
        reaches = [PowerReach?](repeating: nil, count: rounds.count - reaches.count) + reaches
        let calls = simulation.callsPerRound(runs: quietRuns).value * (Duration.seconds(86_400) / interval)
        return PowerOutlook(
            way: way, sampling: sampling, probes: asked.count, interval: interval, calls: calls,
            tokens: mean(worths.compactMap(\.tokens)).map { $0 * calls },
            dollars: mean(worths.map(\.cost.dollars)).map { $0 * calls }, reaches: reaches)
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// All runs, a few at a time on every core, in their order.
    private static func concurrent(_ runs: Int, _ run: @escaping @Sendable (Int) -> [Int]) async -> [[Int]] {
        await withTaskGroup(of: (Int, [Int]).self) { group in
            for number in 0..<runs { group.addTask { (number, run(number)) } }
            var found = [[Int]](repeating: [], count: runs)
            for await (number, losses) in group { found[number] = losses }
            return found
        }
    }
}

extension SamplingPolicy {
    fileprivate var other: SamplingPolicy {
        switch self {
        case .full: .adaptive
        case .adaptive: .full
        }
    }
}

extension PowerOutlook {
    /// For machines: drops in hundredths of the mean score; null where not even the loss of every answer is seen.
    var json: JSON {
        [
            "way": .string(way.rawValue), "sampling": .string(sampling.rawValue), "probes": .int(probes),
            "interval_seconds": .double(interval.inSeconds), "calls_per_day": .double(calls),
            "tokens_per_day": .optional(tokens), "usd_per_day": .optional(dollars),
            "within": .array(
                zip(Self.spans, reaches).map { span, reach in
                    func points(_ share: Double) -> (value: JSON, error: JSON) {
                        let found = reach?.points(share: share)
                        return (.optional(found?.value), .optional(found?.error))
                    }
                    let (half, nine) = (points(0.5), points(0.9))
                    return [
                        "seconds": .double(span.inSeconds), "rounds": .int(reach?.rounds ?? 0),
                        "half_points": half.value, "half_error": half.error,
                        "nine_in_ten_points": nine.value, "nine_in_ten_error": nine.error,
                    ]
                }),
        ]
    }
}
