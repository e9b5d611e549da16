internal import Core
internal import Detection

/// A provider asked as `Detector.demand` says: one probe of each category in turn, all of them, or extra calls at once.
struct DriftAdaptive: Sendable {
    var world: DriftWorld
    var detector: Detector
    /// Calls and slots since the start of watching.
    private(set) var calls = 0
    private(set) var slots = 0

    init(_ world: DriftWorld, _ detector: Detector) {
        self.world = world
        self.detector = detector
    }

    /// Runs one slot with its extra calls; returns the highest evidence in it.
    mutating func step(_ rates: [Double] = DriftWorld.rates) -> Double {
        slots += 1
        let isLight = detector.demand == .light
        world.draw(rates)
        var slot = world.slot
        if isLight { slot.calls = slot.calls.indices.filter { $0 % 3 == slots % 3 }.map { world.slot.calls[$0] } }
        calls += slot.calls.count
        var highest = detector.step(slot).logEvidence
        while case .burst(let extras) = detector.demand {
            let more = world.extra(extras, rates)
            calls += more.scheduled
            highest = max(highest, detector.burst(more).logEvidence)
        }
        return highest
    }
}

extension DriftSimulation {
    /// Runs of adaptive sampling without a change, and the calls that they took.
    func adaptiveNullRuns(
        _ count: Int, slots: Int, _ baseline: DriftBaseline, _ conditions: DriftConditions
    ) async -> [(records: DriftRecords, calls: Int)] {
        await concurrently(count) { run in
            let random = SeededRandom(seed: seed).child("adaptive null \(baseline) \(conditions.name) \(run)")
            var world = DriftWorld(random: random, conditions)
            let detector = baseline.detector(&world)
            var provider = DriftAdaptive(world, detector)
            var records = DriftRecords()
            for _ in 0..<slots { records.note(provider.step()) }
            return (records, provider.calls)
        }
    }

    /// By run, then by change: slots and calls from the change until the page, after 50 slots without.
    func adaptiveDelays(
        _ count: Int, _ baseline: DriftBaseline, threshold: Double, changes: [DriftChange]
    ) async -> [[(delay: Int, calls: Int)]] {
        await concurrently(count) { run in
            var world = DriftWorld(random: SeededRandom(seed: seed).child("adaptive \(baseline) \(run)"))
            let detector = baseline.detector(&world)
            var before = DriftAdaptive(world, detector)
            for _ in 0..<50 { _ = before.step() }
            return changes.map { change in
                var after = before
                for slot in 1..<change.horizon where after.step(change.rates(slot)) >= threshold {
                    return (slot, after.calls - before.calls)
                }
                return (change.horizon, after.calls - before.calls)
            }
        }
    }
}
