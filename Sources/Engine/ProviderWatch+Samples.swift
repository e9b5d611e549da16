internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// What the detector knows at this moment, for traces.
    var detectorFacts: JSON {
        let verdict = detector.verdict
        return [
            "slot": .int(detector.slot), "log_evidence": .double(verdict.logEvidence),
            "level": .string(qualityLevel(verdict).rawValue),
            "closed_through": .optional(closedThrough.map { $0.start.description }),
        ]
    }

    /// A request is over, by an answer or a last failed attempt: the conversation goes on, or the sample is finished.
    mutating func conclude(_ asking: Asking, _ reply: Reply, now: Timestamp, _ step: inout WatchStep) {
        var asking = asking
        asking.close(with: reply)
        if reply.outcome.isScored, !asking.isStale, case .asking = asking.question.conversation.state {
            return goOn(asking, now: now, &step)
        }
        finish(asking, nil, "", now: now, &step)
    }

    /// The sample of a conversation that is over, with its whole trace.
    /// - Parameters:
    ///   - unasked: why the next request was not sent; nil when the last one decides.
    ///   - why: the same for people.
    mutating func finish(
        _ asking: Asking, _ unasked: Outcome?, _ why: String, now: Timestamp, _ step: inout WatchStep
    ) {
        let record = asking.record
        let conversation = asking.question.conversation
        let verdict = record.scorecard.verdict(after: conversation, failed: unasked == nil && !asking.isStale)
        // A turn that was bad is not hidden by a call that failed after it.
        let answered = verdict == nil ? unasked ?? record.outcome : record.answered ?? record.outcome
        let outcome = asking.isStale ? Outcome.stale : answered
        let completion =
            outcome.isScored || asking.isStale ? asking.turns.last { $0.completion != nil }?.completion : nil
        var note = verdict?.headline ?? why
        if let failure = record.failure, unasked == nil, verdict == nil || conversation.turns == 1 {
            note = [failure.code, plan.redactor.redact(failure.message)].filter { !$0.isEmpty }.joined(separator: ": ")
        }
        if let proof = asking.findings.first(where: { $0.tellTale.isProof }) { note = proof.reason }
        let sample = Sample(
            id: asking.sample, provider: provider.name, probe: asking.probe.key, version: asking.probe.version,
            category: asking.probe.category, round: asking.due.round, dueAt: asking.due.at, finishedAt: now,
            outcome: outcome, score: asking.isStale || asking.probe.isSentinel ? nil : verdict?.score,
            attempts: asking.attemptsSent,
            status: record.status, note: note, extraction: asking.isStale ? "" : verdict?.extraction ?? "",
            inputTokens: record.inputTokens, outputTokens: record.outputTokens, cost: asking.cost,
            latency: record.latency, firstToken: record.firstToken, finish: completion?.finish,
            fingerprint: completion?.fingerprint ?? Completion.Fingerprint(),
            connection: record.connection, peer: record.peer)
        let trace = Trace(
            sample: sample.id, api: asking.question.api, options: asking.question.options,
            stream: asking.question.stream, configuration: asking.provider.configurationHash,
            rendered: conversation.probe, turns: asking.turns, verdict: verdict, findings: asking.findings,
            withdrawn: asking.withdrawnTurn, detector: asking.detector,
            writer: plan.version, prices: asking.question.prices)
        let quote = sample.score.map { score in
            Examples.Quote(
                sample: sample.id, at: now, round: sample.round, score: score,
                answer: shortened(record.quoted, 160), reason: shortened(note, 160))
        }
        counters.money += asking.cost
        noteAsked(asking)
        if asking.probe.isSentinel {
            noteSentinel(asking, sample, completion, now: now, &step)
        } else if asking.probe.extra == nil {
            compareLater(asking, sample, completion)
            noteModel(asking, sample, completion, now: now, &step)
            noteBehaviour(asking, sample, completion)
        }
        keep(sample, trace, quote: quote, now: now, &step)
        startNext(after: asking.due, now: now, &step)
    }

    /// A sample whose second attempt cannot be sent any more ends with what the first one said.
    mutating func giveUp(_ asking: Asking, now: Timestamp, _ step: inout WatchStep) {
        if let (asking, reply) = asking.restored() { return conclude(asking, reply, now: now, &step) }
        guard let last = asking.attempts.last else { return startNext(after: asking.due, now: now, &step) }
        conclude(asking, excused(asking.question.reply(in: last.exchange, now: now), step), now: now, &step)
    }

    /// A sample for which nothing was sent.
    mutating func finish(
        _ due: Due, _ probe: Probe, _ outcome: Outcome, note: String, now: Timestamp, _ step: inout WatchStep
    ) {
        let sample = Sample(
            id: Sample.id(provider: provider.name, probe: probe, round: due.round), provider: provider.name,
            probe: probe.key, version: probe.version, category: probe.category, round: due.round, dueAt: due.at,
            finishedAt: now, outcome: outcome, note: note)
        keep(sample, nil, quote: nil, now: now, &step)
    }

    /// A probe that was due and is not sent.
    mutating func skip(_ due: Due, _ why: String, now: Timestamp, _ step: inout WatchStep) {
        guard let probe = probe(of: due) else { return }
        finish(due, probe, .skipped, note: why, now: now, &step)
    }

    private mutating func keep(
        _ sample: Sample, _ trace: Trace?, quote: Examples.Quote?, now: Timestamp, _ step: inout WatchStep
    ) {
        step.samples.append((sample, trace))
        step.reports.append(.sampled(sample))
        if let index = Outcome.allCases.firstIndex(of: sample.outcome) { counters.samples[index] += 1 }
        counters.note(extraction: sample.extraction, category: sample.category)
        if probes[sample.probe]?.version == sample.version {
            memory.note(sample, quote: quote, isQuiet: detector.openAlert == nil && detector.verdict.logEvidence < 0.5)
        }
        if let index = rounds.firstIndex(where: { $0.round == sample.round }) { _ = rounds[index].add(sample) }
        noteExtra(sample, &step)
    }
}
