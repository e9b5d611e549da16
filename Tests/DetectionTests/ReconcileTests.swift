import Core
@testable import Detection
import Testing

@Suite struct ReconcileTests {
    private let newcomer = WatchedProbe(key: "new/probe@ffffffffffffffff", category: "category1")

    @Test func `the same probes in another order change nothing`() {
        var suite = SimulatedSuite.small(seed: 1)
        var detector = suite.calibrated(slots: 40)
        let before = detector
        let outcome = detector.reconcile(probes: suite.probes.reversed() + suite.probes)
        #expect(outcome == Reconciliation(added: [], removed: [], withdrawn: nil))
        #expect(detector == before)
    }

    @Test func `a new probe takes part after twenty quiet calls of its own`() {
        var suite = SimulatedSuite.small(seed: 2)
        var detector = suite.calibrated(slots: 100)
        #expect(detector.reconcile(probes: suite.probes + [newcomer]).added == [newcomer.key])
        var quiet = 0
        for round in 101...160 {
            let standing = detector.baselines().first { $0.probe == newcomer }?.standing
            #expect(standing == (quiet < 20 ? .collecting(calls: quiet, of: 20) : .learning), "round \(round)")
            var slot = suite.slot(round)
            slot.calls.append(.init(key: newcomer.key, scores: [1]))
            if detector.step(slot).logEvidence < 1.5 { quiet += 1 }
        }
        #expect(quiet > 20)
        for round in 161...180 {
            var slot = suite.slot(round)
            slot.calls.append(.init(key: newcomer.key, scores: [0]))
            _ = detector.step(slot)
        }
        #expect(detector.finding().scope == .probe(newcomer.key))
        #expect(detector.verdict.level >= .watch)
    }

    @Test func `while a new probe collects its calls its scores are no evidence`() {
        var suite = SimulatedSuite.small(seed: 3)
        var detector = suite.calibrated(slots: 100)
        var other = detector
        _ = detector.reconcile(probes: suite.probes + [newcomer])
        _ = other.reconcile(probes: suite.probes + [newcomer])
        for round in 101...119 {
            var slot = suite.slot(round)
            slot.calls.append(.init(key: newcomer.key, scores: [0]))
            let first = detector.step(slot)
            slot.calls[slot.calls.count - 1] = .init(key: newcomer.key, scores: [1])
            #expect(first.logEvidence == other.step(slot).logEvidence)
        }
    }

    @Test func `nothing is learnt of a new probe while an alert is open`() throws {
        var suite = SimulatedSuite.large(seed: 4)
        var detector = suite.calibrated(slots: 100)
        for round in 101...120 { _ = detector.step(suite.slot(round, keeping: 0.5)) }
        #expect(detector.openAlert != nil)
        _ = detector.reconcile(probes: suite.probes + [newcomer])
        #expect(detector.openAlert != nil)
        for round in 121...150 {
            var slot = suite.slot(round, keeping: 0.5)
            slot.calls.append(.init(key: newcomer.key, scores: [0]))
            _ = detector.step(slot)
        }
        #expect(detector.baselines().first { $0.probe == newcomer }?.calls == 0)
    }

    @Test func `removing a probe keeps the evidence of the rest`() {
        var suite = SimulatedSuite.large(seed: 5)
        var detector = suite.calibrated(slots: 100)
        for round in 101...112 { _ = detector.step(suite.slot(round, keeping: 0.8) { $0.category == "category1" }) }
        let before = detector.comparisons()
        let gone = suite.probes[20]
        let outcome = detector.reconcile(probes: suite.probes.filter { $0 != gone })
        #expect(outcome.removed == [gone.key] && outcome.added.isEmpty)
        #expect(detector.comparisons() == before.filter { $0.probe != gone })
        #expect(detector.probes.count == 23)
        let shares = detector.attribution()
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
        #expect(!shares.contains { $0.scope == .probe(gone.key) })
    }

    @Test func `an alert on a scope that goes is withdrawn, one on all stays`() throws {
        for category in ["category2", nil] {
            var suite = SimulatedSuite.large(seed: 6)
            var detector = suite.calibrated(slots: 100)
            for round in 101...160 where detector.openAlert == nil {
                _ = detector.step(suite.slot(round, keeping: 0.2) { category == nil || $0.category == category })
            }
            let alert = try #require(detector.openAlert)
            #expect(alert.scope == category.map(Scope.category) ?? .all)
            let outcome = detector.reconcile(probes: suite.probes.filter { $0.category != "category2" })
            #expect(outcome.removed.count == 3)
            #expect(outcome.withdrawn == (category == nil ? nil : alert))
            #expect(detector.openAlert == (category == nil ? alert : nil))
        }
    }

