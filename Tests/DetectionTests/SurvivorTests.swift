import Core
@testable import Detection
import Testing

/// Answers that go missing while the rest looks well.
@Suite struct SurvivorTests {
    private static let quietDays = 192

    @Test func `hard probes that bring no score for two days leave every baseline as it was`() {
        var suite = SimulatedSuite.small(seed: 21)
        var detector = suite.calibrated(slots: 48)
        let hard = Set(suite.rates.filter { $0.rate < 0.8 }.map(\.probe.key))
        let before = detector.watch.baselines
        var round = 48
        for _ in 0..<Self.quietDays {
            round += 1
            var slot = suite.slot(round)
            slot.calls = slot.calls.map { calls in
                hard.contains(calls.key) ? SlotScores.Calls(key: calls.key, scores: [], missed: 1) : calls
            }
            _ = detector.step(slot)
        }
        for (index, probe) in suite.probes.enumerated() where hard.contains(probe.key) {
            #expect(detector.watch.baselines[index].tally == before[index].tally)
            #expect(detector.watch.baselines[index].mean == before[index].mean)
        }
        #expect(detector.watch.baselines != before, "the others learnt")
        for _ in 0..<Self.quietDays {
            round += 1
            _ = detector.step(suite.slot(round))
            #expect(detector.openAlert == nil, "their coming back is no fall")
        }
    }

    /// Half of the wrong answers of every probe time out for two days, and then are wrong answers again.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `wrong answers that go missing for two days do not raise what is expected afterwards`(seed: UInt64) {
        var suite = SimulatedSuite.large(seed: seed)
        var detector = suite.calibrated(slots: 48)
        let before = detector.watch.baselines.map(\.mean)
        var round = 48
        for _ in 0..<2 * Self.quietDays {
            round += 1
            var slot = suite.slot(round)
            slot.calls = slot.calls.map { calls in
                calls.scores == [0] && suite.random.chance(0.5)
                    ? SlotScores.Calls(key: calls.key, scores: [], missed: 1) : calls
            }
            _ = detector.step(slot)
        }
        for (index, baseline) in detector.watch.baselines.enumerated() where suite.rates[index].rate < 0.7 {
            #expect(baseline.mean == before[index], "\(suite.probes[index].key)")
        }
        for _ in 0..<Self.quietDays {
            round += 1
            _ = detector.step(suite.slot(round))
        }
        #expect(detector.openAlert == nil)
    }

    @Test func `few missing answers keep no probe from learning`() {
        var suite = SimulatedSuite.small(seed: 22)
        var detector = suite.calibrated(slots: 48)
        for round in 49...48 + 4 * 96 {
            var slot = suite.slot(round)
            if round % 40 == 0 { slot.calls = slot.calls.map { .init(key: $0.key, scores: [], missed: 1) } }
            if round % 40 == 1 { slot.calls[0] = .init(key: slot.calls[0].key, scores: [], missed: 1) }
            _ = detector.step(slot)
        }
        #expect(detector.watch.baselines.allSatisfy { $0.learnedSlots > 48 + 96 })
    }
}
