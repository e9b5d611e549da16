import Core
import Detection
import Testing

@Suite struct AlarmBudgetTests {
    @Test(arguments: [1, 2, 7, 200]) func `the parts of all providers and kinds sum to the budget`(providers: Int) {
        let budget = AlarmBudget(perYear: 2.5, providers: providers)
        let sum = Incident.Kind.allCases.reduce(0) { $0 + budget.perProvider($1 as Incident.Kind) * Double(providers) }
        #expect(abs(sum - 2.5) < 1e-12)
        #expect(budget.perProvider(Incident.Kind.outage) == 0 && budget.perProvider(Incident.Kind.blind) == 0)
        let budgeted: [Incident.Kind] = [
            .qualityDegraded, .modelChanged, .behaviourShifted, .inconsistentAnswers, .staleResponse,
        ]
        #expect(AlarmBudget.kinds == budgeted)
    }

    @Test func `a budget is known again from what quality has of it`() {
        let budget = AlarmBudget(perYear: 1, providers: 3)
        let quality = DetectorSettings(falseAlarmsPerYear: budget.perProvider(.quality))
        let again = AlarmBudget(quality: quality, providers: 3)
        #expect(abs(again.perYear - 1) < 1e-12 && again.providers == 3)
        #expect(abs(quality.falseAlarmsPerYear - 0.5 / 3) < 1e-12)
        #expect(abs(budget.perProvider(.qualityDegraded) - 0.2) < 1e-12, "pools have a part of it")
    }

    @Test func `twice the providers cost the logarithm of two in evidence`() {
        func page(_ providers: Int) -> Double {
            DetectorSettings(
                falseAlarmsPerYear: AlarmBudget(perYear: 1, providers: providers).perProvider(.quality)
            ).thresholds.page
        }
        #expect(abs(page(2) - page(1) - 0.693_147_180_559_945) < 1e-9)
        #expect(AlarmBudget(perYear: 1, providers: 0).providers == 1)
    }

    @Test func `series of other kinds have their own part, shared by their number`() {
        let quality = DetectorSettings(falseAlarmsPerYear: 0.5, roundSeconds: 60, calibrationSlots: 33)
        let stale = quality.beside(.staleness, series: 2)
        #expect(abs(stale.falseAlarmsPerYear - 0.05) < 1e-12)
        #expect(stale.roundSeconds == 60 && stale.calibrationSlots == 33)
        #expect(abs(quality.beside(.behaviour).falseAlarmsPerYear - 0.1) < 1e-12)
        #expect(abs(stale.slotsPerFalseAlarm - 525_600 / 0.05) < 1e-3)
    }

    @Test func `what lies on each probe sums to all, and a probe alone in its category carries more`() {
        let probes = (0..<5).map { WatchedProbe(key: "s/p\($0)@1", category: $0 < 4 ? "logic" : "code") }
        let shares = Detector(probes: probes, settings: DetectorSettings()).budgetShares
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        // 0.6 for all five, 0.25 for two categories, 0.15 for five probes.
        for share in shares.prefix(4) { #expect(abs(share - (0.6 / 5 + 0.25 / 2 / 4 + 0.15 / 5)) < 1e-12) }
        #expect(abs(shares[4] - (0.6 / 5 + 0.25 / 2 + 0.15 / 5)) < 1e-12)
    }
}
