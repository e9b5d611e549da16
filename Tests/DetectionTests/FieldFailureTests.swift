import Core
import Detection
import Testing

/// What went wrong in other monitors of language models, each held against this detector. The file that guards each is
/// named; every test fails when that guard is broken.
@Suite struct `Failures of the field` {
    private let seed: UInt64 = 20_260_101

    /// Guard: `Statistics/Betting.swift`, the sign of mean − score.
    @Test func `direction inverted: a fall is a loss, and an improvement never speaks for one`() throws {
        var suite = SimulatedSuite.large(seed: seed)
        let before = suite.calibrated(slots: 60)
        var detector = before
        for round in 61...160 where detector.openAlert == nil { _ = detector.step(suite.slot(round, keeping: 0.7)) }
        let alert = try #require(detector.openAlert, "a fall of three tenths was no alert, seed \(seed)")
        #expect(alert.loss > 0.1 && alert.observed < alert.expected, "seed \(seed)")
        detector = before
        for round in 61...160 {
            let calls = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [1]) }
            let verdict = detector.step(SlotScores(round: round, calls: calls))
            #expect(verdict.logEvidence <= 0 && verdict.level == .none, "round \(round), seed \(seed)")
        }
    }

    /// Guard: `DetectorSettings.thresholds`, ln of the slots in a year.
    @Test func `change points in pure noise: two weeks without a change have none, in 39 of 40 at least`() {
        let slots = 14 * 96
        var found: [Int] = []
        for run in 0..<40 {
            var suite = SimulatedSuite.small(seed: seed + UInt64(run))
            var detector = suite.calibrated(slots: 48)
            for round in 49...slots where detector.openAlert == nil { _ = detector.step(suite.slot(round)) }
            if detector.openAlert != nil { found.append(run) }
        }
        #expect(found.count <= 1, "seed \(seed), runs \(found)")
    }

    /// Guard: `ShrunkenCUSUM.evidence`, the division by 1 + run/baseline.
    @Test func `wrong p-values at small n: twenty slots of baseline keep what the evidence says`() {
        let (runs, slots) = (60, 600)
        var (warnings, pages) = (0, 0)
        for run in 0..<runs {
            var suite = SimulatedSuite.small(seed: seed + 1000 + UInt64(run))
            var detector = suite.calibrated(slots: 20)
            var level = DetectorVerdict.Level.none
            for round in 21..<21 + slots { level = max(level, detector.step(suite.slot(round)).level) }
            if level >= .warn { warnings += 1 }
            if level >= .page { pages += 1 }
        }
        // Said: a warning once a month of 2,920 slots, a page once a year of 35,040.
        #expect(warnings <= runs * slots / 2_920, "\(warnings) of \(runs), seed \(seed)")
        #expect(pages <= 2, "\(pages) of \(runs), seed \(seed)")
    }

    /// Guard: `Watch+Learning.swift`, blocks wait for a quiet one and are dropped with the alert.
    @Test func `a baseline that contains what it judges: nothing after the fall becomes baseline`() throws {
        var suite = SimulatedSuite.large(seed: seed + 2)
        var detector = suite.calibrated(slots: 100)
        for round in 101...300 { _ = detector.step(suite.slot(round)) }
        let before = detector.baselines()
        for round in 301...900 {
            _ = detector.step(suite.slot(round, keeping: 0.85))
            if let alert = detector.openAlert { #expect(alert.openedRound <= 340, "seed \(seed)") }
        }
        #expect(detector.openAlert != nil, "seed \(seed)")
        let after = detector.baselines()
        #expect(after.map(\.calls) == before.map(\.calls), "seed \(seed)")
        #expect(zip(before, after).allSatisfy { $0.mean == $1.mean }, "seed \(seed)")
    }

    /// Guard: `SlotTable.missed`, `Watch.stepShadows` and `Coverage.Total.isBlind`.
    @Test func `failed calls dropped: a dying model does not look better, and soon not healthy`() {
        var suite = SimulatedSuite.large(seed: seed + 3)
        let before = suite.calibrated(slots: 100)
        for (share, opinion) in [(0.25, DetectorVerdict.Opinion.healthy), (0.7, .blind)] {
            var detector = before
            var verdict = detector.verdict
            var (seen, sum) = (0.0, 0.0)
            for round in 101...200 {
                var slot = suite.slot(round)
                slot.calls = slot.calls.map { calls in
                    // Most of what fails would have been wrong; of the rest a share fails as well.
                    let isBad = calls.scores == [0]
                    let isLost = suite.random.chance(isBad ? 0.9 : max(0, share - 0.15))
                    return isLost ? SlotScores.Calls(key: calls.key, scores: [], missed: 1) : calls
                }
                for calls in slot.calls {
                    (seen, sum) = (seen + Double(calls.scores.count), sum + calls.scores.reduce(0, +))
                }
                verdict = detector.step(slot)
            }
            #expect(sum / seen > 0.9, "what is left looks better than the baseline of .74")
            #expect(verdict.logEvidenceIfMissedHadFailed >= verdict.thresholds.page, "share \(share), seed \(seed)")
            #expect(verdict.logEvidence < verdict.thresholds.watch, "a failed call is no bad answer")
            #expect(verdict.opinion == opinion, "share \(share), seed \(seed)")
        }
    }

    /// Guard: `Watch.stepComponents`, scopes without a call do not step, and evidence counts calls, not time.
    @Test func `windows starved by busy hours: evidence waits for answers and neither fades nor grows meanwhile`()
        throws
    {
        var suite = SimulatedSuite.large(seed: seed + 4)
        let before = suite.calibrated(slots: 100)
        let falling = (0..<40).map { suite.slot(101 + $0, keeping: 0.8) }
        let starved = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [], missed: 1) }
        var (steady, busy) = (before, before)
        for (index, slot) in falling.enumerated() {
            let expected = steady.step(slot)
            #expect(busy.step(slot).logEvidence == expected.logEvidence, "slot \(index), seed \(seed)")
            for _ in 0..<5 {
                #expect(
                    busy.step(SlotScores(round: slot.round, calls: starved)).logEvidence == expected.logEvidence,
                    "slot \(index), seed \(seed)")
            }
        }
        #expect(steady.openAlert != nil && busy.openAlert?.scope == steady.openAlert?.scope, "seed \(seed)")
        #expect(busy.openAlert?.loss == steady.openAlert?.loss)
    }

    /// Guard: `Watch.isQuiet` and `Tuning.mostLearnedSlots`: what is suspect is not learnt, and learning ends.
    @Test func `a rolling baseline forgets slow drift: ten points within three weeks are found before they are lost`()
        throws
    {
        for run in UInt64(0)..<6 {
            var suite = SimulatedSuite.large(seed: seed + 10 + run)
            var detector = suite.calibrated(slots: 100)
            for round in 101...1_500 { _ = detector.step(suite.slot(round)) }
            let start = detector.baselines().reduce(0) { $0 + $1.mean } / 24
            for round in 1_501...3_500 where detector.openAlert == nil {
                _ = detector.step(suite.slot(round, keeping: 1 - 0.135 * Double(round - 1_500) / 2_000))
            }
            let alert = try #require(detector.openAlert, "seed \(seed), run \(run)")
            #expect((1_501...2_700).contains(alert.openedRound), "seed \(seed), run \(run): \(alert.openedRound)")
            let end = detector.baselines().reduce(0) { $0 + $1.mean } / 24
            #expect(start - end < 0.01, "the baseline went along: \(start) to \(end)")
        }
    }
}
