internal import Statistics

/// What a change of the probes did.
package struct Reconciliation: Sendable, Equatable {
    /// Keys, ascending.
    package var added: [String]
    /// Keys of the probes that went, ascending.
    package var removed: [String]
    /// The alert that was open on a scope of which nothing is left.
    package var withdrawn: Alert?
}

extension Detector {
    /// Makes these the probes of the series, in any order. Those that stay (same key, same category) keep baseline
    /// and evidence; new ones take part after 20 calls of their own; scopes with a probe that stays keep running,
    /// under weights for the tiers present. When no probe stays, calibration begins anew.
    package mutating func reconcile(probes wanted: [WatchedProbe]) -> Reconciliation {
        let roster = Roster(probes: sortedByKey(wanted))
        let old = watch.roster
        let added = roster.probes.filter { old.place(of: $0) == nil }.map(\.key)
        let removed = old.probes.filter { roster.place(of: $0) == nil }.map(\.key).sorted()
        guard !added.isEmpty || !removed.isEmpty else { return Reconciliation(added: [], removed: [], withdrawn: nil) }
        let before = watch.alert
        if let calibration {
            self.calibration = calibration.reconciled(roster)
            watch = watch.unlearnt(roster)
        } else if added.count == roster.probes.count {
            calibration = Calibration(roster: roster)
            watch = watch.unlearnt(roster)
        } else {
            watch = watch.reconciled(roster)
        }
        return Reconciliation(added: added, removed: removed, withdrawn: watch.alert == nil ? before : nil)
    }

    /// Accepts what these probes do now as normal: their baselines are made anew from the given slots (those since
    /// the change), and every scope with one of them starts over. Returns the alert that this withdrew: the one open
    /// on such a scope. Probes with fewer than 20 calls in the slots take part once they have them. Fixed baselines
    /// stay.
    package mutating func rebaseline(keys: [String], from slots: [SlotScores]) -> Alert? {
        guard calibration == nil else { return nil }
        return watch.rebaseline(Set(keys.compactMap(watch.roster.index)), from: slots)
    }
}

extension Watch {
    /// A watch without baselines over other probes, in the same round.
    func unlearnt(_ roster: Roster) -> Watch {
        var watch = Watch(unlearnt: roster)
        watch.round = round
        return watch
    }

    /// The watch over other probes, of which at least one stays.
    func reconciled(_ roster: Roster) -> Watch {
        let origins = roster.probes.map { self.roster.place(of: $0) }
        let scopes = roster.scopes.indices.map { scope in
            roster.members[scope].contains { origins[$0] != nil }
                ? self.roster.scopes.firstIndex(of: roster.scopes[scope]) : nil
        }
        var watch = Watch(
            roster: roster,
            baselines: origins.map { $0.map { baselines[$0] } ?? Baseline(standing: .warming, learnedSlots: 0) },
            dispersions: (0..<roster.pooledScopes).map { scopes[$0].map { dispersions[$0] } ?? Dispersion() },
            ties: ties.reconciled(scopes))
        watch.slot = slot
        watch.round = round
        watch.bursts = bursts
        watch.bin = bin
        watch.report = report
        watch.past = past
        watch.learning.pending = learning.pending.reconciled(origins, scopes: scopes, pooled: roster.pooledScopes)
        watch.learning.current = learning.current.reconciled(origins, scopes: scopes, pooled: roster.pooledScopes)
        for (index, place) in roster.places.enumerated() {
            watch.components[index] = component(scopes[place.scope], effect: place.effect)
            guard place.scope == 0 else { continue }
            let before = self.roster.places.firstIndex { $0.scope == 0 && $0.effect == place.effect }
            watch.shadows[index] = before.map { shadows[$0] } ?? watch.components[index].cusum
        }
        watch.alert = alert.flatMap { alert in
            roster.scopes.indices.contains { roster.scopes[$0] == alert.scope && scopes[$0] != nil } ? alert : nil
        }
        if alert != nil, watch.alert == nil { watch.dropLearning() }
        watch.mix()
        return watch
    }

    private func component(_ scope: Int?, effect: Int) -> Component {
        for (index, place) in roster.places.enumerated() where place.scope == scope && place.effect == effect {
            return components[index]
        }
        return freshComponent
    }

    /// A component that has seen nothing yet, in the slot under way.
    var freshComponent: Component {
        var fresh = Component()
        fresh.reset(slot: slot, round: round)
        fresh.cusum.openSlot(cap: Tuning.slotCap)
        return fresh
    }

    /// New baselines for some probes; returns the alert on a scope of theirs.
    mutating func rebaseline(_ probes: Set<Int>, from slots: [SlotScores]) -> Alert? {
        let chosen = baselines.indices.filter { probes.contains($0) && baselines[$0].standing != .fixed }
        guard !chosen.isEmpty else { return nil }
        let tables = slots.map { SlotTable($0, roster: roster) }
        for probe in chosen {
            var tally = Tally()
            for table in tables { tally.add(table[probe]) }
            let standing: Baseline.Standing = tally.calls >= Tuning.fewestCalls ? .learning : .warming
            baselines[probe] = Baseline(tally: tally, standing: standing, learnedSlots: tables.count)
        }
        let affected = Set(roster.scopes.indices.filter { !chosen.filter(roster.members[$0].contains).isEmpty })
        resetComponents { affected.contains($0) }
        dropLearning()
        refresh()
        mix()
        guard let open = alert, let scope = roster.scopes.firstIndex(of: open.scope), affected.contains(scope) else {
            return nil
        }
        alert = nil
        return open
    }
}

extension Learning.Block {
    /// The block over other probes and scopes, told where each was before.
    func reconciled(_ probes: [Int?], scopes: [Int?], pooled: Int) -> Learning.Block {
        var block = Learning.Block(probes: probes.count, pooled: pooled, scopes: scopes.count)
        for (index, origin) in probes.enumerated() {
            guard let origin else { continue }
            block.tallies[index] = tallies[origin]
            block.missed[index] = missed[origin]
        }
        for index in 0..<pooled { if let origin = scopes[index] { block.dispersions[index] = dispersions[origin] } }
        block.ties = ties.reconciled(scopes)
        block.slots = slots
        return block
    }
}
