internal import Core
internal import Statistics

/// The detector of `quality-degraded` for one provider's series: a mixture of CUSUMs of betting e-values over scopes
/// (all probes, each category, each probe) and sizes of loss, tempered by the dispersion of slots and shrunk by what
/// is not known of the baseline. A value: the same slots give the same verdicts, whatever the order of calls within a
/// slot, and a copy decoded from `encoded()` goes on exactly where this one stands.
///
/// Life: calibrating, until there are `DetectorSettings.calibrationSlots` slots with a score and a probe with 20
/// calls; a calibration that drifts or says nothing is refused and goes on with its newer half, three times at most
/// (`readiness`); then watching. While watching, an alert opens at `Thresholds.page` and resolves once recovery has evidence
/// of ln 1000. With a known baseline and calls independent given the past, false alerts come at most once in e^page
/// slots on average, for any loss, any stopping and any allocation of calls; with an estimated baseline that is
/// measured, not proved.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532 (e-detectors); Waudby-Smith and Ramdas, JRSSB 2024 (bets).
package struct Detector: Sendable, Equatable {
    /// Budget and lengths; not part of the stored state.
    package var settings: DetectorSettings
    /// Nil once watching.
    var calibration: Calibration?
    /// Without baselines while calibrating.
    var watch: Watch
    /// Calls of the last slots.
    var coverage = Coverage()

    /// A detector that begins to calibrate. Probes with a key that occurred before are left out.
    package init(probes: [WatchedProbe], settings: DetectorSettings) {
        let roster = Roster(probes: sortedByKey(probes))
        self.settings = settings
        calibration = Calibration(roster: roster)
        watch = Watch(unlearnt: roster)
    }

    /// A detector that watches at once, against baselines that are known and never learnt, and rounds that sway as another
    /// detector found. Distinct keys.
    package init(
        fixed: [(probe: WatchedProbe, baseline: FixedBaseline)], sway: RoundSway? = nil, settings: DetectorSettings
    ) {
        let sorted = fixed.sorted { $0.probe.key < $1.probe.key }
        let roster = Roster(probes: sorted.map(\.probe))
        self.settings = settings
        watch = Watch(
            roster: roster, baselines: sorted.map { Baseline(fixed: $0.baseline) },
            dispersions: roster.scopes.prefix(roster.pooledScopes).map { sway?.dispersion($0) ?? Dispersion() })
    }

    /// A detector in a given state.
    init(settings: DetectorSettings, calibration: Calibration?, watch: Watch, coverage: Coverage = Coverage()) {
        self.settings = settings
        self.calibration = calibration
        self.watch = watch
        self.coverage = coverage
    }

    /// The probes of the series, by key.
    package var probes: [WatchedProbe] { watch.roster.probes }
    /// Slots since calibration ended.
    package var slot: Int { watch.slot }
    /// The alert, while one is open.
    package var openAlert: Alert? { watch.alert }

    /// Steps the series by a round, once that is closed.
    package mutating func step(_ slot: SlotScores) -> DetectorVerdict {
        coverage.record(slot)
        guard calibration == nil else {
            watch.round = slot.round
            calibrate(slot)
            return verdict(.none)
        }
        let table = SlotTable(slot, roster: watch.roster)
        let change = watch.step(
            table, .slot(round: slot.round, bin: slot.hour.map(DailyPattern.bin)),
            pageThreshold: settings.thresholds.page)
        return verdict(change)
    }

    /// Adds extra calls to the slot under way: evidence, but never baseline. Without effect while calibrating.
    package mutating func burst(_ extra: SlotScores) -> DetectorVerdict {
        guard calibration == nil else { return verdict(.none) }
        let table = SlotTable(extra, roster: watch.roster)
        let change = watch.step(table, .burst, pageThreshold: settings.thresholds.page)
        return verdict(change)
    }

    private mutating func calibrate(_ slot: SlotScores) {
        calibration?.add(slot)
        guard let calibration, calibration.isComplete(slots: settings.calibrationSlots) else { return }
        var closed = calibration.closed(unready: .warming)
        let report = calibration.report(of: closed, coverage: coverage.total, settings: settings)
        if let doubt = report.doubts.first(where: \.isRefused), calibration.refusals < Tuning.mostRefusals {
            self.calibration?.refuse(doubt)
            return
        }
        closed.report = report
        closed.round = slot.round
        watch = closed
        self.calibration = nil
    }
}

extension Watch {
    /// A watch without baselines: what stands beside a calibration.
    init(unlearnt roster: Roster) {
        let baselines = roster.probes.map { _ in Baseline(standing: .warming, learnedSlots: 0) }
        self.init(roster: roster, baselines: baselines, dispersions: Self.noDispersions(roster))
    }

    /// Dispersions of nothing, for every pooled scope.
    static func noDispersions(_ roster: Roster) -> [Dispersion] {
        [Dispersion](repeating: Dispersion(), count: roster.pooledScopes)
    }
}

/// Probes by key, each key once.
func sortedByKey(_ probes: [WatchedProbe]) -> [WatchedProbe] {
    var sorted: [WatchedProbe] = []
    let order = probes.indices.sorted { (probes[$0].key, $0) < (probes[$1].key, $1) }
    for index in order where sorted.last?.key != probes[index].key { sorted.append(probes[index]) }
    return sorted
}
