internal import Core
internal import Detection

extension DetectionBenchmark {
    /// plummet against the oracles, calibrated by runs without a change of the very same kind.
    mutating func duel(
        _ title: String, _ baseline: DriftBaseline, quiet: Int, _ oracleThresholds: [Double]
    ) async {
        let field = DriftField.plummet(baseline)
        let threshold = DriftARL.threshold(await simulation.nullRuns(nulls, field)[0], wanted: Self.wantedARL)
        let runs = await simulation.race(
            duels, field, quiet: quiet, entries: [.init(anchor: 0, threshold: threshold)], changes: DriftChange.all,
            oracleThresholds: oracleThresholds)
        let standings = DriftStandings(runs: runs, changes: DriftChange.all)
        var rows = [["change", "oracle", "plummet", "95th percentile", "ratio", "at most", ""]]
        let limits: [Double?] = [1.3, 1.15, 1.15, nil, 1.65, 1.65, 1.65]
        for (index, change) in DriftChange.all.enumerated() {
            let (own, oracle) = (standings.delay(index, 0), standings.oracle(index))
            let ratio = standings.ratio(index, 0)
            let limit = limits[index]
            let met = limit.map {
                report.target(
                    "\(title): \(change.name), times the oracle", ratio.value, atMost: $0, error: ratio.error,
                    allowing: 0.05)
            }
            rows.append([
                change.name, "\(fixed(oracle.mean, 1)) ±\(fixed(oracle.error, 1))",
                "\(fixed(own.mean, 1)) ±\(fixed(own.error, 1))",
                "\(oracle.late.value), \(own.late.value) ±\(fixed(own.late.error, 1))",
                "\(fixed(ratio.value, 2)) ±\(fixed(ratio.error, 2))", limit.map { fixed($0, 2) } ?? "exempt", met ?? "",
            ])
            report.keep(title, standings.json(change.name, index, "plummet", 0))
        }
        let early = shareText(runs.count { $0.early[0] }, of: runs.count)
        DetectionReport.table(
            "\(title) (\(runs.count) runs, threshold \(fixed(threshold, 2)), alarmed before: \(early))", rows)
    }

    /// Sampling as the detector demands beside 24 calls in every slot.
    mutating func adaptive(_ threshold: Double, _ oracleThresholds: [Double]) async {
        let baseline = DriftBaseline.calibrated(slots: 200, watched: 0)
        let fixedRuns = await simulation.race(
            duels / 2, .plummet(baseline), quiet: 50,
            entries: [.init(anchor: 0, threshold: threshold), .init(anchor: 0, threshold: Self.page)],
            changes: DriftChange.all, oracleThresholds: oracleThresholds)
        let fixedCalls = DriftStandings(runs: fixedRuns, changes: DriftChange.all)
        let quiet = await adaptiveFalseAlarms(baseline)
        let runs = await simulation.adaptiveDelays(
            duels / 2, baseline, threshold: Self.page, changes: DriftChange.all)
        var rows = [
            ["change", "24 calls", "24 at ln 35,040", "adaptive", "95 %", "at most", "", "calls: 24", "adaptive"],
            [
                "none (calls per slot)", "", "", "", "", "13",
                report.target("adaptive: calls per slot", quiet, atMost: 13, digits: 1), "24", fixed(quiet, 1),
            ],
        ]
        let allowances: [Double?] = [1, 1, 1, nil, 1, 1.1, 1]
        for (index, change) in DriftChange.all.enumerated() {
            let own = DriftDelay(runs.map { $0[index].delay }, horizon: change.horizon)
            let calls = runs.reduce(0.0) { $0 + Double($1[index].calls) } / Double(runs.count)
            let (full, guaranteed) = (fixedCalls.delay(index, 0), fixedCalls.delay(index, 1))
            let limit = allowances[index].map { $0 * full.mean } ?? 5
            rows.append([
                change.name, "\(fixed(full.mean, 1)) ±\(fixed(full.error, 1))", fixed(guaranteed.mean, 1),
                "\(fixed(own.mean, 1)) ±\(fixed(own.error, 1))", "\(own.late.value)", fixed(limit, 1),
                report.target(
                    "adaptive: \(change.name), slots", own.mean, atMost: limit, digits: 1, error: own.error,
                    allowing: 0.05),
                fixed(24 * guaranteed.mean, 0), fixed(calls, 0),
            ])
            report.keep(
                "adaptive",
                [
                    "change": .string(change.name), "fixed": full.json, "fixed_guaranteed": guaranteed.json,
                    "adaptive": own.json, "calls_to_page_fixed": .double(24 * guaranteed.mean),
                    "calls_to_page_adaptive": .double(calls),
                ])
        }
        DetectionReport.table(
            "Sampling on demand at ln 35,040 beside 24 calls in every slot (baseline of 200 slots, \(runs.count) runs);"
                + " calls: from the change until the page", rows)
    }

    /// Runs without a change, asked on demand; returns calls per slot when slots are independent.
    private mutating func adaptiveFalseAlarms(_ baseline: DriftBaseline) async -> Double {
        var rows = [["conditions", "calls per slot", "slots per false alarm", "target 35,040"]]
        var quiet = 0.0
        for conditions in [
            DriftConditions(), DriftConditions(deviation: 0.25), DriftConditions(deviation: 0.5),
            DriftConditions(deviation: 0.25, persistence: 0.8),
        ].prefix(quick ? 1 : 4) {
            let runs = await simulation.adaptiveNullRuns(
                checks / 2, slots: DriftSimulation.longestNull, baseline, conditions)
            let arl = DriftARL(runs.map(\.records), threshold: Self.page)
            let calls = runs.reduce(0) { $0 + $1.calls }
            let perSlot = Double(calls) / Double(runs.reduce(0) { $0 + $1.records.slots })
            if conditions.deviation == 0 { quiet = perSlot }
            var met = "-"
            if conditions.persistence == 0 {
                met = report.target(
                    "adaptive: slots per false alarm, \(conditions.name)", arl.text, "at least 35,040",
                    isMet: arl.value >= Self.wantedARL)
            }
            rows.append([conditions.name, fixed(perSlot, 1), arl.text, met])
            report.keep(
                "adaptive_false_alarms",
                [
                    "conditions": .string(conditions.name), "calls_per_slot": .double(perSlot),
                    "run_length": arl.json,
                ])
        }
        DetectionReport.table("Sampling on demand, nothing changes (baseline of 200 slots, learning)", rows)
        return quiet
    }
}
