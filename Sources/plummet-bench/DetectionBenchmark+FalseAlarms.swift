internal import Core

extension DetectionBenchmark {
    /// Average run lengths of plummet at ln 35,040 in every condition, and of everybody where slots belong together.
    mutating func falseAlarms(_ shared: [DriftRecords], _ thresholds: [Double]) async {
        var rows = [["baseline", "conditions", "slots per false alarm", "target 35,040"]]
        let known = await simulation.nullRuns(checks, .plummet(.known))[0]
        rows.append(arlRow("known", "independent", known, isTarget: true))
        for slots in quick ? [20, 100] : [20, 50, 100, 200] {
            for deviation in quick ? [0, 0.5] : [0, 0.25, 0.5] {
                let conditions = DriftConditions(deviation: deviation)
                let isShared = slots == 100 && deviation == 0
                let runs =
                    isShared
                    ? shared
                    : await simulation.nullRuns(
                        checks, .plummet(.calibrated(slots: slots, watched: 0)), conditions)[0]
                rows.append(arlRow("\(slots) slots", conditions.name, runs, isTarget: true))
            }
        }
        let hard = [
            DriftConditions(isGraded: true), DriftConditions(deviation: 0.25, persistence: 0.8),
            DriftConditions(deviation: 0.5, persistence: 0.8), DriftConditions(daily: 0.5),
        ]
        for conditions in quick ? Array(hard.suffix(2)) : hard {
            let runs = await simulation.nullRuns(
                checks, .plummet(.calibrated(slots: 100, watched: 0)), conditions)[0]
            rows.append(arlRow("100 slots", conditions.name, runs, isTarget: conditions.isGraded))
        }
        DetectionReport.table("False alarms of plummet at ln 35,040", rows)
        if !quick { await belonging(thresholds) }
    }

    private mutating func arlRow(
        _ baseline: String, _ conditions: String, _ runs: [DriftRecords], isTarget: Bool
    ) -> [String] {
        let arl = DriftARL(runs, threshold: Self.page)
        report.keep(
            "false_alarms",
            ["baseline": .string(baseline), "conditions": .string(conditions), "run_length": arl.json])
        var met = "-"
        if isTarget {
            met = report.target(
                "slots per false alarm: \(baseline), \(conditions)", arl.text, "at least 35,040",
                isMet: arl.value >= Self.wantedARL)
        }
        return [baseline, conditions, arl.text, met]
    }

    /// What slots that belong together do to everybody, each at the threshold that gives 35,040 when they are independent.
    private mutating func belonging(_ thresholds: [Double]) async {
        let conditions = [
            DriftConditions(deviation: 0.5), DriftConditions(deviation: 0.25, persistence: 0.8),
            DriftConditions(deviation: 0.5, persistence: 0.8), DriftConditions(daily: 0.5),
        ]
        var rows = [[""] + conditions.map(\.name)]
        var cells = [[String]](repeating: [], count: DriftField.anchors.count)
        for each in conditions {
            let nulls = await simulation.nullRuns(checks / 4, .everybody, each)
            for (index, runs) in nulls.enumerated() {
                let arl = DriftARL(runs, threshold: thresholds[index])
                cells[index].append(arl.text)
                report.keep(
                    "belonging",
                    [
                        "detector": .string(DriftField.anchors[index].name), "conditions": .string(each.name),
                        "run_length": arl.json,
                    ])
            }
        }
        rows += cells.indices.map { [DriftField.anchors[$0].name] + cells[$0] }
        DetectionReport.table(
            "Slots per false alarm of everybody at the threshold that gives 35,040 in independent slots", rows)
    }
}
