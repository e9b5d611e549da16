internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// Looks at what a finished sample shows of the model that answered.
    mutating func noteModel(
        _ asking: Asking, _ sample: Sample, _ answer: Completion?, now: Timestamp, _ step: inout WatchStep
    ) {
        // A stale answer shows what the provider was, not what it is.
        guard let answer, sample.outcome != .stale else { return }
        var sighting = ModelWatch.Sighting(
            witness: Witness(sample: sample.id, probe: sample.probe, at: now), fingerprint: sample.fingerprint)
        let probe = asking.probe
        let isFixed = !probe.isVaried && probe.facts.isEmpty && !probe.isCopy && probes[probe.key] != nil
        if isFixed, asking.turns.count == 1, asking.withdrawal == nil, let tokens = answer.usage.inputTokens, tokens > 0
        {
            sighting.prompt = (probe.version, tokens)
        }
        hearModel(now: now, &step) { model, ground in model.heard(sighting, ground: ground) }
    }

    /// A round is closed: the confirmation takes its scores.
    mutating func closeModel(
        _ round: RoundInProgress, _ verdict: DetectorVerdict, now: Timestamp, _ step: inout WatchStep
    ) {
        hearModel(now: now, &step) { model, ground in model.closeSentinels(round.round, at: now, ground: ground) }
        let alert = alerted(verdict)
        settleConfirmation(now: now) { $0.close(round.slot, start: round.round.start, alert: alert, at: now) }
        tellModel(now: now, &step)
    }

    /// Rounds should ask every probe for a while: a change of the model is being looked into.
    var wantsFullRounds: Bool { model.isConfirming }

    /// The quality alert that is open, as the confirmation takes it.
    func alerted(_ verdict: DetectorVerdict) -> ModelWatch.Alerted {
        guard detector.openAlert != nil, let since = model.confirmation?.since,
            case .lost(let loss) = memory.course.opinion(verdict, of: detector)
        else { return .none }
        // The round in which a fall begins may have begun before the answer that showed the change.
        return loss.since >= since - plan.interval * 2 ? .since(loss: loss.loss) : .before
    }

    /// Tells of the model what is to be told now.
    mutating func tellModel(now: Timestamp, _ step: inout WatchStep) {
        let name = provider.name
        let isChanged = model.isChanged
        let facts = model.facts
        let observation: Observation
        switch model.tell() {
        case nil: return
        case .changed:
            observation = Observation(
                level: isChanged ? .firing : .suspected,
                severity: facts.confirmation?.state == .followed ? .page : .warn,
                summary: facts.summary(provider: name),
                facts: facts.json)
        case .returned: observation = .clear(ModelFacts.returnSummary(provider: name))
        case .reconfigured: observation = .clear("\(name) is configured otherwise, and what it shows is learnt anew")
        case .accepted(let accepted):
            observation = .clear(
                ModelFacts.acceptanceSummary(provider: name, accepted.confirmation), facts: accepted.json)
        }
        step.isChanged = true
        step.observations.append((.modelChanged, observation))
    }

    /// For the status.
    var modelStatus: ModelStatus {
        var status = ModelStatus(
            changedSince: model.changes.map(\.since).min(), words: model.changes.map(\.words), shown: model.shown,
            fixedPrompts: model.promptTokens.compared, history: model.history)
        status.sentinel = model.sentinels.status
        return status
    }
}
