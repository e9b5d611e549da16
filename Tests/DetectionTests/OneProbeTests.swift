import Core
@testable import Detection
import Statistics
import Testing

/// A series of a single probe.
@Suite struct OneProbeTests {
    private let probe = WatchedProbe(key: "s/p@1", category: "c")

    private func slot(_ round: Int, _ rate: Double, _ random: inout SeededRandom, missed: Int = 0) -> SlotScores {
        let scores = (0..<4).map { _ in random.chance(rate) ? 1.0 : 0 }
        return SlotScores(round: round, calls: [.init(key: probe.key, scores: scores, missed: missed)])
    }

    private func watching(_ random: inout SeededRandom, slots: Int = 60) -> Detector {
        var detector = Detector(probes: [probe], settings: DetectorSettings())
        for round in 1...slots { _ = detector.step(slot(round, 0.8, &random, missed: round % 3)) }
        return detector
    }

    @Test func `a single probe is watched for losses of every size, several for the largest only one by one`() {
        let one = Roster(probes: [probe])
        #expect(one.places.map(\.effect) == [0, 1, 2, 3])
        #expect(one.placesOfAll == 4)
        #expect(abs(one.places.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        let several = Roster(probes: [probe, WatchedProbe(key: "s/q@1", category: "c")])
        #expect(several.places.map(\.effect) == [0, 1, 2, 2, 3, 2, 3])
        #expect(several.placesOfAll == 3)
    }

    @Test func `a probe that hardly ever passes and then never is found soon`() {
        var slots: [Int] = []
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            var detector = Detector(probes: [probe], settings: DetectorSettings(calibrationSlots: 50))
            func ten(_ round: Int, _ rate: Double) -> SlotScores {
                SlotScores(
                    round: round,
                    calls: [.init(key: probe.key, scores: (0..<10).map { _ in random.chance(rate) ? 1 : 0 })])
            }
            for round in 1...100 { _ = detector.step(ten(round, 0.21)) }
            var delay = 0
            while detector.openAlert == nil, delay < 200 {
                delay += 1
                _ = detector.step(ten(100 + delay, 0.05))
            }
            slots.append(delay)
        }
        #expect(slots.reduce(0, +) <= 20 * 22, "\(slots)")
    }

    /// What version 3 of the state wrote of a watch over one probe: three components, none for the largest effect.
    private func thirdVersion(of detector: Detector) -> [UInt8] {
        let watch = detector.watch
        var writer = StateWriter()
        writer.byte(3)
        writer.list(detector.probes) { writer, probe in
            writer.text(probe.key)
            writer.text(probe.category)
        }
        writer.integer(watch.round)
        writer.list(detector.coverage.slots) { writer, slot in
            writer.count(slot.valid)
            writer.count(slot.scheduled)
        }
        writer.byte(1)
        writer.count(watch.slot)
        writer.count(watch.bursts)
        writer.bin(watch.bin)
        for each in watch.baselines { writer.baseline(each) }
        for each in watch.dispersions { writer.dispersion(each) }
        writer.ties(watch.ties)
        for each in watch.components.prefix(3) {
            writer.olderComponent(each, slot: watch.slot, round: watch.round)
        }
        for each in watch.shadows.prefix(3) { writer.cusum(each) }
        for block in [watch.learning.pending, watch.learning.current] {
            for each in block.tallies { writer.tally(each) }
            for each in block.dispersions { writer.dispersion(each) }
            writer.ties(block.ties)
            writer.count(block.slots)
        }
        writer.byte(watch.alert == nil ? 0 : 1)
        if let alert = watch.alert { writer.alert(alert) }
        writer.report(watch.report)
        writer.past(watch.past)
        return writer.bytes
    }

    @Test func `a state from before the largest effect keeps all the rest, and sees that loss from there on`() throws {
        var random = SeededRandom(seed: 3)
        var detector = watching(&random)
        for round in 61...63 { _ = detector.step(slot(round, 0.5, &random)) }
        let read = try Detector(encoded: thirdVersion(of: detector), settings: detector.settings)
        #expect(read.baselines() == detector.baselines() && read.slot == detector.slot)
        #expect(Array(read.watch.components.prefix(3)) == Array(detector.watch.components.prefix(3)))
        #expect(Array(read.watch.shadows.prefix(3)) == Array(detector.watch.shadows.prefix(3)))
        #expect(read.watch.ties == detector.watch.ties && read.watch.past == detector.watch.past)
        #expect(read.watch.report == detector.watch.report)
        #expect(read.watch.components.count == 4 && read.watch.shadows.count == 4)
        #expect(read.watch.components[3].cusum.level == 0 && read.watch.components[3].startSlot == read.watch.slot)
        #expect(try Detector(encoded: read.encoded(), settings: read.settings) == read)
        var going = read
        var slots = 0
        while going.openAlert == nil, slots < 30 {
            slots += 1
            _ = going.step(slot(63 + slots, 0.1, &random))
        }
        #expect(slots < 10, "paged after \(slots) slots")
    }

    @Test func `an open alert of one probe outlasts the change of the state's form`() throws {
        var random = SeededRandom(seed: 8)
        var detector = watching(&random)
        var round = 60
        while detector.openAlert == nil, round < 100 {
            round += 1
            _ = detector.step(slot(round, 0.1, &random))
        }
        let open = try #require(detector.openAlert)
        let read = try Detector(encoded: thirdVersion(of: detector), settings: detector.settings)
        #expect(read.openAlert == open)
    }

    @Test func `a second probe and its end leave one probe with all effects again`() {
        var random = SeededRandom(seed: 5)
        var detector = watching(&random)
        let before = detector
        _ = detector.reconcile(probes: [probe, WatchedProbe(key: "s/q@1", category: "c")])
        #expect(detector.watch.shadows.count == 3 && detector.watch.components.count == 7)
        _ = detector.reconcile(probes: [probe])
        #expect(detector.watch.shadows.count == 4 && detector.watch.components.count == 4)
        #expect(Array(detector.watch.components.prefix(3)) == Array(before.watch.components.prefix(3)))
        #expect(Array(detector.watch.shadows.prefix(3)) == Array(before.watch.shadows.prefix(3)))
    }
}

extension StateWriter {
    /// A component as versions before 4 wrote it.
    mutating func olderComponent(_ component: Component, slot: Int, round: Int) {
        cusum(component.cusum)
        number(component.observed)
        number(component.expected)
        count(slot - component.startSlot)
        integer(round &- component.startRound)
    }
}
