import Core
import Testing

@testable import Detection

/// What a calibration assumes, when it is refused, and that it ends all the same.
@Suite struct `A calibration` {
    private let settings = DetectorSettings()

    @Test func `that is good says what it assumed, also after a restart`() throws {
        var suite = SimulatedSuite.large(seed: 21)
        let detector = suite.calibrated(slots: 96)
        guard case .ready(let report) = detector.readiness else {
            Issue.record("\(detector.readiness)")
            return
        }
        #expect(report.isGood && report.refusals == 0, "\(report)")
        #expect(report.slots == 96 && report.hours == 24 && report.readyProbes == 24 && report.waitingProbes == 0)
        #expect(report.fewestCalls == 96 && abs(report.mean - 0.74) < 0.03)
        #expect(report.flakiness > 0.3 && report.flakiness < 0.9 && report.persistence == nil)
        #expect((report.slotsToSee ?? 0) > 2 && (report.slotsToSee ?? 1000) < 12, "\(report)")
        #expect(detector.readiness.words == "learnt from 96 rounds")
        let stored = try Detector(encoded: detector.encoded(), settings: detector.settings)
        #expect(stored.readiness == detector.readiness)
    }

    @Test func `whose scores fall meanwhile is refused, and goes on with its newer half until they are steady`() throws
    {
        var suite = SimulatedSuite.large(seed: 22)
        var detector = Detector(probes: suite.probes, settings: settings)
        for round in 1...24 { _ = detector.step(suite.slot(round, keeping: round <= 12 ? 1 : 0.6)) }
        #expect(detector.readiness == .collecting(slots: 12, of: 24, refused: .drifting))
        #expect(
            detector.readiness.words
                == "learning what is normal: 12 of 24 rounds; the rounds before were refused: scores moved while the baseline was being learnt"
        )
        detector = try Detector(encoded: detector.encoded(), settings: settings)
        #expect(detector.readiness == .collecting(slots: 12, of: 24, refused: .drifting))
        for round in 25...36 { _ = detector.step(suite.slot(round, keeping: 0.6)) }
        guard case .ready(let report) = detector.readiness else {
            Issue.record("\(detector.readiness)")
            return
        }
        #expect(report.refusals == 1 && report.isGood && report.slots == 24)
        #expect(abs(report.mean - 0.74 * 0.6) < 0.06)
    }

    @Test func `is never refused for ever, and then says what is wrong`() {
        var suite = SimulatedSuite.small(seed: 23)
        var detector = Detector(probes: suite.probes, settings: settings)
        var rounds = 0
        while case .collecting = detector.readiness, rounds < 200 {
            rounds += 1
            _ = detector.step(suite.slot(rounds, keeping: 0))
        }
        #expect(rounds == 24 + 3 * 12)
        guard case .ready(let report) = detector.readiness else {
            Issue.record("\(detector.readiness)")
            return
        }
        #expect(report.doubts.contains(.allWrong) && report.refusals == 3 && !report.isGood)
        #expect(detector.readiness.words.contains("no answer was right"))
    }

    @Test func `with fewer than half of the calls scored is refused`() {
        var suite = SimulatedSuite.small(seed: 24)
        var detector = Detector(probes: suite.probes, settings: settings)
        for round in 1...24 {
            var slot = suite.slot(round)
            slot.calls += suite.probes.map { .init(key: $0.key, scores: [], missed: 2) }
            _ = detector.step(slot)
        }
        #expect(detector.readiness == .collecting(slots: 12, of: 24, refused: .fewScored))
    }

    @Test func `of coins alone is accepted with the doubt that nothing would be seen in a day`() {
        var suite = SimulatedSuite([0.3], perCategory: 1, seed: 25)
        let detector = suite.calibrated(slots: 60)
        guard case .ready(let report) = detector.readiness else {
            Issue.record("\(detector.readiness)")
            return
        }
        #expect(report.slotsToSee != nil && report.flakiness > 0.5)
        var slow = detector.settings
        slow.roundSeconds = 4 * 3600
        var again = Detector(probes: suite.probes, settings: slow)
        for round in 1...60 { _ = again.step(suite.slot(round)) }
        guard case .ready(let doubtful) = again.readiness else {
            Issue.record("\(again.readiness)")
            return
        }
        #expect(doubtful.doubts == [.flaky])
    }

    @Test func `without a drift is hardly ever refused, whatever the suite`() {
        var refused = 0
        for seed in UInt64(0)..<200 {
            var suite =
                seed % 2 == 0
                ? SimulatedSuite.small(seed: seed) : SimulatedSuite([0.99, 0.5], perCategory: 1, seed: seed)
            let detector = suite.calibrated(slots: 24)
            if case .collecting = detector.readiness { refused += 1 }
        }
        #expect(refused <= 2, "\(refused) of 200")
    }

    @Test func `of known baselines needs no report`() {
        let probe = WatchedProbe(key: "k", category: "c")
        let detector = Detector(fixed: [(probe, .known(mean: 0.9))], settings: settings)
        #expect(detector.readiness == .unreported && detector.readiness.words == "learnt")
    }

    // What the alert says of how a fall came.

    /// The alert as it stands so many slots after it opened.
    private func alert(after slots: Int, seed: UInt64, _ keeping: (Int) -> Double) throws -> Alert {
        var suite = SimulatedSuite.large(seed: seed)
        var detector = suite.calibrated(slots: 96)
        for round in 97...3000 {
            _ = detector.step(suite.slot(round, keeping: keeping(round)))
            guard let alert = detector.openAlert, detector.slot == alert.openedSlot + slots else { continue }
            let stored = try Detector(encoded: detector.encoded(), settings: detector.settings)
            #expect(stored.openAlert == alert)
            return alert
        }
        throw Missed()
    }

    private struct Missed: Error {}

    @Test(arguments: [UInt64(31), 32, 33]) func `a fall at once is told from one that creeps over days`(seed: UInt64)
        throws
    {
        let sudden = try alert(after: 100, seed: seed) { $0 <= 672 ? 1 : 0.8 }
        #expect(sudden.scope == .all && sudden.isCreeping == false, "seed \(seed)")
        let creeping = try alert(after: 400, seed: seed) { 1 - 0.15 * Double(max(0, $0 - 500)) / 1500 }
        #expect(creeping.scope == .all && creeping.isCreeping == true, "seed \(seed)")
        let early = try alert(after: 0, seed: seed) { $0 <= 150 ? 1 : 0.6 }
        #expect(early.isCreeping == nil)
    }

    // Graded scores, and answers without a score.

    @Test func `of graded scores sees a small loss soon, and unscored answers are neither good nor bad`() throws {
        var suite = SimulatedSuite.small(seed: 41)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings(calibrationSlots: 60))
        for round in 1...300 {
            var slot = suite.gradedSlot(round)
            slot.calls += suite.probes.map { .init(key: $0.key, scores: [], missed: round % 2) }
            _ = detector.step(slot)
            #expect(detector.openAlert == nil, "round \(round)")
        }
        var opened: Int?
        for round in 301...330 where opened == nil {
            var slot = suite.gradedSlot(round)
            slot.calls = slot.calls.map { .init(key: $0.key, scores: $0.scores.map { $0 - 0.1 }) }
            if case .opened = detector.step(slot).alert { opened = round }
        }
        #expect((opened ?? 1000) <= 315, "\(String(describing: opened))")
    }
}
