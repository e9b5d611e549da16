internal import Alerting
internal import Core
internal import Detection
internal import Probing
internal import Statistics

extension ProviderWatch {
    /// Keeps a scored answer to be compared with others.
    mutating func compareLater(_ asking: Asking, _ sample: Sample, _ answer: Completion?) {
        guard let score = sample.score, let answer, asking.probe.followUps.isEmpty,
            asking.probe.company != .alone || !provider.equivalent.isEmpty
        else { return }
        let text = answer.text
        agreement.note(
            RoundAnswer(
                probe: asking.probe.key, version: asking.probe.version,
                seed: asking.question.conversation.probe.seed,
                text: text.utf8.count <= RoundAnswer.longest && answer.toolCalls.isEmpty ? text : nil, score: score,
                sample: sample.id, at: sample.finishedAt,
                isDeterministic: !asking.probe.isVaried && asking.probe.sampling.temperature == 0),
            in: sample.round)
    }

    /// A round is closed: compares what was repeated in it.
    mutating func closeAgreement(_ round: Round, now: Timestamp, _ step: inout WatchStep) {
        agreement.close(round, keeps: !provider.equivalent.isEmpty, settings: plan.detector)
        tellAgreement(&step)
    }

    /// Rounds that are closed and not yet compared with another provider's.
    func unpaired(with other: String) -> [Round] {
        let through = agreement.pairs[other]?.through ?? Round(start: .distantPast)
        return agreement.closed.map(\.round).filter { $0 > through }
    }

    /// Compares a closed round with that of an equivalent provider.
    mutating func compare(with other: ProviderWatch, _ round: Round, _ step: inout WatchStep) {
        let name = other.provider.name
        let others = agreement.pairs.keys.count { $0 != name }
        let own = AgreementWatch.own(plan.detector, pairs: others + 1)
        var pair = agreement.pairs[name] ?? PairWatch(settings: own)
        func answers(_ watch: AgreementWatch) -> [RoundAnswer] {
            watch.closed.first { $0.round == round }?.answers.filter { !Probe.isCopy(key: $0.probe) } ?? []
        }
        pair.step(round, mine: answers(agreement), theirs: answers(other.agreement), settings: own)
        agreement.pairs[name] = pair
        step.isChanged = true
        tellAgreement(&step)
    }

    private mutating func tellAgreement(_ step: inout WatchStep) {
        let isOpen = agreement.isOpen
        if isOpen {
            let facts = inconsistencyFacts
            step.observations.append(
                (
                    .inconsistentAnswers,
                    Observation(
                        level: .firing, severity: .warn, summary: facts.summary(provider: provider.name),
                        facts: facts.json)
                ))
        } else if agreement.isTold {
            step.observations.append(
                (.inconsistentAnswers, .clear(InconsistencyFacts.recoverySummary(provider: provider.name))))
        }
        agreement.isTold = isOpen
    }

    private var inconsistencyFacts: InconsistencyFacts {
        var findings: [InconsistencyFacts.Finding] = []
        var disagreements: [Disagreement] = []
        if let alert = agreement.repeats.openAlert {
            findings.append(finding(.repeats, "", alert, agreement.repeats))
            disagreements += agreement.disagreements
        }
        for name in agreement.pairs.keys.sorted() {
            guard let pair = agreement.pairs[name], pair.isOpen else { continue }
            disagreements += pair.disagreements
            if let alert = pair.agreement.openAlert {
                findings.append(finding(.equivalentAnswers, name, alert, pair.agreement))
            }
            guard pair.signs.alarm != 0 else { continue }
            let years = pair.agreement.settings.falseAlarmYears(logEvidence: pair.signs.logEvidence)
            findings.append(
                InconsistencyFacts.Finding(
                    comparison: pair.signs.alarm < 0 ? .equivalentScores : .equivalentBetter, with: name,
                    since: pair.signsSince ?? .distantPast, falseAlarmYears: years))
        }
        let pairs = disagreements.suffix(6).map { each in
            InconsistencyFacts.Pair(
                probe: each.probe, one: each.one.sample, other: each.other.sample, at: each.other.at,
                answers: [each.one, each.other].map { shortened($0.text ?? "", 160) })
        }
        return InconsistencyFacts(findings: findings, pairs: Array(pairs))
    }

    private func finding(
        _ comparison: InconsistencyFacts.Comparison, _ with: String, _ alert: Alert, _ detector: Detector
    ) -> InconsistencyFacts.Finding {
        let finding = detector.verdict.finding
        let probes = (finding?.probes ?? []).filter { alert.scope.holds($0.probe) }
        let calls = probes.reduce(0.0) { $0 + ($1.baseline > 0 ? $1.expected / $1.baseline : 0) }
        let observed = probes.reduce(0.0) { $0 + $1.observed }
        let expected = probes.reduce(0.0) { $0 + $1.expected }
        return InconsistencyFacts.Finding(
            comparison: comparison, with: with, since: Timestamp(microseconds: Int64(alert.startRound)),
            observed: calls > 0 ? observed / calls : nil, expected: calls > 0 ? expected / calls : nil,
            falseAlarmYears: detector.settings.falseAlarmYears(logEvidence: alert.peakLogEvidence))
    }

    /// For the status.
    var agreementStatus: AgreementStatus {
        AgreementStatus(
            isInconsistent: agreement.isOpen,
            words: agreement.isOpen ? inconsistencyFacts.findings.map(\.words) : [])
    }
}
