internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// Takes what an answer shows of how the provider answers.
    mutating func noteBehaviour(_ asking: Asking, _ sample: Sample, _ answer: Completion?) {
        guard let answer, let reading = BehaviourReading(asking, sample, answer),
            probes[sample.probe]?.version == sample.version
        else { return }
        behaviour.note(reading, in: sample.round)
    }

    /// A round is closed: holds its answers against how they used to be.
    mutating func closeBehaviour(_ round: Round, now: Timestamp, _ step: inout WatchStep) {
        behaviour.close(round, interval: plan.interval, settings: plan.detector)
        behaviour.weigh(asked: probes, interval: plan.interval)
        let accepted = acceptShifts(now: now)
        tellBehaviour(accepted, now: now, &step)
    }

    /// What stays for long enough is the new baseline. Gives what was accepted, in words.
    private mutating func acceptShifts(now: Timestamp) -> [BehaviourFacts.Shift] {
        let patience = max(BehaviourWatch.acceptance, plan.interval * BehaviourWatch.acceptanceRounds)
        let lasting = behaviour.series.filter { each in
            each.detector.openAlert.map { now - Timestamp(microseconds: Int64($0.openedRound)) >= patience } ?? false
        }
        guard !lasting.isEmpty else { return [] }
        return accept(BehaviourSignal.allCases.filter { signal in lasting.contains { $0.signal == signal } }, now: now)
    }

    /// Somebody takes what is told now for the new normal.
    mutating func acceptBehaviour(now: Timestamp) {
        let shifts = behaviour.shifts(asked: probes, interval: plan.interval)
        _ = accept(BehaviourSignal.allCases.filter { signal in shifts.contains { $0.signal == signal } }, now: now)
        behaviour.isTold = false
    }

    /// Learns anew what is usual of these signals. Gives what that accepts, in words.
    private mutating func accept(_ signals: [BehaviourSignal], now: Timestamp) -> [BehaviourFacts.Shift] {
        let shifts = behaviour.shifts(asked: probes, interval: plan.interval).filter { signals.contains($0.signal) }
        for shift in shifts {
            let note = BehaviourStatus.Accepted(signal: shift.signal, at: now, words: shift.words)
            behaviour.accepted = Array((behaviour.accepted + [note]).suffix(BehaviourWatch.keptAccepted))
        }
        for signal in signals { behaviour.forget(signal) }
        return shifts
    }

    /// Tells people what matters; a move that is too small for that is only kept as a suspicion.
    private mutating func tellBehaviour(
        _ accepted: [BehaviourFacts.Shift], now: Timestamp, _ step: inout WatchStep
    ) {
        let shifts = behaviour.shifts(asked: probes, interval: plan.interval)
        defer { behaviour.isTold = !shifts.isEmpty }
        guard !shifts.isEmpty else {
            guard behaviour.isTold else { return }
            let summary =
                accepted.first.map {
                    BehaviourFacts.acceptanceSummary(
                        provider: provider.name, accepted.map(\.words), lasting: now - $0.since)
                } ?? BehaviourFacts.recoverySummary(provider: provider.name)
            return step.observations.append((.behaviourShifted, .clear(summary)))
        }
        var facts = BehaviourFacts(shifts: shifts)
        (facts.before, facts.after) = examples(of: shifts)
        let matters = shifts.contains { $0.isLarge }
        step.observations.append(
            (
                .behaviourShifted,
                Observation(
                    level: matters ? .firing : .suspected, severity: matters ? .warn : .info,
                    summary: facts.summary(provider: provider.name), facts: facts.json)
            ))
    }

    /// An answer from before the change and the last one, of the first probe that carries it and has both.
    private func examples(
        of shifts: [BehaviourFacts.Shift]
    ) -> (before: QualityFacts.Example?, after: QualityFacts.Example?) {
        for shift in shifts {
            for key in shift.probes.map(\.key) {
                guard let last = memory.lasts[key], let trace = last.lastSample, let at = last.lastAt,
                    let score = last.lastScore, at >= shift.since,
                    let good = memory.examples[key]?.good(before: shift.since)
                else { continue }
                return (
                    QualityFacts.Example(
                        trace: good.sample, probe: key, at: good.at, score: good.score, answer: good.answer,
                        reason: good.reason),
                    QualityFacts.Example(trace: trace, probe: key, at: at, score: score, answer: "", reason: "")
                )
            }
        }
        return (nil, nil)
    }

    /// For the status.
    var behaviourStatus: BehaviourStatus {
        let signals = BehaviourSignal.allCases.compactMap { signal -> BehaviourStatus.Signal? in
            let own = behaviour.series.filter { $0.signal == signal }
            guard behaviour.isSeen(signal) else { return nil }
            let isWatching = own.contains { !$0.detector.probes.isEmpty && $0.detector.verdict.phase.isWatching }
            let phase: BehaviourStatus.Signal.Phase =
                own.contains { $0.detector.openAlert != nil } ? .shifted : isWatching ? .watching : .learning
            return BehaviourStatus.Signal(signal: signal, phase: phase)
        }
        let shifts = behaviour.shifts(asked: probes, interval: plan.interval).filter(\.isLarge)
        return BehaviourStatus(signals: signals, shifts: shifts.map(\.words), accepted: behaviour.accepted)
    }
}
