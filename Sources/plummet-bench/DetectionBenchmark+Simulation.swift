internal import Core
internal import Detection

/// The simulations: every run has a random stream of its own, so that the figures do not depend on the number of cores.
struct DriftSimulation: Sendable {
    let seed: UInt64
    /// Slots after which a run without a change ends.
    static let longestNull = 35_000

    /// Runs without a change: by detector of the field, then by run.
    func nullRuns(
        _ count: Int, _ field: DriftField, _ conditions: DriftConditions = DriftConditions()
    ) async -> [[DriftRecords]] {
        let runs = await concurrently(count) { run in
            let random = SeededRandom(seed: seed).child("null \(field) \(conditions.name) \(run)")
            var world = DriftWorld(random: random, conditions)
            var anchors = field.make(&world)
            var records = [DriftRecords](repeating: DriftRecords(), count: anchors.count)
            for _ in 0..<Self.longestNull {
                world.draw()
                for index in anchors.indices { records[index].note(anchors[index].step(world)) }
            }
            return records
        }
        return (runs.first ?? []).indices.map { anchor in runs.map { $0[anchor] } }
    }

    /// Runs without a change of the oracles: by change, then by run.
    func oracleNullRuns(_ count: Int, _ changes: [DriftChange]) async -> [[DriftRecords]] {
        let runs = await concurrently(count) { run in
            var world = DriftWorld(random: SeededRandom(seed: seed).child("null oracle \(run)"))
            var oracles = changes.map { DriftOracle($0) }
            var records = [DriftRecords](repeating: DriftRecords(), count: oracles.count)
            for _ in 0..<Self.longestNull {
                world.draw()
                for change in records.indices { records[change].note(oracles[change].step(world.scores)) }
            }
            return records
        }
        return changes.indices.map { change in runs.map { $0[change] } }
    }

    /// Who takes part in a race: a detector of the field and its threshold.
    struct Entry: Sendable {
        var anchor: Int
        var threshold: Double
    }

    /// One run of a race over every change.
    struct Run: Sendable {
        /// Whether the entry had alarmed before the change.
        var early: [Bool]
        /// By change, then by entry; the horizon when it was not found.
        var delays: [[Int]]
        /// By change.
        var oracle: [Int]
    }

    /// Delays after `quiet` slots without a change; all on the same calls. Runs that alarmed before go on as if they had not.
    func race(
        _ count: Int, _ field: DriftField, quiet: Int, entries: [Entry], changes: [DriftChange],
        oracleThresholds: [Double], _ conditions: DriftConditions = DriftConditions()
    ) async -> [Run] {
        await concurrently(count) { run in
            let random = SeededRandom(seed: seed).child("race \(field) \(conditions.name) \(quiet) \(run)")
            var world = DriftWorld(random: random, conditions)
            var anchors = field.make(&world)
            var oracles = changes.map { DriftOracle($0) }
            var early = [Bool](repeating: false, count: entries.count)
            for _ in 0..<quiet {
                world.draw()
                for change in oracles.indices { _ = oracles[change].step(world.scores) }
                let values = anchors.indices.map { anchors[$0].step(world) }
                for (index, entry) in entries.enumerated() where values[entry.anchor] >= entry.threshold {
                    early[index] = true
                }
            }
            var result = Run(early: early, delays: [], oracle: [])
            for (index, change) in changes.enumerated() {
                var heat = Heat(
                    world: world, anchors: anchors, oracle: oracles[index], entries: entries, change: change)
                heat.run(oracleThreshold: oracleThresholds[index])
                result.delays.append(heat.delays)
                result.oracle.append(heat.oracleDelay)
            }
            return result
        }
    }

    /// One change in one run.
    private struct Heat {
        var world: DriftWorld
        var anchors: [any DriftAnchor]
        var oracle: DriftOracle
        let entries: [Entry]
        let change: DriftChange
        private(set) var delays: [Int]
        private(set) var oracleDelay: Int

        init(
            world: DriftWorld, anchors: [any DriftAnchor], oracle: DriftOracle, entries: [Entry], change: DriftChange
        ) {
            (self.world, self.anchors, self.oracle, self.entries) = (world, anchors, oracle, entries)
            self.change = change
            delays = [Int](repeating: change.horizon, count: entries.count)
            oracleDelay = change.horizon
        }

        mutating func run(oracleThreshold: Double) {
            var isFound = [Bool](repeating: false, count: entries.count)
            var isOracleFound = false
            for slot in 1..<change.horizon {
                world.draw(change.rates(slot))
                if !isOracleFound, oracle.step(world.scores) >= oracleThreshold {
                    (isOracleFound, oracleDelay) = (true, slot)
                }
                for anchor in anchors.indices
                where entries.indices.contains(where: { entries[$0].anchor == anchor && !isFound[$0] }) {
                    let value = anchors[anchor].step(world)
                    for index in entries.indices
                    where entries[index].anchor == anchor && !isFound[index] && value >= entries[index].threshold {
                        (isFound[index], delays[index]) = (true, slot)
                    }
                }
                if isOracleFound, !isFound.contains(false) { return }
            }
        }
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
