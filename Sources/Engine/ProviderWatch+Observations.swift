internal import Alerting
internal import Core
internal import Detection
internal import Probing
internal import Statistics

extension ProviderWatch {
    /// What a closed round says to the incident of quality.
    func quality(_ verdict: DetectorVerdict, now: Timestamp) -> Observation {
        if case .resolved(let alert) = verdict.alert {
            let lasting = now - (memory.fellAt ?? Timestamp(microseconds: Int64(alert.startRound)))
            return .clear(QualityFacts.recoverySummary(provider: provider.name, lasting: lasting))
        }
        let level: Observation.Level =
            detector.openAlert != nil
            ? .firing : verdict.phase.isWatching && verdict.level >= .warn ? .suspected : .clear
        guard level != .clear, let finding = verdict.finding else { return .clear("the evidence is gone") }
        let facts = qualityFacts(verdict, finding, now: now)
        return Observation(
            level: level, severity: .page, summary: facts.summary(provider: provider.name, level: level),
            facts: facts.json)
    }

    private func qualityFacts(_ verdict: DetectorVerdict, _ finding: Finding, now: Timestamp) -> QualityFacts {
        let alert = detector.openAlert
        let scope = alert?.scope ?? finding.scope
        let since =
            memory.fellAt ?? likeliestFall(in: scope)
            ?? Timestamp(microseconds: Int64(alert?.startRound ?? finding.startRound))
        let evidence = alert?.peakLogEvidence ?? verdict.logEvidence
        let parts = finding.probes.filter { holds(scope, $0.probe) }.map { part($0, since: since) }
        let calls = parts.reduce(0.0) { $0 + $1.calls }
        let observed = calls > 0 ? parts.reduce(0.0) { $0 + $1.fact.observed * $1.calls } / calls : 0
        let expected = calls > 0 ? parts.reduce(0.0) { $0 + $1.fact.expected * $1.calls } / calls : 0
        var facts = QualityFacts(
            since: since, loss: max(0, expected - observed), observed: observed, expected: expected,
            evidence: QualityFacts.Evidence(
                log: evidence, threshold: verdict.thresholds.page,
                falseAlarmYears: plan.detector.falseAlarmYears(logEvidence: evidence)),
            health: healthFacts, silent: health.wasUp(since: since))
        facts.scope = shown(scope)
        facts.shares = finding.attribution.filter { $0.share >= 0.01 }.prefix(8).map {
            QualityFacts.Share(scope: shown($0.scope), share: $0.share)
        }
        let carriers = parts.map { $0.fact }.filter { $0.expected > $0.observed }
        facts.probes = Array(carriers.sorted(by: byLoss).prefix(12))
        facts.fingerprint = memory.changes.filter { $0.at >= since }.map {
            QualityFacts.Change(name: $0.name, before: $0.before, after: $0.after)
        }
        (facts.before, facts.after) = exampleTraces(
            since: since, among: facts.probes.map { $0.key } + memory.examples.keys.sorted())
        facts.recovery = alert?.recoveryProgress
        facts.concentration = memory.concentration
        return facts
    }

    /// The round in which the scope's scores most likely fell, from the last scores of its probes; nil where none lie below.
    func likeliestFall(in scope: Scope) -> Timestamp? {
        var rounds: [Round: (observed: Double, expected: Double, count: Double)] = [:]
        for baseline in detector.baselines() where holds(scope, baseline.probe) {
            for scored in memory.scores[bare(baseline.probe.key)] ?? [] {
                let sums = rounds[scored.round] ?? (0, 0, 0)
                rounds[scored.round] = (sums.observed + scored.score, sums.expected + baseline.mean, sums.count + 1)
            }
        }
        let ordered = rounds.keys.sorted()
        return Statistics.likeliestFall(ordered.compactMap { rounds[$0] }).map { ordered[$0].start }
    }

    /// The largest loss first, equal ones by name.
    private func byLoss(_ a: QualityFacts.Probe, _ b: QualityFacts.Probe) -> Bool {
        let (lossA, lossB) = (a.expected - a.observed, b.expected - b.observed)
        return lossA != lossB ? lossA > lossB : a.key < b.key
    }

    private func holds(_ scope: Scope, _ probe: WatchedProbe) -> Bool {
        switch scope {
        case .all: true
        case .category(let name): probe.category == name
        case .probe(let key): probe.key == key
        }
    }

    /// A probe's mean since the change beside its baseline, and the number of scores behind it.
    private func part(_ comparison: ProbeComparison, since: Timestamp) -> (fact: QualityFacts.Probe, calls: Double) {
        let key = bare(comparison.probe.key)
        let scores = memory.scores(of: key, since: since)
        let mean = scores.isEmpty ? comparison.baseline : scores.reduce(0, +) / Double(scores.count)
        return (
            QualityFacts.Probe(
                key: key, category: comparison.probe.category, observed: mean, expected: comparison.baseline),
            Double(scores.count)
        )
    }

    private var healthFacts: QualityFacts.Health {
        let status = health.status
        return QualityFacts.Health(
            state: status.state, successRatio: status.successRatio, lastFailure: status.lastFailure)
    }

    /// A good answer from before the change and a bad one after it, of the first probe that has both.
    private func exampleTraces(since: Timestamp, among keys: [String]) -> (QualityFacts.Example?, QualityFacts.Example?)
    {
        func example(_ key: String, _ quote: Examples.Quote) -> QualityFacts.Example {
            QualityFacts.Example(
                trace: quote.sample, probe: key, at: quote.at, score: quote.score, answer: quote.answer,
                reason: quote.reason)
        }
        for key in keys {
            guard let examples = memory.examples[key], let good = examples.good(before: since), let bad = examples.bad,
                bad.at >= since
            else { continue }
            return (example(key, good), example(key, bad))
        }
        return (nil, nil)
    }

    /// `category:logic`, `probe:suite/id`: the detector's names without versions.
    private func shown(_ scope: Scope) -> String {
        switch scope {
        case .all: "all"
        case .category(let name): "category:\(name)"
        case .probe(let key): "probe:\(bare(key))"
        }
    }

    private func bare(_ key: String) -> String { String(key.prefix { $0 != "@" }) }
}
