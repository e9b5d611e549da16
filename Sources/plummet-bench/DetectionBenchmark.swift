internal import Core
internal import Detection
internal import Glibc

/// Times the detector and measures false alarms and delays beside a CUSUM that knows everything and the detectors that
/// others use, all calibrated to the same false-alarm rate in the same run, all seeded; prints tables with Monte-Carlo
/// errors and whether each target is met. Under a minute when `quick`, else several on two cores. Writes the same as JSON
/// where a file is named.
func detectionBenchmark(quick: Bool, json: String? = nil) async {
    var bench = DetectionBenchmark(quick: quick)
    bench.timeUpdates()
    await bench.measure()
    bench.measureRecordings()
    bench.report.printTargets()
    guard let json else { return }
    guard let file = fopen(json, "w") else { return print("\(json) cannot be written") }
    fputs(bench.report.json(seed: bench.simulation.seed, isQuick: quick).text + "\n", file)
    fclose(file)
}

/// The plan of a benchmark.
struct DetectionBenchmark {
    let simulation: DriftSimulation
    let quick: Bool
    var report = DetectionReport()
    /// Runs: of null runs that set thresholds, that check conditions, of races of everybody, and of plummet alone.
    let (nulls, checks, races, duels): (Int, Int, Int, Int)
    /// One false alarm a year at a slot every quarter of an hour.
    static let wantedARL = 35_040.0
    /// The threshold that this takes by the theory.
    static let page = log(wantedARL)

    init(quick: Bool) {
        simulation = DriftSimulation(seed: 20_231_107)
        self.quick = quick
        (nulls, checks, races, duels) = quick ? (40, 16, 100, 200) : (160, 80, 400, 2000)
    }

    /// Prints the cost of a slot of 24 probes.
    mutating func timeUpdates() {
        var world = DriftWorld(random: SeededRandom(seed: simulation.seed))
        var detector = DriftBaseline.calibrated(slots: 100, watched: 0).detector(&world)
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
        DetectionReport.table(
            "Detector, 24 probes in 8 categories",
            [
                [
                    "ns per slot", fixed(best, 0),
                    report.target("nanoseconds per slot", best, atMost: 20_000, digits: 0),
                ],
                ["ns to encode", fixed(encoding, 0)],
                [
                    "bytes of state", grouped(bytes),
                    report.target("bytes of state", Double(bytes), atMost: 8192, digits: 0),
                ],
            ])
        report.keep(
            "update",
            ["ns_per_slot": .double(best), "ns_to_encode": .double(encoding), "bytes": .int(bytes)])
    }

    /// Time of this process on a core: what other processes take does not count.
    private func cpuNanoseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Prints false alarms and delays.
    mutating func measure() async {
        print(
            "\nSeed \(simulation.seed). Delays in slots of 24 calls. ± is one standard error, (a to b) a 95 % interval."
        )
        print("Runs without a change end at their first alarm or after 35,000 slots.")
        let changes = DriftChange.groups.flatMap { $0 }
        let oracles = await simulation.oracleNullRuns(quick ? 150 : 600, changes)
        let oracleThresholds = oracles.map { DriftARL.threshold($0, wanted: Self.wantedARL) }
        let everybody = await simulation.nullRuns(nulls, .everybody)
        let thresholds = everybody.map { DriftARL.threshold($0, wanted: Self.wantedARL) }
        let short = await showEverybody(thresholds, changes, oracleThresholds)
        showUsual(everybody)
        await falseAlarms(everybody[0], thresholds)
        let own = Array(oracleThresholds.prefix(DriftChange.all.count))
        await duel("Baseline known, change after 50 slots", .known, quiet: 50, own)
        await duel(
            "Learnt over 100 + 1,500 slots", .calibrated(slots: 100, watched: 1_500), quiet: 0, own)
        shortBaseline(short)
        await adaptive(thresholds[0], own)
    }
}
