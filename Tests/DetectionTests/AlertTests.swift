import Core
@testable import Detection
import Testing

@Suite struct AlertTests {
    @Test func `a loss opens one alert, stays open while it lasts, and resolves after recovery`() throws {
        var suite = SimulatedSuite.large(seed: 7)
        var detector = suite.calibrated(slots: 100)
        var changes: [String] = []
        var opened: Alert?, resolved: Alert?
        for round in 101...320 {
            let verdict = detector.step(suite.slot(round, keeping: (150..<250).contains(round) ? 0.7 : 1))
            switch verdict.alert {
            case .none: #expect(detector.openAlert == nil)
            case .opened(let alert):
                changes.append("opened")
                opened = alert
                #expect(verdict.level >= .page)
            case .stillOpen:
                #expect(verdict.opinion == .degraded)
                #expect(verdict.finding != nil)
            case .resolved(let alert):
                changes.append("resolved")
                resolved = alert
                #expect(verdict.logEvidence == 0)
                #expect(verdict.level == .none)
            }
        }
        #expect(changes == ["opened", "resolved"])
        let alert = try #require(opened)
        #expect(alert.scope == .all)
        #expect((150...158).contains(alert.openedRound))
        #expect((148...154).contains(alert.startRound))
        #expect((0.2...0.5).contains(alert.loss))
        let end = try #require(resolved)
        #expect(try (251...270).contains(#require(end.resolvedRound)))
        #expect(end.openedRound == alert.openedRound && end.peakLogEvidence >= alert.logEvidence)
        #expect(end.recoveryProgress == 1)
        #expect(detector.verdict.opinion == .healthy)
    }

