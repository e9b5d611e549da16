internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// Notes the codes of a question that is about to be sent.
    mutating func noteNonces(of asking: Asking, now: Timestamp) {
        let seed = asking.question.conversation.probe.seed
        do throws(RenderingError) {
            let codes = try Rendering.nonces(asking.probe, seed: seed)
            guard !codes.isEmpty else { return }
            staleness.machine.sent(
                codes, seed: seed,
                StaleFinding.Earlier(sample: asking.sample, probe: asking.probe.key, at: now))
        } catch {
            // It was rendered from these values a moment ago.
            preconditionFailure("a question that was rendered has values")
        }
    }

    /// What a wrong answer is held against: of a single varied question earlier rounds, of facts earlier periods.
    func past(of probe: Probe, round: Round, seed: UInt64) -> Past? {
        let isHeld = probe.isVaried && probe.followUps.isEmpty
        let rounds = isHeld ? staleness.machine.rounds(of: probe.key, before: round) : []
        guard !rounds.isEmpty || !probe.facts.isEmpty else { return nil }
        return Past(probe: probe, rootSeed: rootSeed, seed: seed, round: round, rounds: rounds)
    }

    /// Looks for tell-tales in an answer; gives them.
    mutating func hear(_ reply: Reply, to asking: Asking, now: Timestamp, _ step: inout WatchStep) -> [StaleFinding] {
        guard reply.outcome.isScored, case .completion(let completion) = reply.decoded else { return [] }
        let asked = asking.question.rendered
        let answer = Staleness.Answer(
            sample: asking.sample, probe: asking.probe.questionKey, seed: asked.seed,
            question: StableHash.of(asked.messages.flatMap { [$0.role.rawValue, $0.content] }),
            isVaried: asking.probe.isVaried, sentAt: asking.startedAt, latency: reply.exchange.phases.total,
            temperature: asked.sampling.temperature, completion: completion, age: reply.exchange.age,
            snapshot: reply.snapshot)
        let hearing = staleness.machine.heard(answer, comparison(reply, asking), now: now)
        staleness.note(hearing)
        if let proof = hearing.proof {
            counters.note(proof.tellTale)
            step.isChanged = true
        }
        for hint in hearing.hints where hint.isShown { counters.note(hint.tellTale) }
        if hearing.change != .none { tellStaleness(now: now, &step) }
        return hearing.findings
    }

    private func comparison(_ reply: Reply, _ asking: Asking) -> Staleness.Comparison? {
        guard reply.isHeldAgainstPast, let past = asking.question.past else { return nil }
        var comparison = Staleness.Comparison(candidates: past.rounds.count { !$0.isMatched })
        if let match = reply.match {
            // One that testified before is no new evidence, and a proof all the same once chance is ruled out.
            if match.asked.isMatched { comparison.candidates = 0 }
            comparison.match = match.asked.round
            comparison.earlier = StaleFinding.Earlier(
                sample: Sample.id(provider: provider.name, probe: asking.probe, round: match.asked.round),
                probe: asking.probe.key, at: match.asked.round.start)
        }
        return comparison
    }

    /// Asks a sample anew, with fresh values, whose answer is stale: once, and only where the retry budget pays for it.
    func askedAnew(_ asking: Asking, _ reply: Reply, now: Timestamp) -> Asking? {
        guard asking.probe.isVaried, asking.turns.isEmpty, asking.withdrawal == nil, !isDraining,
            asking.attempts.count < RetryPolicy.attempts, now < asking.deadline
        else { return nil }
        let seed = Rendering.seed(probe: asking.probe, round: asking.due.round, rootSeed: rootSeed, again: true)
        do throws(RenderingError) {
            var anew = asking
            anew.withdraw(reply, for: try Rendering.render(asking.probe.asked(at: asking.due.round.start), seed: seed))
            anew.question.past = past(of: asking.probe, round: asking.due.round, seed: seed)
            anew.retryAt = now
            return anew
        } catch {
            return nil
        }
    }

    /// A sample is finished whose question was sent: later answers are held against it.
    mutating func noteAsked(_ asking: Asking) {
        guard asking.probe.isVaried, asking.probe.followUps.isEmpty,
            probes[asking.probe.key]?.version == asking.probe.version
        else { return }
        staleness.machine.finished(
            asking.probe.key, AskedRounds.Asked(round: asking.due.round, again: asking.withdrawal != nil))
    }

    /// A round is closed.
    mutating func closeStaleness(_ round: Round, now: Timestamp, _ step: inout WatchStep) {
        staleness.close(round)
        tellStaleness(now: now, &step)
    }

    private mutating func tellStaleness(now: Timestamp, _ step: inout WatchStep) {
        switch staleness.tell() {
        case nil: break
        case .over:
            step.isChanged = true
            step.observations.append(
                (.staleResponse, .clear(StaleFacts.recoverySummary(provider: provider.name))))
        case .stale:
            let facts = staleFacts(now: now)
            step.observations.append(
                (
                    .staleResponse,
                    Observation(
                        level: .firing, severity: .warn, summary: facts.summary(provider: provider.name),
                        facts: facts.json)
                ))
        }
    }

    private func staleFacts(now: Timestamp) -> StaleFacts {
        let hints = staleness.hints.openAlert.map { alert in
            StaleFacts.Hint(
                tellTale: TellTale(rawValue: alert.scope.bareName) ?? .createdEarlier,
                since: Timestamp(microseconds: Int64(alert.startRound)),
                falseAlarmYears: staleness.hints.settings.falseAlarmYears(logEvidence: alert.peakLogEvidence))
        }
        let episode = staleness.machine.episode ?? staleness.machine.lastEpisode
        var facts = StaleFacts(since: episode?.since ?? hints?.since ?? now, hint: hints)
        guard let episode else { return facts }
        (facts.stale, facts.answers) = (episode.stale, episode.answers)
        facts.counts = zip(TellTale.allCases, episode.counts).filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
            .map { StaleFacts.Count(tellTale: $0.0, count: $0.1) }
        facts.reason = episode.example.finding.reason
        facts.before = episode.example.finding.earlier.map {
            StaleFacts.Example(trace: $0.sample, probe: $0.probe, at: $0.at, reason: "what came again")
        }
        facts.after = StaleFacts.Example(
            trace: episode.example.sample, probe: episode.example.probe, at: episode.example.at,
            reason: episode.example.finding.reason)
        return facts
    }

    /// For the status.
    var stalenessStatus: StalenessStatus {
        let episode = staleness.machine.episode
        return StalenessStatus(
            staleSince: episode?.since
                ?? staleness.hints.openAlert.map { Timestamp(microseconds: Int64($0.startRound)) },
            stale: episode?.stale ?? 0, answers: episode?.answers ?? 0, counts: counters.tellTales)
    }
}

extension Exchange {
    /// How old the answer is by its `Age` header; nil without one. **Source:** RFC 9111, section 5.1.
    var age: Duration? {
        headers["age"].flatMap { Int($0.trimmed) }.flatMap { (0...1_000_000_000).contains($0) ? .seconds($0) : nil }
    }
}
