internal import Core
internal import Detection
internal import Probing

/// Adaptive sampling: what a round asks, and what is asked beside the slot that was stepped last.
extension ProviderWatch {
    /// Decides what a round asks that begins now. A third is enough only while nothing stirs anywhere: what is told of
    /// repeats, pairs and staleness is to be seen to end as soon as possible, and a changed model is looked into.
    mutating func chooseBreadth(of round: Round, _ step: inout WatchStep) {
        guard plan.sampling == .adaptive, !breadths.isDecided(round) else { return }
        let isQuiet = detector.demand == .light && !agreement.isTold && !staleness.isTold && !wantsFullRounds
        breadths.decide(isQuiet ? .part : .all, of: round)
        step.isChanged = true
    }

    /// The probes of a round, by key.
    func asked(in round: Round) -> [Probe] {
        switch breadths.breadth(of: round) {
        case .all: orderedProbes
        case .part: rotation.due(round, probes: orderedProbes)
        }
    }

    /// What a sample that is due asks: a probe, an extra call of the wave under way, or a sentinel; nil for one that is no
    /// longer asked.
    func probe(of due: Due) -> Probe? {
        probes[due.probe] ?? burst?.probe(due.probe) ?? sentinel(due.probe)
    }

    /// The round in whose time a probe is asked: extra calls run beside the round after their own.
    func asking(_ probe: Probe, of round: Round) -> Round {
        probe.extra == nil ? round : Round(start: round.start + plan.interval)
    }

    /// How much of a daily limit may be used once an extra call has its part: not more than what the day would have used
    /// by the end of a round if it used all of it evenly, so that the rounds of the rest of the day are paid for.
    func shareForExtras(_ now: Timestamp) -> Double {
        let day = Duration.seconds(86_400)
        let gone = now - Timestamp(seconds: Double(now.day) * day.inSeconds)
        return min((gone + plan.interval).inSeconds / day.inSeconds, 1)
    }

    /// What the next wave of a slot asks, and why; nil where none is asked for. A changed model goes before.
    private func wanted(_ number: Int, now: Timestamp) -> (reason: ExtraCall.Reason, extras: [Demand.Extra])? {
        if wantsConfirmingWave(now) { return (.changedModel, detector.wave(number)) }
        guard plan.sampling == .adaptive, case .burst(let extras) = detector.demand else { return nil }
        return (.evidence, extras)
    }

    /// Begins a wave of extra calls beside the slot of a closed round, where one is asked for and the provider is well. None
    /// is under way.
    mutating func beginWave(of record: RoundRecord, number: Int, now: Timestamp, _ step: inout WatchStep) {
        guard let (reason, extras) = wanted(number, now: now), breaker.status == .closed, !isDown,
            now < end(of: record)
        else { return }
        var calls: [(probe: Probe, watched: String)] = []
        // One call of each probe after the other, so that those of one probe are spread as well.
        for call in 1...max(extras.map(\.calls).max() ?? 1, 1) {
            for extra in extras where call <= extra.calls {
                guard let probe = probes[WatchedProbe.bare(extra.key)] else { continue }
                calls.append((probe.asked(as: ExtraCall(reason, wave: number, number: call)), extra.key))
            }
        }
        guard !calls.isEmpty else { return }
        if reason == .changedModel { confirming.asked() }
        closedSlot?.waves = number
        burst = BurstInProgress(of: record, wave: number, reason: reason, began: now, calls: calls)
        burst?.plan(schedule, provider: provider.name)
        step.isChanged = true
    }

    /// Offers the extra calls that are due.
    mutating func offerExtras(now: Timestamp, _ step: inout WatchStep) {
        if let wave = burst, now >= end(of: wave.record) { burst = nil }
        while let due = burst?.due.first, due.at <= now {
            burst?.due.removeFirst()
            if breaker.status != .closed, let probe = probe(of: due) {
                finish(due, probe, .breakerOpen, note: "no extra call while the breaker is open", now: now, &step)
            } else {
                offer(due, now: now, &step)
            }
        }
    }

    /// Notes a sample where it is an extra call, in the commit that keeps it.
    mutating func noteExtra(_ sample: Sample, _ step: inout WatchStep) {
        guard ExtraCall.read(key: sample.probe) != nil else { return }
        counters.extras += 1
        if burst?.add(sample) == true { step.isChanged = true }
    }

    /// Adds a wave to its slot once all of it is in, and begins the next one where that is wanted.
    mutating func closeWave(now: Timestamp, _ step: inout WatchStep) {
        while var wave = burst, wave.isComplete {
            let verdict = memory.course.add(wave.scores, to: &detector)
            locate(verdict)
            let record = wave.closed(logEvidence: verdict.logEvidence, level: qualityLevel(verdict).rawValue)
            closedSlot?.record = record
            step.rounds.append(record)
            step.observations.append((.qualityDegraded, quality(verdict, now: now)))
            closeModel(wave, verdict, now: now, &step)
            settleAlert()
            step.isChanged = true
            burst = nil
            if wave.mayGoOn {
                beginWave(of: record, number: wave.wave + 1, now: now, &step)
                offerExtras(now: now, &step)
            }
        }
    }

    /// Until when extra calls of a round are asked: to the end of the next one.
    private func end(of record: RoundRecord) -> Timestamp { record.round.start + plan.interval * 2 }

    /// For the status.
    var samplingStatus: SamplingStatus {
        SamplingStatus(
            isAdaptive: plan.sampling == .adaptive, asked: rounds.last?.scheduled,
            extrasUnderWay: burst?.awaited.count ?? 0)
    }
}
