internal import Core
internal import Detection
internal import Glibc

/// A provider asked as `Detector.demand` says: one probe of each category in turn, all of them, or extra calls at once.
struct DriftAdaptive {
    var world: DriftWorld
    var detector: Detector
    /// Calls since the start of watching, and slots.
    private(set) var calls = 0
    private(set) var slots = 0

    init(_ world: DriftWorld, _ detector: Detector) {
        self.world = world
        self.detector = detector
    }

    /// Runs one slot with its extra calls; returns the highest evidence in it.
    mutating func step(_ rates: [Double] = DriftWorld.rates) -> Double {
        slots += 1
        world.draw(rates)
        var slot = world.slot
        if detector.demand == .light {
            slot.calls = slot.calls.indices.filter { $0 % 3 == slots % 3 }.map { world.slot.calls[$0] }
        }
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
    /// Calls per slot in runs without a change, and the delays of every change after 50 slots, paging at `threshold`.
    func adaptive(
        _ count: Int, _ baseline: DriftBaseline, threshold: Double
    ) async -> [(callsPerSlot: Double, alarms: Int, delays: [Int])] {
        await concurrently(count) { run in
            var world = DriftWorld(random: SeededRandom(seed: seed).child("adaptive \(baseline) \(run)"))
            let detector = baseline.detector(&world)
            var quiet = DriftAdaptive(world, detector)
            var alarms = 0
            for _ in 0..<2000 where quiet.step() >= threshold { alarms = 1 }
            var before = DriftAdaptive(world, detector)
            for _ in 0..<50 { _ = before.step() }
            let delays = DriftChange.all.map { change in
                var after = before
                for slot in 1...Self.longestDelay where after.step(change.rates) >= threshold { return slot }
                return Self.longestDelay
            }
            return (Double(quiet.calls) / Double(quiet.slots), alarms, delays)
        }
    }
}
