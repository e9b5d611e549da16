internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// What a closed round says to the incident of quality.
    func quality(_ verdict: DetectorVerdict, now: Timestamp) -> Observation {
        switch memory.course.opinion(verdict, of: detector) {
        case .clear: poolQuality() ?? .clear("the evidence is gone")
        case .recovered(let since):
            .clear(QualityFacts.recoverySummary(provider: provider.name, lasting: now - since))
        case .suspected(let loss): poolQuality() ?? quality(loss, .suspected, verdict)
        case .lost(let loss): quality(loss, .firing, verdict)
        }
    }

    /// An alert opened: says where its bad answers come from.
    mutating func locate(_ verdict: DetectorVerdict) {
        guard case .opened(let alert) = verdict.alert else { return }
        memory.concentration = memory.pools.concentration(
            since: memory.course.fellAt ?? Timestamp(microseconds: Int64(alert.startRound)))
    }

    /// Lets go of what was known of an alert that is over.
    mutating func settleAlert() {
        memory.course.settle(detector)
        if detector.openAlert == nil { memory.concentration = nil }
    }

    private func quality(_ loss: QualityLoss, _ level: Observation.Level, _ verdict: DetectorVerdict) -> Observation {
        let facts = qualityFacts(loss, verdict)
        return Observation(
            level: level, severity: .page, summary: facts.summary(provider: provider.name, level: level),
            facts: facts.json)
    }

    private func qualityFacts(_ loss: QualityLoss, _ verdict: DetectorVerdict) -> QualityFacts {
        var facts = QualityFacts(
            since: loss.since, sinceEarliest: loss.within?.lowerBound, sinceLatest: loss.within?.upperBound,
            loss: loss.loss, observed: loss.observed, expected: loss.expected,
            evidence: QualityFacts.Evidence(
                log: loss.logEvidence, threshold: verdict.thresholds.page,
                falseAlarmYears: plan.detector.falseAlarmYears(logEvidence: loss.logEvidence)),
            health: healthFacts, silent: health.wasUp(since: loss.since))
        facts.scope = loss.scope.shown
        facts.shares = loss.finding.attribution.filter { $0.share >= 0.01 }.prefix(8).map {
            QualityFacts.Share(scope: $0.scope.shown, share: $0.share)
        }
        facts.probes = Array(loss.carriers.prefix(12))
        facts.fingerprint = memory.changes.filter { $0.at >= loss.since }.map {
            QualityFacts.Change(name: $0.name, before: $0.before, after: $0.after)
        }
        (facts.before, facts.after) = exampleTraces(
            since: loss.since, among: facts.probes.map { $0.key } + memory.examples.keys.sorted())
        facts.onset = detector.openAlert?.isCreeping.map { $0 ? .creeping : .sudden }
        facts.recovery = detector.openAlert?.recoveryProgress
        facts.concentration = memory.concentration
        return facts
    }

    var healthFacts: QualityFacts.Health {
        let status = health.status
        return QualityFacts.Health(
            state: status.state, successRatio: status.successRatio, lastFailure: status.lastFailure)
    }

    /// A good answer from before the change and a bad one after it, of the first probe that has both.
    private func exampleTraces(since: Timestamp, among keys: [String]) -> (QualityFacts.Example?, QualityFacts.Example?)
    {
        for key in keys {
            guard let examples = memory.examples[key], let good = examples.good(before: since), let bad = examples.bad,
                bad.at >= since
            else { continue }
            return (QualityFacts.Example(good, probe: key), QualityFacts.Example(bad, probe: key))
        }
        return (nil, nil)
    }
}

extension QualityFacts.Example {
    init(_ quote: Examples.Quote, probe: String) {
        self.init(
            trace: quote.sample, probe: probe, at: quote.at, score: quote.score, answer: quote.answer,
            reason: quote.reason)
    }
}
