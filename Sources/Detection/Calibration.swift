internal import Core
internal import Statistics

/// The slots from which the first baselines are made. They are kept until calibration closes, because the dispersion is
/// judged with the final means.
struct Calibration: Sendable, Equatable {
    /// The probes that are calibrated.
    private(set) var roster: Roster
    /// Slots with at least one score, oldest first.
    var slots: [Slot] = []

    /// Calibrations that were refused so far, and why the last one was.
    var refusals = 0
    var refused: CalibrationReport.Doubt?

    /// A slot: scores by probe, in the order of the roster, and its part of the day where that is known.
    struct Slot: Sendable, Equatable {
        var scores: [[Double]]
        var bin: Int?
    }

    /// A calibration that has seen nothing.
    init(roster: Roster) { self.roster = roster }

    /// A calibration under way.
    init(roster: Roster, slots: [Slot]) {
        self.roster = roster
        self.slots = slots
    }

    /// Adds a slot; one without a score says nothing and is left out. The oldest goes when there are too many.
    mutating func add(_ slot: SlotScores) {
        let table = SlotTable(slot, roster: roster)
        if table.isEmpty { return }
        if slots.count == Tuning.mostCalibrationSlots { slots.removeFirst() }
        slots.append(
            Slot(scores: roster.probes.indices.map { Array(table[$0]) }, bin: slot.hour.map(DailyPattern.bin)))
    }

    /// Whether there are enough slots, and at least one probe with enough calls to be watched.
    func isComplete(slots wanted: Int) -> Bool {
        guard slots.count >= min(wanted, Tuning.mostCalibrationSlots) else { return false }
        return roster.probes.indices.contains { probe in
            Double(slots.reduce(0) { $0 + $1.scores[probe].count }) >= Tuning.fewestCalls
        }
    }

    /// The watch that begins with these slots as its baseline; probes with too few calls go on as `unready`.
    func closed(unready: Baseline.Standing) -> Watch {
        let baselines = roster.probes.indices.map { probe in
            var tally = Tally()
            for slot in slots { tally.add(slot.scores[probe]) }
            let standing = tally.calls >= Tuning.fewestCalls ? .learning : unready
            return Baseline(tally: tally, standing: standing, learnedSlots: slots.count)
        }
        return judged(baselines)
    }

    /// Dispersion and ties are judged with the final means, at the pattern of the day that these slots show.
    private func judged(_ baselines: [Baseline]) -> Watch {
        var ties = RoundTies(scopes: roster.scopes.count)
        for slot in slots {
            let residuals = slot.residuals(baselines, expected: baselines)
            if let bin = slot.bin { ties.daily.add(bin: bin, shortfall: residuals.shortfall, scale: residuals.scale) }
        }
        ties.daily.endVisit()
        ties.dailySlots = slots.count { $0.bin != nil }
        let pattern = ties.daily.offsets
        var dispersions = Watch.noDispersions(roster)
        for slot in slots {
            var expected = baselines
            if let pattern, let bin = slot.bin { expected = baselines.map { $0.shifted(pattern[bin]) } }
            let residuals = roster.members.map { slot.weightedResiduals($0, expected) }
            for scope in dispersions.indices {
                dispersions[scope].add(total: residuals[scope].total, squares: residuals[scope].squares)
            }
            ties.add(residuals, slot.residuals(baselines, expected: expected), bin: nil)
        }
        for scope in dispersions.indices { dispersions[scope].dropRunning() }
        ties.end()
        return Watch(roster: roster, baselines: baselines, dispersions: dispersions, ties: ties)
    }

    /// The calibration of other probes: scores of those that stay are kept.
    func reconciled(_ roster: Roster) -> Calibration {
        let origins = roster.probes.map { probe in self.roster.place(of: probe) }
        let kept = slots.map { slot in
            Slot(scores: origins.map { $0.map { slot.scores[$0] } ?? [] }, bin: slot.bin)
        }
        var calibration = Calibration(
            roster: roster, slots: kept.filter { slot in slot.scores.contains { !$0.isEmpty } })
        (calibration.refusals, calibration.refused) = (refusals, refused)
        return calibration
    }
}

extension Calibration.Slot {
    /// What the slot says of ties between rounds.
    fileprivate func residuals(_ baselines: [Baseline], expected: [Baseline]) -> SlotResiduals {
        var residuals = SlotResiduals()
        for probe in baselines.indices where baselines[probe].standing == .learning {
            residuals.add(scores[probe], baselines[probe], expected: expected[probe])
        }
        return residuals
    }

    /// Weighted residuals of a scope, and the sum of their squares.
    fileprivate func weightedResiduals(
        _ members: [Int], _ baselines: [Baseline]
    ) -> (total: Double, squares: Double) {
        var (total, squares) = (0.0, 0.0)
        for probe in members where baselines[probe].standing == .learning {
            for score in scores[probe] {
                let residual = baselines[probe].residualWeight * (baselines[probe].mean - score)
                total += residual
                squares += residual * residual
            }
        }
        return (total, squares)
    }
}

extension Roster {
    /// The place of the very same probe, category included; nil when it is not here.
    func place(of probe: WatchedProbe) -> Int? { index(of: probe.key).flatMap { probes[$0] == probe ? $0 : nil } }
}
