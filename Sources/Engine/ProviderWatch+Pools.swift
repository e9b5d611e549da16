internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// A round is closed: its answers by the way that they came, against the baselines of the detector.
    mutating func closePools(_ round: Round, _ verdict: DetectorVerdict) {
        var baselines: [String: PoolWatch.Baseline] = [:]
        for each in detector.baselines() {
            baselines[each.probe.bareKey] = PoolWatch.Baseline(
                key: each.probe.key, mean: each.mean, calls: Double(each.calls),
                takesPart: verdict.phase.isWatching && each.standing.takesPart)
        }
        memory.pools.close(
            round, baselines: baselines, excess: RoundSway(detector).excess,
            threshold: plan.detector.beside(.pools).thresholds.page, mayOpen: detector.openAlert == nil)
    }

    /// What the pools say to the incident of quality while the detector sees nothing to page for: that one of them answers worse,
    /// that it does so no longer, or nothing.
    func poolQuality() -> Observation? {
        if let ended = memory.pools.watch.ended {
            return .clear("answers of \(provider.name) from \(ended.words) are as good as ever, or come no more")
        }
        guard let (alarm, series) = memory.pools.watch.told else { return nil }
        let settings = plan.detector.beside(.pools)
        let since = alarm.since.start
        let answers = Double(max(series.answers, 1))
        var facts = QualityFacts(
            since: since, loss: max(0, series.expected - series.observed) / answers,
            observed: series.observed / answers, expected: series.expected / answers,
            evidence: QualityFacts.Evidence(
                log: alarm.logEvidence, threshold: settings.thresholds.page,
                falseAlarmYears: settings.falseAlarmYears(logEvidence: alarm.logEvidence)),
            health: healthFacts, silent: health.wasUp(since: since))
        facts.concentration = QualityFacts.Concentration(
            place: series.label.words, bad: series.bad, answers: series.answers, badElsewhere: series.badElsewhere,
            answersElsewhere: series.answersElsewhere)
        if let (probe, bad) = series.example.map({ ($0.probe, $0.quote) }) {
            facts.after = QualityFacts.Example(bad, probe: probe)
            facts.before = memory.examples[probe]?.good(before: since).map { QualityFacts.Example($0, probe: probe) }
        }
        return Observation(
            level: .firing, severity: .warn, summary: facts.poolSummary(provider: provider.name), facts: facts.json)
    }
}

extension BaselineStanding {
    /// Past its first calls.
    fileprivate var takesPart: Bool {
        switch self {
        case .collecting: false
        case .learning, .frozen: true
        }
    }
}