    @Test func `a loss in one category is attributed to it, and one in one probe to that probe`() throws {
        for target in [Scope.category("category2"), .probe("category0/probe01@0123456789abcdef")] {
            var suite = SimulatedSuite.large(seed: 8)
            var detector = suite.calibrated(slots: 150)
            var found: (alert: Alert, finding: Finding)?
            for round in 151...250 where found == nil {
                let verdict = detector.step(
                    suite.slot(round, keeping: 0.3) { probe in
                        target == .category(probe.category) || target == .probe(probe.key)
                    })
                if case .opened(let alert) = verdict.alert { found = (alert, try #require(verdict.finding)) }
            }
            let (alert, finding) = try #require(found)
            #expect(alert.scope == target)
            #expect(finding.attribution.first?.scope == target)
            let shares = finding.attribution.map(\.share)
            #expect(shares == shares.sorted(by: >))
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
            let worst = try #require(finding.probes.max { $0.logEvidence < $1.logEvidence })
            #expect(target == .category(worst.probe.category) || target == .probe(worst.probe.key))
            #expect(worst.observed < worst.expected)
        }
    }

    @Test func `an improvement never alarms`() {
        for seed in UInt64(0)..<4 {
            var suite = SimulatedSuite.small(seed: seed)
            var detector = suite.calibrated(slots: 60)
            for round in 61...400 {
                let calls = suite.probes.map { SlotScores.Calls(key: $0.key, scores: [1]) }
                let verdict = detector.step(SlotScores(round: round, calls: calls))
                #expect(verdict.level == .none, "seed \(seed), round \(round)")
            }
            #expect(detector.verdict.logEvidence < 0)
        }
    }

    @Test func `without a change no stream alarms, and a real loss is found within few slots`() {
        var delays: [Int] = []
        for seed in UInt64(100)..<140 {
            var suite = SimulatedSuite.small(seed: seed)
            var detector = suite.calibrated(slots: 60)
            for round in 61...160 {
                _ = detector.step(suite.slot(round))
                #expect(detector.openAlert == nil, "false alarm, seed \(seed), round \(round)")
            }
            for round in 161...260 where detector.openAlert == nil {
                _ = detector.step(suite.slot(round, keeping: 0.6))
            }
            delays.append((detector.openAlert?.openedRound ?? 260) - 160)
        }
        #expect(delays.reduce(0, +) < 12 * delays.count, "mean delay \(delays)")
        #expect((delays.max() ?? 0) < 60, "\(delays)")
    }

    @Test func `one slot alone cannot raise an alert, however many extra calls it has`() {
        var suite = SimulatedSuite.large(seed: 9)
        var detector = suite.calibrated(slots: 200)
        _ = detector.step(suite.slot(201, keeping: 0))
        for _ in 0..<20 {
            let verdict = detector.burst(suite.slot(201, keeping: 0))
            #expect(verdict.level < .page)
        }
    }

    @Test func `extra calls never become baseline`() {
        var suite = SimulatedSuite.small(seed: 10)
        var detector = suite.calibrated(slots: 30)
        for round in 31...400 {
            _ = detector.step(suite.slot(round))
            _ = detector.burst(
                SlotScores(round: round, calls: suite.probes.map { .init(key: $0.key, scores: [1, 1]) }))
        }
        #expect(detector.baselines().allSatisfy { $0.calls == 30 + 2 * 96 })
        #expect(detector.baselines().allSatisfy { $0.mean < 0.999 })
    }

    @Test func `a stricter budget and shorter rounds raise the threshold by their logarithm`() {
        let usual = DetectorSettings().thresholds
        #expect(abs(usual.page - 10.464245545) < 1e-8 && abs(usual.warn - 7.979338895) < 1e-8)
        #expect(abs(usual.critical - usual.page - 2.302585093) < 1e-8 && usual.watch == 2)
        let strict = DetectorSettings(falseAlarmsPerYear: 0.5, roundSeconds: 450).thresholds
        #expect(abs(strict.page - usual.page - 1.386294361) < 1e-8)
        let weekly = DetectorSettings(roundSeconds: 7 * 86_400).thresholds
        #expect(weekly.watch <= weekly.warn && weekly.warn < weekly.page)
    }

    @Test func `evidence is told as the time between false alarms`() {
        #expect(abs(DetectorSettings().falseAlarmYears(logEvidence: DetectorSettings().thresholds.page) - 1) < 1e-12)
        let spans = [1e-9, 0.0005, 0.02, 0.5, 1, 2.34, 12, 1234.5, 1e9].map(spanForPeople)
        #expect(
            spans == [
                "1 hour", "4 hours", "7 days", "6 months", "1.0 years", "2.3 years", "12 years", "1,235 years",
                "a million years",
            ])
    }

    @Test func `the change point of a finding is recomputed from stored slots`() throws {
        var suite = SimulatedSuite.large(seed: 11)
        var detector = suite.calibrated(slots: 200)
        var history: [SlotScores] = []
        for round in 201...320 where detector.openAlert == nil {
            history.append(suite.slot(round, keeping: round < 260 ? 1 : 0.85))
            _ = detector.step(history[history.count - 1])
        }
        let alert = try #require(detector.openAlert)
        let estimate = try #require(detector.changePoint(scope: alert.scope, effect: alert.effect, slots: history))
        #expect(abs(estimate.likeliest - 260) <= 6)
        #expect(estimate.interval.contains(260))
        #expect(abs(estimate.posterior.reduce(0, +) - 1) < 1e-9)
        #expect(detector.changePoint(scope: .all, effect: 0.1, slots: []) == nil)
        #expect(detector.increments(scope: .category("none"), effect: 0.1, slots: history).allSatisfy { $0 == 0 })
    }

    @Test func `extra calls are wanted as in the vector`() throws {
        let wanted = try #require(try Vectors("08_bursts").json["wanted"])
        for name in ["01_binary", "03_missing_burst", "05_alert_recovery"] {
            let vectors = try Vectors(name)
            var detector = try vectors.calibrated()
            for (index, step) in try vectors.steps.enumerated() {
                _ = step.isBurst ? detector.burst(step.slot) : detector.step(step.slot)
                guard let expected = wanted[name]?[index], let members = expected.members else { continue }
                var extras: [Demand.Extra] = []
                if case .burst(let asked) = detector.demand { extras = asked }
                #expect(
                    extras == members.map { .init(key: $0.key, calls: $0.value.int ?? 0) }, "\(name), step \(index)")
            }
        }
    }

    @Test func `the demand grows with the evidence and bursts end`() {
        var suite = SimulatedSuite.small(seed: 12)
        var detector = suite.calibrated(slots: 200)
        #expect(Detector(probes: suite.probes, settings: DetectorSettings()).demand == .full)
        for round in 201...230 { _ = detector.step(suite.slot(round)) }
        while detector.verdict.logEvidence >= 0.7 { _ = detector.step(suite.slot(231)) }
        #expect(detector.demand == .light)
        var round = 232
        while detector.openAlert == nil, round < 300 {
            _ = detector.step(suite.slot(round, keeping: 0.5))
            var bursts = 0
            while case .burst(let extras) = detector.demand {
                #expect(!extras.isEmpty && extras.allSatisfy { $0.calls > 0 })
                let calls = suite.slot(round, keeping: 0.5).calls.filter { call in
                    extras.contains { $0.key == call.key }
                }
                _ = detector.burst(SlotScores(round: round, calls: calls))
                bursts += 1
            }
            #expect(bursts <= 8)
            round += 1
        }
        #expect(detector.openAlert != nil)
        #expect(detector.demand == .full)
    }
}
