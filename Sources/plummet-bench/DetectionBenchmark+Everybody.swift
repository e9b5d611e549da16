internal import Core

extension DetectionBenchmark {
    /// Who races: every anchor at the threshold calibrated in this run, and two at the threshold they usually have.
    private func entries(_ thresholds: [Double]) -> [(name: String, entry: DriftSimulation.Entry)] {
        let calibrated = DriftField.anchors.indices.map { index in
            (
                name: DriftField.anchors[index].name,
                entry: DriftSimulation.Entry(anchor: index, threshold: thresholds[index])
            )
        }
        let adwin = DriftField.anchors[DriftField.adwin]
        return calibrated + [
            ("plummet at ln 35,040", DriftSimulation.Entry(anchor: 0, threshold: Self.page)),
            (
                "ADWIN, usual " + (adwin.usual?.words ?? ""),
                DriftSimulation.Entry(anchor: DriftField.adwin, threshold: adwin.usual?.value ?? 0)
            ),
        ]
    }

    /// Times everybody on every change; returns delays by change and entry, and the oracle's.
    mutating func showEverybody(
        _ thresholds: [Double], _ changes: [DriftChange], _ oracleThresholds: [Double]
    ) async -> DriftStandings {
        let entries = entries(thresholds)
        let runs = await simulation.race(
            races, .everybody, quiet: 50, entries: entries.map(\.entry), changes: changes,
            oracleThresholds: oracleThresholds)
        let standings = DriftStandings(runs: runs, changes: changes)
        print(
            "\nEverybody: 100 slots of baseline, change after 50 more, each calibrated here to one false alarm in 35,040"
        )
        print(
            "slots (\(races) runs): mean, 95th percentile, ratio of the means to the oracle; share found where below 100 %."
        )
        print("Runs that alarmed before the change are left out of delays, and counted; with them: see the JSON.")
        DetectionReport.table(
            "Alarmed within the 50 slots before the change",
            entries.indices.map { index in
                [
                    entries[index].name, "threshold " + fixed(entries[index].entry.threshold, 2),
                    shareText(runs.count { $0.early[index] }, of: runs.count),
                ]
            })
        var first = 0
        for group in DriftChange.groups {
            let indices = Array(first..<first + group.count)
            first += group.count
            show(indices, entries.map(\.name), standings)
        }
        for (index, change) in changes.enumerated() {
            for entry in entries.indices {
                report.keep("everybody", standings.json(change.name, index, entries[entry].name, entry))
            }
            report.keep(
                "oracle", ["change": .string(change.name), "delay": standings.oracle(index).json])
        }
        return standings
    }

    private func show(_ changes: [Int], _ names: [String], _ standings: DriftStandings) {
        var rows = [[""] + changes.map { standings.changes[$0].name }]
        rows.append(
            ["oracle CUSUM"]
                + changes.map { change in
                    let delay = standings.oracle(change)
                    return cell(delay) + foundText(delay)
                })
        for (index, name) in names.enumerated() {
            rows.append(
                [name]
                    + changes.map { change in
                        let delay = standings.delay(change, index)
                        let ratio = standings.ratio(change, index)
                        return cell(delay) + " ×" + fixed(ratio.value, 2) + foundText(delay)
                    })
        }
        DetectionReport.table(changes.map { standings.changes[$0].name }.joined(separator: " | "), rows)
    }

    private func cell(_ delay: DriftDelay) -> String {
        "\(fixed(delay.mean, 1))±\(fixed(delay.error, 1)) 95%:\(delay.late.value)±\(fixed(delay.late.error, 0))"
    }

    private func foundText(_ delay: DriftDelay) -> String {
        delay.found < 1 ? " (\(fixed(100 * delay.found, 0)) %)" : ""
    }

    /// What the thresholds that are usual give: false alarms a year.
    mutating func showUsual(_ nulls: [[DriftRecords]]) {
        var rows = [["", "setting", "slots per false alarm", "a year"]]
        for (anchor, runs) in zip(DriftField.anchors, nulls) {
            let threshold = anchor.usual?.value ?? Self.page
            let arl = DriftARL(runs, threshold: threshold)
            let yearly = arl.alarms == 0 ? "< " + fixed(35_040 / arl.interval.low, 2) : fixed(35_040 / arl.value, 2)
            rows.append([anchor.name, anchor.usual?.words ?? "ln 35,040", arl.text, yearly])
            report.keep(
                "usual", ["detector": .string(anchor.name), "threshold": .double(threshold), "run_length": arl.json])
        }
        DetectionReport.table("False alarms at usual settings, from 100 slots of baseline", rows)
    }

    /// The targets for a baseline of 100 slots, and against ADWIN as it comes.
    mutating func shortBaseline(_ standings: DriftStandings) {
        let (five, ten, part, worst) = (1, 2, 4, 5)
        let (plugIn, adwin) = (1, DriftField.anchors.count + 1)
        for (change, limit) in [(five, 1.6), (ten, 1.35)] {
            let ratio = standings.ratio(change, 0)
            report.target(
                "100 slots of baseline: \(standings.changes[change].name), times the oracle", ratio.value,
                atMost: limit, error: ratio.error, allowing: 0.05)
            faster(standings, change, than: plugIn, by: 3.5, "the plug-in mixture")
        }
        faster(standings, ten, than: adwin, by: 2, "ADWIN as it comes")
        faster(standings, five, than: adwin, by: 4, "ADWIN as it comes")
        faster(standings, worst, than: adwin, by: 10, "ADWIN as it comes")
        let (own, other) = (standings.delay(part, 0).found, standings.delay(part, adwin).found)
        report.target(
            "category -20 within \(standings.changes[part].horizon) slots: found, and by ADWIN as it comes",
            "\(fixed(100 * own, 0)) %, \(fixed(100 * other, 0)) %", "100 %", isMet: own > 0.999)
    }

    private mutating func faster(
        _ standings: DriftStandings, _ change: Int, than other: Int, by factor: Double, _ name: String
    ) {
        let value = standings.delay(change, other).mean / standings.delay(change, 0).mean
        report.target(
            "\(standings.changes[change].name): times as fast as \(name)", fixed(value, 2),
            "at least \(fixed(factor, 1))", isMet: value >= factor)
    }
}

/// The result of a race: delays of runs that had not alarmed before the change.
struct DriftStandings {
    let runs: [DriftSimulation.Run]
    let changes: [DriftChange]

    func oracle(_ change: Int) -> DriftDelay {
        DriftDelay(runs.map { $0.oracle[change] }, horizon: changes[change].horizon)
    }

    func delay(_ change: Int, _ entry: Int) -> DriftDelay {
        DriftDelay(
            runs.filter { !$0.early[entry] }.map { $0.delays[change][entry] }, horizon: changes[change].horizon)
    }

    func ratio(_ change: Int, _ entry: Int) -> (value: Double, error: Double) {
        delayRatio(runs.filter { !$0.early[entry] }.map { ($0.delays[change][entry], $0.oracle[change]) })
    }

    func json(_ name: String, _ change: Int, _ entryName: String, _ entry: Int) -> JSON {
        let (ratio, early) = (ratio(change, entry), runs.filter { $0.early[entry] })
        let all = DriftDelay(runs.map { $0.delays[change][entry] }, horizon: changes[change].horizon)
        return [
            "change": .string(name), "detector": .string(entryName), "delay": delay(change, entry).json,
            "of_oracle": .double(ratio.value), "of_oracle_error": .double(ratio.error),
            "alarmed_before": .int(early.count), "mean_of_all_runs": .double(all.mean),
        ]
    }
}
