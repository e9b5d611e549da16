import Core
import Detection
import Testing

@Suite struct LifeTests {
    @Test func `calibration tells its progress and ends after the configured slots`() {
        var suite = SimulatedSuite.small(seed: 1)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...23 {
            let verdict = detector.step(suite.slot(round))
            #expect(verdict.phase == .calibrating(slots: round, of: 24))
            #expect(verdict.opinion == .calibrating)
            #expect(verdict.logEvidence == 0)
        }
        #expect(detector.step(suite.slot(24)).phase == .watching)
        #expect(detector.step(suite.slot(25)).opinion == .healthy)
        #expect(detector.slot == 1)
    }

    @Test func `calibration waits for a probe with twenty calls`() {
        var suite = SimulatedSuite.small(seed: 2)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 0..<39 {
            var slot = suite.slot(round)
            slot.calls = slot.calls.enumerated().filter { $0.offset % 2 == round % 2 }.map(\.element)
            #expect(detector.step(slot).phase == (round < 38 ? .calibrating(slots: round + 1, of: 24) : .watching))
        }
    }

    @Test func `slots without any score do not count as calibration`() {
        let suite = SimulatedSuite.small(seed: 3)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...50 {
            let calls = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [], missed: 1) }
            #expect(detector.step(SlotScores(round: round, calls: calls)).phase == .calibrating(slots: 0, of: 24))
        }
        #expect(detector.verdict.opinion == .blind)
    }

    @Test func `the order of probes and calls changes nothing`() {
        for seed in UInt64(0)..<5 {
            var suite = SimulatedSuite.small(seed: seed)
            var random = SeededRandom(seed: seed)
            var detector = Detector(probes: suite.probes, settings: DetectorSettings())
            var shuffled = Detector(probes: suite.probes.shuffled(using: &random), settings: DetectorSettings())
            for round in 1...150 {
                var slot = suite.roughSlot(round, keeping: round < 100 ? 1 : 0.5)
                let verdict = detector.step(slot)
                slot.calls.shuffle(using: &random)
                #expect(verdict == shuffled.step(slot), "seed \(seed), round \(round)")
            }
            #expect(detector.encoded() == shuffled.encoded(), "seed \(seed)")
        }
    }

    @Test func `a missing call never counts as a bad answer`() {
        for seed in UInt64(10)..<13 {
            var suite = SimulatedSuite.small(seed: seed)
            var detector = suite.calibrated(slots: 30)
            var burdened = detector
            for round in 31...130 {
                let slot = suite.slot(round)
                let plain = detector.step(slot)
                let calls = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [], missed: 3) }
                let failing = burdened.step(SlotScores(round: round, calls: slot.calls + calls))
                #expect(failing.logEvidence == plain.logEvidence, "seed \(seed), round \(round)")
                #expect(failing.alert == plain.alert)
                #expect(failing.logEvidenceIfMissedHadFailed > failing.logEvidence)
                #expect(plain.logEvidenceIfMissedHadFailed == plain.logEvidence)
            }
            #expect(burdened.verdict.logEvidenceIfMissedHadFailed > 5)
            #expect(burdened.baselines() == detector.baselines())
        }
    }

    @Test func `a slot without any answer moves no evidence`() {
        var suite = SimulatedSuite.small(seed: 20)
        var detector = suite.calibrated(slots: 30)
        for round in 31...60 { _ = detector.step(suite.slot(round, keeping: 0.8)) }
        let before = detector.verdict
        for round in 61...160 {
            let calls = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [], missed: 1) }
            let verdict = detector.step(SlotScores(round: round, calls: calls))
            #expect(verdict.logEvidence == before.logEvidence)
        }
        #expect(detector.verdict.coverage.isBlind)
    }

    @Test func `fewer than half of the scheduled calls answered is blind and never healthy`() {
        var suite = SimulatedSuite.small(seed: 30)
        var detector = suite.calibrated(slots: 30)
        var firstBlind: Int?
        for round in 31...200 {
            var slot = suite.slot(round)
            slot.calls = slot.calls.map { SlotScores.Calls(key: $0.key, scores: [], missed: 1) }
            let verdict = detector.step(slot)
            #expect(verdict.opinion == (verdict.coverage.isBlind ? .blind : .healthy))
            if verdict.coverage.isBlind { firstBlind = firstBlind ?? round }
        }
        #expect(firstBlind == 61)
        for round in 201...260 { _ = detector.step(suite.slot(round)) }
        #expect(detector.verdict.opinion == .healthy)
    }

    @Test func `scores outside their range are moved to it and what is no number counts as missed`() {
        let calls = SlotScores.Calls(key: "k", scores: [1.5, .nan, -2, .infinity], missed: 1)
        #expect(calls.scores == [0, 1, 1])
        #expect(calls.missed == 2)
        let slot = SlotScores(round: 0, calls: [calls, calls])
        #expect(slot.valid == 6 && slot.scheduled == 10)
    }

    @Test func `fixed baselines never move`() {
        var suite = SimulatedSuite.small(seed: 40)
        let fixed = suite.rates.map { (probe: $0.probe, baseline: FixedBaseline.known(mean: $0.rate)) }
        var detector = Detector(fixed: fixed, settings: DetectorSettings())
        let before = detector.baselines()
        for round in 1...400 { _ = detector.step(suite.slot(round, keeping: 0.95)) }
        #expect(detector.baselines() == before)
        #expect(before.allSatisfy { $0.standing == .frozen && $0.calls == .max })
    }

    @Test func `baselines learn up to their limit and stay there`() {
        var suite = SimulatedSuite.small(seed: 50)
        var detector = suite.calibrated(slots: 100)
        for round in 101...700 { _ = detector.step(suite.slot(round)) }
        #expect(detector.baselines().allSatisfy { $0.calls == 100 + 5 * 96 && $0.standing == .learning })
        for round in 701...2600 { _ = detector.step(suite.slot(round)) }
        #expect(detector.baselines().allSatisfy { $0.calls == 2020 && $0.standing == .frozen })
    }
}
