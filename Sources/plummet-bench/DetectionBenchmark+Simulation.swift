internal import Core
internal import Detection

/// The simulations: every run has a random stream of its own, so that the figures do not depend on the number of cores.
struct DriftSimulation: Sendable {
    let seed: UInt64
    /// Slots after which a run without a change ends, and after which a change counts as detected late.
    static let longestNull = 35_000
    static let longestDelay = 2_000

    /// Runs without a change of the detector.
    func nullRuns(_ count: Int, _ baseline: DriftBaseline, logitDeviation: Double) async -> [DriftRecords] {
        await concurrently(count) { run in
            let random = SeededRandom(seed: seed).child("null \(baseline) \(logitDeviation) \(run)")
            var world = DriftWorld(random: random, logitDeviation: logitDeviation)
            var detector = baseline.detector(&world)
            var records = DriftRecords()
            for _ in 0..<Self.longestNull {
                world.draw()
                records.note(detector.step(world.slot).logEvidence)
            }
            return records
        }
    }

    /// Runs without a change of the oracles: by run, then by change.
    func oracleNullRuns(_ count: Int) async -> [[DriftRecords]] {
        await concurrently(count) { run in
            var world = DriftWorld(random: SeededRandom(seed: seed).child("null oracle \(run)"))
            var oracles = DriftOracles()
            var records = [DriftRecords](repeating: DriftRecords(), count: oracles.levels.count)
            for _ in 0..<Self.longestNull {
                world.draw()
                oracles.step(world.passed)
                for change in records.indices { records[change].note(oracles.levels[change]) }
            }
            return records
        }
    }

    /// Delays of one run by change, of the detector and of the oracle on the same calls; nil where either alarmed
    /// before.
    struct Delays: Sendable {
        var detector: [Int?]
        var oracle: [Int?]
    }

    /// Delays after `quiet` slots without a change.
    func delays(
        _ count: Int, _ baseline: DriftBaseline, quiet: Int, threshold: Double, oracleThresholds: [Double]
    ) async -> [Delays] {
        await concurrently(count) { run in
            var world = DriftWorld(random: SeededRandom(seed: seed).child("delay \(baseline) \(quiet) \(run)"))
            var detector = baseline.detector(&world)
            var oracles = DriftOracles()
            var alarmed = false
            var oracleAlarmed = [Bool](repeating: false, count: oracleThresholds.count)
            for _ in 0..<quiet {
                world.draw()
                oracles.step(world.passed)
                if detector.step(world.slot).logEvidence >= threshold { alarmed = true }
                for change in oracleThresholds.indices where oracles.levels[change] >= oracleThresholds[change] {
                    oracleAlarmed[change] = true
                }
            }
            var delays = Delays(detector: [], oracle: [])
            for change in DriftChange.all.indices {
                let race = Self.race(
                    world, detector, oracles, change, threshold: threshold, oracleThreshold: oracleThresholds[change])
                delays.detector.append(alarmed ? nil : race.detector)
                delays.oracle.append(oracleAlarmed[change] ? nil : race.oracle)
            }
            return delays
        }
    }

    private static func race(
        _ before: DriftWorld, _ detectorBefore: Detector, _ oraclesBefore: DriftOracles, _ change: Int,
        threshold: Double,
        oracleThreshold: Double
    ) -> (detector: Int, oracle: Int) {
        var (world, detector, oracles) = (before, detectorBefore, oraclesBefore)
        var (found, oracleFound): (Int?, Int?)
        for slot in 1...longestDelay where found == nil || oracleFound == nil {
            world.draw(DriftChange.all[change].rates)
            if oracleFound == nil {
                oracles.step(change, world.passed)
                if oracles.levels[change] >= oracleThreshold { oracleFound = slot }
            }
            if found == nil, detector.step(world.slot).logEvidence >= threshold { found = slot }
        }
        return (found ?? longestDelay, oracleFound ?? longestDelay)
    }

    /// The results of so many runs, in their order, on all cores.
    func concurrently<Result: Sendable>(
        _ count: Int, _ run: @escaping @Sendable (Int) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            for index in 0..<count { group.addTask { (index, run(index)) } }
            var results = [Result?](repeating: nil, count: count)
            for await (index, result) in group { results[index] = result }
            return results.compactMap { $0 }
        }
    }
}
