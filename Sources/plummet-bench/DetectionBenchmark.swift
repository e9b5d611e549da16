internal import Core
internal import Detection
internal import Glibc

/// Times the detector and measures false alarms and delays against a CUSUM that knows everything, all seeded; prints
/// tables with Monte-Carlo errors and whether each target is met. Under a minute when `quick`, else several on two
/// cores.
func detectionBenchmark(quick: Bool) async {
    let bench = DetectionBenchmark(quick: quick)
    bench.timeUpdates()
    await bench.measure()
}

/// The plan of a benchmark and the printing of its tables.
struct DetectionBenchmark {
    private let simulation: DriftSimulation
    /// Runs per cell: of null runs that set a threshold, of those that only check one, and of delays.
    private let (calibrationRuns, checkRuns, delayRuns, oracleRuns): (Int, Int, Int, Int)
    private let cells: [(slots: Int, deviation: Double)]
    /// One false alarm a year at a slot every quarter of an hour.
    private let wantedARL = 35_040.0

    init(quick: Bool) {
        simulation = DriftSimulation(seed: 20_231_107)
        (calibrationRuns, checkRuns, delayRuns, oracleRuns) = quick ? (40, 25, 150, 200) : (200, 100, 2000, 1000)
        var every: [(slots: Int, deviation: Double)] = []
        for slots in [20, 50, 100, 200] { for deviation in [0, 0.25, 0.5] { every.append((slots, deviation)) } }
        cells = quick ? [(20, 0), (100, 0.5)] : every
    }

    /// Prints the cost of a slot of 24 probes.
    func timeUpdates() {
        var world = DriftWorld(random: SeededRandom(seed: simulation.seed))
        var detector = DriftBaseline.calibrated(slots: 100).detector(&world)
        let slots = (0..<4000).map { _ in
            world.draw()
            return world.slot
        }
        var best = Double.infinity
        for _ in 0..<5 {
            let start = cpuNanoseconds()
            for slot in slots { _ = detector.step(slot) }
            best = min(best, (cpuNanoseconds() - start) / Double(slots.count))
        }
        let bytes = detector.encoded().count
        var encoding = Double.infinity
        for _ in 0..<5 {
            let start = cpuNanoseconds()
            for _ in 0..<200 { _ = detector.encoded() }
            encoding = min(encoding, (cpuNanoseconds() - start) / 200)
        }
        print("Detector, 24 probes in 8 categories")
        row(["ns per slot", fixed(best, 0), "target 20000", met(best < 20_000)])
        row(["ns to encode", fixed(encoding, 0), "", ""])
        row(["bytes of state", grouped(bytes), "target 8192", met(bytes <= 8192)])
    }

    /// Time of this process on a core: what other processes take does not count.
    private func cpuNanoseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Prints false alarms and delays.
    func measure() async {
        print("\nSeed \(simulation.seed); slots; ± is one standard error; null runs end at 35,000 slots")
        let known = await simulation.nullRuns(calibrationRuns, .known, logitDeviation: 0)
        let learning = await simulation.nullRuns(calibrationRuns, .calibrated(slots: 100), logitDeviation: 0)
        let oracles = await simulation.oracleNullRuns(oracleRuns)
        await falseAlarms(known, learning)
        let oracleThresholds = DriftChange.all.indices.map { change in
            DriftARL.threshold(oracles.map { $0[change] }, wanted: wantedARL)
        }
        let thresholds = (
            known: DriftARL.threshold(known, wanted: wantedARL),
            learning: DriftARL.threshold(learning, wanted: wantedARL)
        )
        print("\nThresholds for an ARL of 35,040")
        row(["known", fixed(thresholds.known, 2), "from 100 slots", fixed(thresholds.learning, 2)])
        row(["oracles"] + oracleThresholds.map { fixed($0, 2) })
        let strict: [Double?] = [1.3, 1.15, 1.15, nil, 1.65, 1.65, 1.65]
        await delays("Baseline known, change after 50 slots", .known, 50, thresholds.known, oracleThresholds, strict)
        await delays(
            "Learnt over 100 + 1500 slots", .calibrated(slots: 100), 1500, thresholds.learning, oracleThresholds, strict
        )
        let short = await delays(
            "Baseline of 100 slots, change after 50 more", .calibrated(slots: 100), 50, thresholds.learning,
            oracleThresholds, [nil, 1.6, 1.35, nil, nil, nil, nil])
        await uncorrected(short, oracleThresholds)
        await adaptive(thresholds.learning, oracleThresholds)
    }

    private func falseAlarms(_ known: [DriftRecords], _ learning: [DriftRecords]) async {
        let page = log(wantedARL)
        print("\nAverage run length at h = ln 35,040 = \(fixed(page, 2))  (target 35,040)")
        row(["baseline", "logit s.d.", "ARL", "target"])
        arlRow("known", 0, known, page)
        for (slots, deviation) in cells {
            let shared = slots == 100 && deviation == 0
            let runs =
                shared
                ? learning
                : await simulation.nullRuns(checkRuns, .calibrated(slots: slots), logitDeviation: deviation)
            arlRow("\(slots) slots", deviation, runs, page)
        }
    }

