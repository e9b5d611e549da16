internal import Glibc
internal import Statistics

extension Detector {
    /// The verdict as it stands; an open alert is told as still open.
    package var verdict: DetectorVerdict { verdict(.none) }

    /// The verdict after a step with this change.
    func verdict(_ change: Watch.Change) -> DetectorVerdict {
        let thresholds = settings.thresholds
        let level = Self.level(watch.logEvidence, thresholds)
        return DetectorVerdict(
            round: watch.round, phase: phase, coverage: coverage.total, logEvidence: watch.logEvidence,
            logEvidenceIfMissedHadFailed: watch.logEvidenceIfMissedHadFailed, level: level, thresholds: thresholds,
            falseAlarmYears: settings.falseAlarmYears(logEvidence: watch.logEvidence), alert: alertChange(change),
            finding: level >= .watch || watch.alert != nil ? finding() : nil)
    }

    /// What the evidence points at, however weak it is.
    package func finding() -> Finding {
        let place = watch.roster.places[watch.leader]
        let leader = watch.components[watch.leader]
        let effect = Tuning.effects[place.effect]
        return Finding(
            scope: watch.roster.scopes[place.scope], effect: effect, startSlot: leader.startSlot,
            startRound: leader.startRound, loss: leader.loss(effect: effect), attribution: attribution(),
            probes: comparisons())
    }

    /// The posterior share of every scope, largest first; equal ones in the order of the scopes.
    package func attribution() -> [Finding.Share] {
        var shares = [Double](repeating: 0, count: watch.roster.scopes.count)
        for (index, place) in watch.roster.places.enumerated() {
            shares[place.scope] += exp(place.logWeight + watch.evidence(index) - watch.logEvidence)
        }
        let order = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
        return order.map { Finding.Share(scope: watch.roster.scopes[$0], share: shares[$0]) }
    }

    /// Observed and expected scores of every probe, in the order of the series.
    package func comparisons() -> [ProbeComparison] {
        var strongest = [Int](repeating: 0, count: probes.count)
        for (index, place) in watch.roster.places.enumerated() {
            guard let probe = watch.roster.soleProbe(of: place.scope) else { continue }
            let isFirst = watch.roster.places[strongest[probe]].scope != place.scope
            if isFirst || evidence(index) > evidence(strongest[probe]) { strongest[probe] = index }
        }
        return probes.indices.map { probe in
            let component = watch.components[strongest[probe]]
            return ProbeComparison(
                probe: probes[probe], baseline: watch.baselines[probe].mean,
                baselineCalls: wholeCalls(watch.baselines[probe].tally.calls), observed: component.observed,
                expected: component.expected, startRound: component.startRound,
                logEvidence: evidence(strongest[probe]))
        }
    }

    private func evidence(_ component: Int) -> Double { watch.evidence(component) }

    private var phase: DetectorVerdict.Phase {
        calibration.map { .calibrating(slots: $0.slots.count, of: settings.calibrationSlots) } ?? .watching
    }

    private func alertChange(_ change: Watch.Change) -> DetectorVerdict.AlertChange {
        switch change {
        case .none: watch.alert.map { .stillOpen($0) } ?? .none
        case .opened: watch.alert.map { .opened($0) } ?? .none
        case .resolved(let alert): .resolved(alert)
        }
    }

    private static func level(
        _ logEvidence: Double, _ thresholds: DetectorSettings.Thresholds
    ) -> DetectorVerdict.Level {
        if logEvidence >= thresholds.critical { return .critical }
        if logEvidence >= thresholds.page { return .page }
        if logEvidence >= thresholds.warn { return .warn }
        return logEvidence >= thresholds.watch ? .watch : .none
    }
}

extension Roster {
    /// The probe of a scope that stands for a single one.
    func soleProbe(of scope: Int) -> Int? {
        if scope >= pooledScopes { return scope - pooledScopes }
        return probes.count == 1 ? 0 : nil
    }
}

/// Calls as a whole number; `Int.max` for an exactly known mean.
func wholeCalls(_ calls: Double) -> Int { Int(exactly: calls) ?? .max }