    @Test func `what was seen before an alert was withdrawn is not learnt`() throws {
        var suite = SimulatedSuite.large(seed: 13)
        var detector = suite.calibrated(slots: 100)
        for round in 101...205 {
            _ = detector.step(suite.slot(round, keeping: round < 190 ? 1 : 0.1) { $0.category == "category2" })
        }
        #expect(detector.openAlert?.scope == .category("category2"))
        #expect(detector.watch.learning.pending.slots == 96)
        let outcome = detector.reconcile(probes: suite.probes.filter { $0.category != "category2" })
        #expect(outcome.withdrawn != nil)
        #expect(detector.watch.learning.pending.slots == 0 && detector.watch.learning.current.slots == 0)
    }

    @Test func `a changed version is another probe`() {
        var suite = SimulatedSuite.small(seed: 7)
        var detector = suite.calibrated(slots: 40)
        var probes = suite.probes
        probes[3].key += "0"
        let outcome = detector.reconcile(probes: probes)
        #expect(outcome == Reconciliation(added: [probes[3].key], removed: [suite.probes[3].key], withdrawn: nil))
        #expect(detector.baselines()[3].calls == 0)
        #expect(detector.baselines()[2].calls == 40)
    }

    @Test func `when no probe stays calibration begins anew`() {
        var suite = SimulatedSuite.small(seed: 8)
        var detector = suite.calibrated(slots: 40)
        _ = detector.reconcile(probes: [newcomer])
        #expect(detector.verdict.phase == .calibrating(slots: 0, of: 40))
        for round in 41...80 {
            _ = detector.step(SlotScores(round: round, calls: [.init(key: newcomer.key, scores: [1])]))
        }
        #expect(detector.verdict.phase == .watching)
    }

    @Test func `probes may change during calibration`() {
        var suite = SimulatedSuite.small(seed: 9)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...20 { _ = detector.step(suite.slot(round)) }
        _ = detector.reconcile(probes: suite.probes.dropFirst() + [newcomer])
        #expect(detector.verdict.phase == .calibrating(slots: 20, of: 24))
        for round in 21...24 {
            var slot = suite.slot(round)
            slot.calls.append(.init(key: newcomer.key, scores: [1]))
            _ = detector.step(slot)
        }
        #expect(detector.verdict.phase == .watching)
        let standings = detector.baselines().map(\.standing)
        #expect(
            standings == [
                .learning, .learning, .learning, .learning, .learning, .learning, .learning,
                .collecting(calls: 4, of: 20),
            ])
    }

    @Test func `the series may end up without probes and come back`() {
        var suite = SimulatedSuite.small(seed: 10)
        var detector = suite.calibrated(slots: 40)
        #expect(detector.reconcile(probes: []).removed.count == 8)
        #expect(detector.step(SlotScores(round: 41, calls: [])).finding == nil)
        #expect(detector.reconcile(probes: suite.probes).added.count == 8)
        #expect(detector.step(suite.slot(42)).phase == .calibrating(slots: 1, of: 40))
    }

    @Test func `accepting a new normal ends the alert and stays silent afterwards`() throws {
        var suite = SimulatedSuite.large(seed: 11)
        var detector = suite.calibrated(slots: 100)
        var since: [SlotScores] = []
        for round in 101...140 {
            let slot = suite.slot(round, keeping: 0.6)
            since.append(slot)
            _ = detector.step(slot)
        }
        let alert = try #require(detector.openAlert)
        #expect(detector.rebaseline(keys: suite.probes.map(\.key), from: since) == detector.openAlert ?? alert)
        #expect(detector.openAlert == nil)
        for round in 141...300 {
            _ = detector.step(suite.slot(round, keeping: 0.6))
            #expect(detector.openAlert == nil, "round \(round)")
        }
        for round in 301...330 { _ = detector.step(suite.slot(round, keeping: 0.3)) }
        #expect(detector.openAlert != nil)
    }

    @Test func `accepting one probe leaves an alert elsewhere alone`() throws {
        var suite = SimulatedSuite.large(seed: 12)
        var detector = suite.calibrated(slots: 100)
        for round in 101...160 where detector.openAlert == nil {
            _ = detector.step(suite.slot(round, keeping: 0.1) { $0.category == "category2" })
        }
        let alert = try #require(detector.openAlert)
        #expect(alert.scope == .category("category2"))
        #expect(detector.rebaseline(keys: [suite.probes[0].key], from: []) == nil)
        #expect(detector.openAlert == alert)
        #expect(detector.baselines()[0].standing == .collecting(calls: 0, of: 20))
        #expect(detector.rebaseline(keys: ["unknown"], from: []) == nil)
    }
}