    private func arlRow(_ name: String, _ deviation: Double, _ runs: [DriftRecords], _ threshold: Double) {
        let arl = DriftARL(runs, threshold: threshold)
        row([name, fixed(deviation, 2), arl.text, met(arl.value >= wantedARL)])
    }

    @discardableResult private func delays(
        _ title: String, _ baseline: DriftBaseline, _ quiet: Int, _ threshold: Double, _ oracleThresholds: [Double],
        _ targets: [Double?]
    ) async -> [DriftDelay] {
        let runs = await simulation.delays(
            delayRuns, baseline, quiet: quiet, threshold: threshold, oracleThresholds: oracleThresholds)
        let early = runs.filter { $0.detector[0] == nil }.count
        print("\n\(title): mean delay (\(runs.count) runs, \(early) alarmed before the change)")
        row(["change", "oracle", "detector", "ratio", "at most", "target"])
        return DriftChange.all.enumerated().map { index, change in
            let own = DriftDelay(runs.compactMap { $0.detector[index] })
            let oracle = DriftDelay(runs.compactMap { $0.oracle[index] })
            let (ratio, error) = ratio(runs.map { ($0.detector[index], $0.oracle[index]) }, own.mean, oracle.mean)
            let target = targets[index]
            row([
                change.name, oracle.text, own.text, fixed(ratio, 2) + " ±" + fixed(error, 2),
                target.map { fixed($0, 2) } ?? "-",
                target.map { met(ratio <= $0, within: ratio <= 1.05 * $0) } ?? "-",
            ])
            return own
        }
    }

    /// The ratio of two means and its standard error; both ran on the same calls.
    private func ratio(_ pairs: [(Int?, Int?)], _ own: Double, _ oracle: Double) -> (Double, Double) {
        let ratio = own / oracle
        var (squares, count) = (0.0, 0.0)
        for case (let a?, let b?) in pairs {
            let residual = Double(a) - ratio * Double(b)
            squares += residual * residual
            count += 1
        }
        return (ratio, squares.squareRoot() / max(count, 1) / oracle)
    }

    private func uncorrected(_ corrected: [DriftDelay], _ oracleThresholds: [Double]) async {
        let plugIn = await simulation.nullRuns(checkRuns, .plugIn(slots: 100), logitDeviation: 0)
        let threshold = DriftARL.threshold(plugIn, wanted: wantedARL)
        print(
            "\nThe same mixture with the 100 slots taken for the truth needs h = \(fixed(threshold, 1));"
                + " its ARL at ln 35,040 is \(DriftARL(plugIn, threshold: log(wantedARL)).text)")
        let others = await delays(
            "Baseline of 100 slots taken for the truth", .plugIn(slots: 100), 50, threshold, oracleThresholds,
            [nil, nil, nil, nil, nil, nil, nil])
        for index in [1, 2] {
            let factor = others[index].mean / corrected[index].mean
            row([DriftChange.all[index].name, "faster by", fixed(factor, 2), "target 3.5", met(factor >= 3.5)])
        }
    }

    private func adaptive(_ threshold: Double, _ oracleThresholds: [Double]) async {
        let fixedCalls = await delays(
            "Baseline of 200 slots, 24 calls in every slot", .calibrated(slots: 200), 50, threshold, oracleThresholds,
            [nil, nil, nil, nil, nil, nil, nil])
        let runs = await simulation.adaptive(delayRuns, .calibrated(slots: 200), threshold: log(wantedARL))
        let calls = runs.reduce(0) { $0 + $1.callsPerSlot } / Double(runs.count)
        print("\nThe same, asked as the detector demands, paging at ln 35,040")
        row(["calls per slot", fixed(calls, 1), "at most 13", met(calls <= 13)])
        row(["runs of 2000 quiet slots", "with an alarm", "\(runs.reduce(0) { $0 + $1.alarms }) of \(runs.count)"])
        row(["change", "24 calls", "adaptive", "at most", "target"])
        let allowances = [1, 1, 1, nil, 1, 1.1, 1]
        for (index, change) in DriftChange.all.enumerated() {
            let own = DriftDelay(runs.map { $0.delays[index] })
            let limit = allowances[index].map { $0 * fixedCalls[index].mean } ?? 5
            row([
                change.name, fixedCalls[index].text, own.text, fixed(limit, 1),
                met(own.mean <= limit, within: own.mean <= 1.05 * limit),
            ])
        }
    }

    private func met(_ holds: Bool, within: Bool? = nil) -> String {
        holds ? "met" : within == true ? "met within 5 %" : "MISSED"
    }

    private func row(_ cells: [String]) {
        let widths = [22, 14, 14, 14, 12, 10, 10, 10]
        let text = zip(cells, widths).map { $0 + String(repeating: " ", count: max(1, $1 - $0.count)) }
        print("  " + text.joined())
    }
}
