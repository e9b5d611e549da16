internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// Takes a new configuration: what did not change goes on undisturbed, new probes join the round that is open.
    mutating func configure(_ watched: Plan.Watched, plan new: Plan, now: Timestamp, _ step: inout WatchStep) {
        let isNewInterval = new.interval != plan.interval
        let old = probes
        retireBaselines(for: watched, now: now, &step)
        if watched.provider.model != provider.model {
            // Another model under the same name is a new series: its answers are not compared with those of the old one,
            // and the round in which it came counts for neither.
            for key in probes.keys { memory.forget(key) }
            agreement = AgreementWatch(settings: new.detector)
            staleness = StaleWatch(probes: watched.probes.count, settings: new.detector)
            behaviour.forgetAll(settings: new.detector)
            step.observations.append((.behaviourShifted, .clear("another model is asked under this name")))
            memory.pools = Pools()
            (rounds, agenda, closedThrough) = ([], [], begun ?? closedThrough)
        }
        // What was asked beside the last slot belongs to probes and settings of before.
        (burst, closedSlot) = (nil, nil)
        provider = watched.provider
        plan = new
        probes = Dictionary(uniqueKeysWithValues: watched.probes.map { ($0.key, $0) })
        spending.change(budget: provider.budget, prices: provider.prices)
        detector.settings = new.detector
        _ = concurrency.resize(ceiling: provider.concurrency)
        let ready = lane.resize(concurrency: concurrency.places, capacity: Self.laneCapacity(probes.count))
        schedule = Schedule(interval: new.interval, rootSeed: rootSeed)
        rotation = Rotation(interval: new.interval, rootSeed: rootSeed)
        for key in old.keys.sorted() where probes[key]?.version != old[key]?.version {
            for index in rounds.indices { rounds[index].remove(key) }
            memory.forget(key)
            staleness.machine.forget(key)
        }
        model = model.configured(provider, settings: new.detector)
        model.keep { probes[$0] != nil }
        behaviour.keep(probes)
        staleness.resize(probes: probes.count, settings: new.detector)
        let reconciliation = detector.reconcile(
            probes: watched.probes.filter { !$0.isCopy }.map { WatchedProbe($0, model: provider.model) })
        if reconciliation.withdrawn != nil {
            step.observations.append((.qualityDegraded, .clear("the probes that carried it are no longer asked")))
        }
        join(
            watched.probes.filter { old[$0.key]?.version != $0.version }, isNewInterval: isNewInterval, now: now, &step)
        start(ready, now: now, &step)
        step.isChanged = true
    }

    /// Keeps the baselines that do not outlast a change of the model, of a probe or of what is asked.
    private func retireBaselines(for new: Plan.Watched, now: Timestamp, _ step: inout WatchStep) {
        let kept = Dictionary(uniqueKeysWithValues: new.probes.map { ($0.key, $0) })
        for baseline in detector.baselines() {
            guard let probe = probes[baseline.probe.bareKey] else { continue }
            let reason: String
            if new.provider.model != provider.model {
                reason = "the model was changed from \(provider.model) to \(new.provider.model)"
            } else if let other = kept[probe.key] {
                guard other.version != probe.version || other.category != probe.category else { continue }
                reason = "the probe was changed"
            } else {
                reason = "the probe is no longer asked"
            }
            if let retired = retired(baseline, by: "configuration", reason, now: now) { step.baselines.append(retired) }
        }
    }

    private mutating func join(_ added: [Probe], isNewInterval: Bool, now: Timestamp, _ step: inout WatchStep) {
        guard let begun else { return }
        if isNewInterval {
            // Rounds of another length: what is open is closed with what it has, and the next begins on the new grid.
            let latest = now + provider.limits.total * 2 + .seconds(30)
            for index in rounds.indices { rounds[index].deadline = min(rounds[index].deadline, latest) }
            agenda = []
            self.begun = nil
            return
        }
        guard let index = rounds.firstIndex(where: { $0.round == begun }) else { return }
        // One whose old version is still under way joins with the next round.
        for probe in added where offered[probe.key] == nil { rounds[index].include(probe, model: provider.model) }
        fillAgenda(begun, now: now, &step)
    }

    /// Nothing new is sent; what is in flight may still end.
    mutating func drain() {
        isDraining = true
        agenda = []
        burst?.due = []
        waiting = []
        paced = []
        _ = lane.drain()
    }
}
