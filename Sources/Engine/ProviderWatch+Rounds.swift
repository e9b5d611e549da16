internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// Does whatever is due by `now`: begins a round, offers due probes, sends what waited, closes rounds.
    mutating func advance(to now: Timestamp, _ step: inout WatchStep) {
        guard !isDraining else { return }
        begin(now, &step)
        offerExtras(now: now, &step)
        offerSentinels(now: now, &step)
        while let due = agenda.first, due.at <= now {
            agenda.removeFirst()
            offer(due, now: now, &step)
        }
        sendPaced(now: now, &step)
        sendSecondAttempts(now: now, &step)
        closeWave(now: now, &step)
        closeRounds(now: now, &step)
    }

    private mutating func begin(_ now: Timestamp, _ step: inout WatchStep) {
        let round = Round(at: now, interval: plan.interval)
        guard round > begun ?? Round(start: .distantPast), round > closedThrough ?? Round(start: .distantPast) else {
            return
        }
        let left = agenda
        agenda = []
        for due in left { skip(due, "the process was busy or paused when it was due", now: now, &step) }
        if let begun, round.start - begun.start > plan.interval {
            step.reports.append(.paused(provider: provider.name, for: round.start - begun.start - plan.interval))
        }
        begun = round
        guard !probes.isEmpty else { return }
        chooseBreadth(of: round, &step)
        if !rounds.contains(where: { $0.round == round }) {
            rounds.append(
                RoundInProgress(
                    round: round, deadline: deadline(of: round), probes: asked(in: round), model: provider.model))
            rounds.sort { $0.round < $1.round }
        }
        if let index = rounds.firstIndex(where: { $0.round == round }) { rounds[index].deadline = deadline(of: round) }
        fillAgenda(round, now: now, &step)
        planSentinels(round, now: now, &step)
    }

    /// Plans the probes of the round that have no sample yet; overdue ones are sent once, spread over a short while.
    mutating func fillAgenda(_ round: Round, now: Timestamp, _ step: inout WatchStep) {
        guard let index = rounds.firstIndex(where: { $0.round == round }) else { return }
        let missing = probes.keys.sorted().filter {
            rounds[index].has($0) && !rounds[index].hasResult($0) && offered[$0]?.round != round
        }
        let resumption = schedule.resume(round, provider: provider.name, probes: missing, now: now)
        agenda = resumption.due
        for key in resumption.missed {
            skip(
                Due(provider: provider.name, probe: key, round: round, at: now), "too late in the round to be sent",
                now: now,
                &step)
        }
    }

    /// A round that began before the process did: closed at its deadline with what it has.
    mutating func restore(_ samples: [Sample]) {
        for sample in samples where sample.round > closedThrough ?? Round(start: .distantPast) {
            if !rounds.contains(where: { $0.round == sample.round }) {
                rounds.append(
                    RoundInProgress(
                        round: sample.round, deadline: deadline(of: sample.round), probes: asked(in: sample.round),
                        model: provider.model))
                rounds.sort { $0.round < $1.round }
            }
            if let index = rounds.firstIndex(where: { $0.round == sample.round }) { _ = rounds[index].add(sample) }
            if probes[sample.probe]?.version == sample.version { memory.note(sample, quote: nil, isQuiet: false) }
        }
    }

    /// When a round is closed with what it has.
    func deadline(of round: Round) -> Timestamp {
        RoundInProgress.deadline(of: round, interval: plan.interval, limits: provider.limits)
    }

    mutating func closeRounds(now: Timestamp, _ step: inout WatchStep) {
        var last: RoundRecord?
        while let first = rounds.first, first.isComplete || now >= first.deadline {
            rounds.removeFirst()
            agenda.removeAll { $0.round == first.round }
            // What a wave has not brought by now belongs to no slot.
            burst = nil
            last = close(first, now: now, &step)
        }
        if let last {
            closedSlot = ClosedSlot(last)
            beginWave(of: last, number: 1, now: now, &step)
        }
    }

    private mutating func close(_ round: RoundInProgress, now: Timestamp, _ step: inout WatchStep) -> RoundRecord {
        let verdict = memory.course.close(round, stepping: &detector)
        closedThrough = round.round
        // Nothing is expected before there is a baseline.
        let baselines = Dictionary(uniqueKeysWithValues: detector.baselines().map { ($0.probe.key, $0.mean) })
        let expected = verdict.phase.isWatching ? round.scoredVersions.compactMap { baselines[$0] } : []
        memory.note(
            Memory.Closed(
                scheduled: round.scheduled, scored: round.scored, mean: round.meanScore,
                expected: expected.isEmpty ? nil : expected.reduce(0, +) / Double(expected.count),
                overBudget: round.overBudget))
        locate(verdict)
        closePools(round.round, verdict)
        let level = qualityLevel(verdict)
        let record = RoundRecord(
            provider: provider.name, round: round.round, closedAt: now, scheduled: round.scheduled,
            scored: round.scored,
            meanScore: round.meanScore, expectedScore: memory.recent.last?.expected,
            logEvidence: verdict.phase.isWatching ? verdict.logEvidence : nil, level: level.rawValue,
            probes: breadths.closed(round.round) == .part ? probes.count : nil)
        step.rounds.append(record)
        step.reports.append(.roundClosed(record))
        step.observations.append((.qualityDegraded, quality(verdict, now: now)))
        if let blindness = blindness(now: now, isExcused: step.commons.network.trouble(of: provider.name) != nil) {
            step.observations.append((.blind, blindness))
        }
        closeStaleness(round.round, now: now, &step)
        closeAgreement(round.round, now: now, &step)
        closeModel(round, verdict, now: now, &step)
        closeBehaviour(round.round, now: now, &step)
        settleAlert()
        step.isChanged = true
        return record
    }

    /// The detector's verdict in the words of the status: blind wins over everything, an open alert over its level.
    func qualityLevel(_ verdict: DetectorVerdict) -> QualityStatus.Level {
        if memory.isBlind { return .blind }
        guard verdict.phase.isWatching else { return .learning }
        if detector.openAlert != nil { return .degraded }
        if memory.pools.watch.alarm != nil { return .warn }
        switch verdict.level {
        case .none: return .healthy
        case .watch: return .watch
        case .warn, .page, .critical: return .warn
        }
    }
}

extension DetectorVerdict.Phase {
    /// Past calibration.
    var isWatching: Bool { if case .watching = self { true } else { false } }
}
