internal import Statistics

/// The slots from which the first baselines are made. They are kept until calibration closes, because the dispersion is
/// judged with the final means.
struct Calibration: Sendable, Equatable {
    /// The probes that are calibrated.
    private(set) var roster: Roster
    /// Slots with at least one score, oldest first: scores by probe, in the order of the roster.
    private(set) var slots: [[[Double]]] = []

    /// A calibration that has seen nothing.
    init(roster: Roster) { self.roster = roster }

    /// A calibration under way.
    init(roster: Roster, slots: [[[Double]]]) {
        self.roster = roster
        self.slots = slots
    }

    /// Adds a slot; one without a score says nothing and is left out. The oldest goes when there are too many.
    mutating func add(_ slot: SlotScores) {
        let table = SlotTable(slot, roster: roster)
        if table.isEmpty { return }
        if slots.count == Tuning.mostCalibrationSlots { slots.removeFirst() }
        slots.append(roster.probes.indices.map { Array(table[$0]) })
    }

    /// Whether there are enough slots, and at least one probe with enough calls to be watched.
    func isComplete(slots wanted: Int) -> Bool {
        guard slots.count >= min(wanted, Tuning.mostCalibrationSlots) else { return false }
        return roster.probes.indices.contains { probe in
            Double(slots.reduce(0) { $0 + $1[probe].count }) >= Tuning.fewestCalls
        }
    }

    /// The watch that begins with these slots as its baseline; probes with too few calls go on as `unready`.
    func closed(unready: Baseline.Standing) -> Watch {
        let baselines = roster.probes.indices.map { probe in
            var tally = Tally()
            for slot in slots { tally.add(slot[probe]) }
            let standing = tally.calls >= Tuning.fewestCalls ? .learning : unready
            return Baseline(tally: tally, standing: standing, learnedSlots: slots.count)
        }
        let dispersions = (0..<roster.pooledScopes).map { dispersion(of: roster.members[$0], baselines) }
        return Watch(roster: roster, baselines: baselines, dispersions: dispersions)
    }

    private func dispersion(of members: [Int], _ baselines: [Baseline]) -> Dispersion {
        var dispersion = Dispersion()
        for slot in slots {
            var (total, squares) = (0.0, 0.0)
            for probe in members where baselines[probe].standing == .learning {
                for score in slot[probe] {
                    let residual = baselines[probe].residualWeight * (baselines[probe].mean - score)
                    total += residual
                    squares += residual * residual
                }
            }
            dispersion.add(total: total, squares: squares)
        }
        dispersion.dropRunning()
        return dispersion
    }

    /// The calibration of other probes: scores of those that stay are kept.
    func reconciled(_ roster: Roster) -> Calibration {
        let origins = roster.probes.map { probe in self.roster.place(of: probe) }
        let kept = slots.map { slot in origins.map { $0.map { slot[$0] } ?? [] } }
        return Calibration(roster: roster, slots: kept.filter { slot in slot.contains { !$0.isEmpty } })
    }
}

extension Roster {
    /// The place of the very same probe, category included; nil when it is not here.
    func place(of probe: WatchedProbe) -> Int? { index(of: probe.key).flatMap { probes[$0] == probe ? $0 : nil } }
}
