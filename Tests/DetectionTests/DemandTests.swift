import Core
import Statistics
import Testing

@testable import Detection

/// When extra calls are asked for, and when no more of them.
@Suite struct DemandTests {
    private let nothing = SlotScores(round: 61, calls: [])

    /// A detector in its first slot whose components all stand at a level, from which this slot may still gain.
    private func stirred(to level: Double) -> Detector {
        var suite = SimulatedSuite.small(seed: 12)
        var detector = suite.calibrated(slots: 60)
        _ = detector.step(suite.slot(61))
        for index in detector.watch.components.indices {
            detector.watch.components[index].cusum = ShrunkenCUSUM(
                level: level, relativeLength: 0, ceiling: level + Tuning.slotCap)
        }
        detector.watch.mix()
        return detector
    }

    private func wantsMore(_ detector: Detector) -> Bool {
        if case .burst = detector.demand { true } else { false }
    }

    @Test func `a slot gets at most eight waves, however much is left to be gained, and the next one begins anew`() {
        var detector = stirred(to: 4)
        var waves = 0
        while wantsMore(detector), waves < 20 {
            // What brings no score leaves the evidence where it is.
            _ = detector.burst(nothing)
            waves += 1
        }
        #expect(waves == 8 && detector.demand == .full)
        _ = detector.step(SlotScores(round: 62, calls: []))
        #expect(wantsMore(detector))
    }

    @Test func `while an alert is open every probe is asked once, whatever the evidence says`() {
        var detector = stirred(to: 12)
        #expect(wantsMore(detector))
        _ = detector.burst(nothing)
        #expect(detector.openAlert != nil && detector.demand == .full)
        detector.watch.resetComponents()
        detector.watch.mix()
        #expect(detector.watch.logEvidence == 0 && detector.demand == .full)
    }

    @Test func `nothing more is asked for once the leader has all that a slot may give`() {
        var detector = stirred(to: 4)
        let leader = detector.watch.leader
        detector.watch.components[leader].cusum.ceiling = 4
        #expect(detector.watch.leader == leader && detector.demand == .full)
    }
}
