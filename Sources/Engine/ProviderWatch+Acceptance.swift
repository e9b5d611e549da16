internal import Core
internal import Detection

extension ProviderWatch {
    /// Takes what is as what is normal: new baselines for what the incident is about.
    mutating func accept(_ acceptance: Acceptance, of kind: Incident.Kind, now: Timestamp, _ step: inout WatchStep) {
        switch kind {
        case .qualityDegraded: acceptQuality(acceptance, now: now, &step)
        case .inconsistentAnswers: agreement.forget(settings: plan.detector)
        case .modelChanged: model.accept(by: plan.redactor.redact(acceptance.author), at: now)
        case .behaviourShifted: acceptBehaviour(now: now)
        case .staleResponse, .outage, .blind: break
        }
    }

    /// The probes of the fallen scope have a new baseline, of their scores since the fall: those with fewer than 20 go on
    /// collecting. Shrinkage makes a baseline of few scores safe at once.
    private mutating func acceptQuality(_ acceptance: Acceptance, now: Timestamp, _ step: inout WatchStep) {
        let verdict = detector.verdict
        guard let scope = detector.openAlert?.scope ?? verdict.finding?.scope else { return }
        let since = memory.course.fellAt ?? detector.fallBegan ?? Timestamp(microseconds: 0)
        let affected = detector.baselines().filter { scope.holds($0.probe) }
        step.baselines += affected.compactMap {
            retired($0, by: acceptance.author, acceptance.reason, of: acceptance.incident, now: now)
        }
        let slots = memory.course.slots(of: affected.map(\.probe), since: since)
        _ = detector.rebaseline(keys: affected.map(\.probe.key), from: slots)
        settleAlert()
    }

    /// A baseline that is about to go, as it is kept; nil for one that rests on nothing or whose probe is not known.
    func retired(
        _ baseline: ProbeBaseline, by author: String, _ reason: String, of incident: RecordID? = nil, now: Timestamp
    ) -> RetiredBaseline? {
        guard baseline.calls > 0, let probe = probes[baseline.probe.bareKey] else { return nil }
        return RetiredBaseline(
            provider: provider.name, probe: probe.key, version: probe.version, category: probe.category,
            mean: baseline.mean, calls: baseline.calls, retiredAt: now, author: plan.redactor.redact(author),
            reason: plan.redactor.redact(reason), incident: incident)
    }
}

extension Detector {
    /// The round in which the fall began that an alert, or what the evidence points to, is about.
    var fallBegan: Timestamp? {
        (openAlert?.startRound ?? verdict.finding?.startRound).map { Timestamp(microseconds: Int64($0)) }
    }
}

extension QualityCourse {
    /// The kept scores of these probes since a moment, as slots in the order of their rounds.
    func slots(of probes: [WatchedProbe], since: Timestamp) -> [SlotScores] {
        var rounds: [Round: [SlotScores.Calls]] = [:]
        for probe in probes {
            for scored in scores[probe.bareKey] ?? [] where scored.round.start >= since {
                rounds[scored.round, default: []].append(SlotScores.Calls(key: probe.key, scores: [scored.score]))
            }
        }
        return rounds.keys.sorted().compactMap { round in
            rounds[round].map { SlotScores(round: Int(round.start.microseconds), calls: $0) }
        }
    }
}
