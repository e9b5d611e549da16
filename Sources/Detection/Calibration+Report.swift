package import Core
internal import Statistics

extension Calibration {
    /// What the watch that begins with these slots assumes, and whether it may.
    func report(of watch: Watch, coverage: Coverage.Total, settings: DetectorSettings) -> CalibrationReport {
        let ready = watch.baselines.filter(\.isReady)
        let count = Double(max(ready.count, 1))
        var report = CalibrationReport(
            slots: slots.count, hours: Double(slots.count) * settings.roundSeconds / 3600, readyProbes: ready.count,
            waitingProbes: watch.baselines.count - ready.count,
            fewestCalls: ready.map { wholeCalls($0.tally.calls) }.min() ?? 0,
            mean: ready.reduce(0) { $0 + $1.tally.sum / max($1.tally.calls, 1) } / count,
            flakiness: ready.reduce(0) { $0 + 4 * $1.variance } / count,
            dispersion: watch.dispersions.first?.excess ?? 0,
            persistence: watch.ties.reference.state?.correlation,
            slotsToSee: slotsToSee(watch, settings), refusals: refusals, doubts: [])
        if medianTest(halves.older, halves.newer) < Tuning.driftChance { report.doubts.append(.drifting) }
        if ready.allSatisfy({ $0.tally.sum == 0 }) { report.doubts.append(.allWrong) }
        if coverage.isBlind { report.doubts.append(.fewScored) }
        if report.slotsToSee.map({ $0 * settings.roundSeconds > 86_400 }) ?? true { report.doubts.append(.flaky) }
        return report
    }

    /// Mean residual of every slot against the means of all slots, so that slots of different probes compare: the older half
    /// and the newer one.
    private var halves: (older: [Double], newer: [Double]) {
        let means = roster.probes.indices.map { probe in
            let scores = slots.flatMap { $0.scores[probe] }
            return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
        }
        let residuals = slots.map { slot in
            var (sum, calls) = (0.0, 0.0)
            for (probe, scores) in slot.scores.enumerated() {
                for score in scores { sum += score - means[probe] }
                calls += Double(scores.count)
            }
            // What differs in the last bits only is equal.
            return (sum / calls * 1e9).rounded()
        }
        return (Array(residuals.prefix(residuals.count / 2)), Array(residuals.suffix(residuals.count / 2)))
    }

    /// Slots until the evidence for the whole series reaches a page after a fall of 20 points, against means known exactly: the
    /// threshold and the component's weight over the mean log e-value of a slot, for the best of the losses tested.
    private func slotsToSee(_ watch: Watch, _ settings: DetectorSettings) -> Double? {
        var fewest: Double?
        for (component, place) in watch.roster.places.enumerated() where place.scope == 0 {
            var gain = 0.0
            for (probe, baseline) in watch.baselines.enumerated() where baseline.isReady {
                let calls = slots.reduce(0) { $0 + $1.scores[probe].count }
                let fallen = max(baseline.mean - 0.2, 0)
                gain +=
                    (fallen * baseline.ofOne[place.effect] + (1 - fallen) * baseline.ofZero[place.effect])
                    * Double(calls) / Double(max(slots.count, 1))
            }
            gain /= watch.designEffects[0][place.effect] * watch.stretch(component)
            if gain > 0 {
                let needed = (settings.thresholds.page - place.logWeight) / min(gain, Tuning.slotCap)
                fewest = min(fewest ?? needed, needed)
            }
        }
        return fewest
    }

    /// Goes on after a refusal with the newer half of the slots.
    mutating func refuse(_ doubt: CalibrationReport.Doubt) {
        refusals += 1
        refused = doubt
        slots.removeFirst((slots.count + 1) / 2)
    }
}

extension Detector {
    /// Whether there is something to compare with, and what that assumes.
    package var readiness: CalibrationStatus {
        if let calibration {
            return .collecting(
                slots: calibration.slots.count, of: settings.calibrationSlots, refused: calibration.refused)
        }
        return watch.report.map(CalibrationStatus.ready) ?? .unreported
    }
}

extension CalibrationReport.Doubt {
    /// Whether newer slots may be better, so that calibration goes on with them.
    var isRefused: Bool {
        switch self {
        case .drifting, .allWrong, .fewScored: true
        case .flaky: false
        }
    }
}
