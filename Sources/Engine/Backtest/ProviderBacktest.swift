internal import Alerting
package import Core
package import Detection
internal import Probing

/// The quality plane of one provider, gone through again from stored samples: rounds, slots, detector, dating and the life
/// of incidents are the daemon's own (`RoundInProgress`, `Detector`, `QualityCourse`, `IncidentMachine`).
///
/// What the daemon knew from its configuration is read off the history. Where the history tells which rounds were closed,
/// when, and how many probes they had, that decides; otherwise a round is closed as the daemon would have: complete, or at
/// its deadline. A probe without a sample in a round was missed there if it comes again within the next two rounds that
/// have samples, and is no longer asked if it does not. Of rounds that asked a part of the probes in turn, those without
/// a sample were not asked; extra calls are added to their slot wave by wave, as the daemon did. What is not in a history:
/// a change of configuration in the midst of a round, which may count a score or two otherwise than the daemon did.
/// What a person accepted as the new normal is taken from then on (`HistoryAcceptance`); pools are not gone through.
package struct ProviderBacktest: Sendable {
    /// Rounds held back: what comes in the others decides what was missing in the first. Where probes take turns, their
    /// next one may be five rounds later.
    private var heldRounds: Int { sampling == .adaptive ? 2 * Rotation.turns + 1 : 3 }
    /// Rounds from which the interval is read off.
    private static let roundsForInterval = 9

    package let provider: String
    /// The settings, with the length of a round as the history shows it.
    package private(set) var settings: DetectorSettings
    /// Falls that made an alert, in the order of their detection.
    package private(set) var incidents: [BacktestIncident] = []
    package private(set) var samples = 0
    /// Rounds that stepped the detector.
    package private(set) var rounds = 0
    package private(set) var firstSampleAt: Timestamp?
    package private(set) var lastSampleAt: Timestamp?

    /// The history says which rounds were closed.
    private let knowsRounds: Bool
    private let sampling: SamplingPolicy
    private let limits: ExchangeLimits
    private var interval: Duration?
    private var held: [HeldRound] = []
    /// Scores not yet taken by the course, in order of time.
    private var arrivals: [HistorySample] = []
    private var records: [HistoryRound] = []
    private var settledThrough = Round(start: .distantPast)
    private var closedAt = Timestamp.distantPast
    /// Those that are not reached yet.
    private var acceptances: [HistoryAcceptance]
    private var wasWatching = false
    private var roster = HistoryRoster()
    private var detector: Detector?
    private var course = QualityCourse()
    private var machine: IncidentMachine

    /// A provider of whose history nothing was seen. `settings` apply but for the length of a round, which shows;
    /// `limits` are those of its requests and matter only where the history does not tell when rounds were closed;
    /// `sampling` only where it does not tell what they asked. `acceptances` are in order of time.
    package init(
        provider: String, settings: DetectorSettings, limits: ExchangeLimits, knowsRounds: Bool,
        sampling: SamplingPolicy = .full, acceptances: [HistoryAcceptance] = []
    ) {
        self.sampling = sampling
        self.acceptances = acceptances
        self.provider = provider
        self.settings = settings
        self.limits = limits
        self.knowsRounds = knowsRounds
        machine = IncidentMachine(kind: .qualityDegraded, provider: provider)
    }

    /// Takes the next samples of the provider with the records of the rounds that they may belong to, by round. Samples
    /// are in order of `finishedAt`, or nearly: one whose round is over already counts in no slot. `series` is the table
    /// that their numbers point into.
    package mutating func take(_ samples: [HistorySample], _ rounds: [HistoryRound], series: [HistorySeries?]) {
        records += rounds
        for sample in samples { hold(sample, series) }
    }

    /// The history is over: closes what is held back.
    package mutating func finish(series: [HistorySeries?]) {
        while !held.isEmpty { settleFirst(series) }
        accept(before: .distantFuture, series)
    }

    private mutating func hold(_ sample: HistorySample, _ series: [HistorySeries?]) {
        samples += 1
        if firstSampleAt == nil { firstSampleAt = sample.finishedAt }
        lastSampleAt = max(lastSampleAt ?? .distantPast, sample.finishedAt)
        let extra = series[sample.series].flatMap { ExtraCall.read(key: $0.probe) }
        if sample.score != nil, extra == nil { arrivals.insertByTime(sample) }
        // One that came after its round was closed belongs to no slot.
        guard sample.round > settledThrough else { return }
        if let index = held.lastIndex(where: { $0.round == sample.round }) {
            if let extra {
                held[index].extras[extra.call.wave, default: []].insertByTime(sample)
            } else {
                held[index].samples.insertByTime(sample)
            }
        } else if extra == nil {
            let index = (held.lastIndex { $0.round < sample.round } ?? -1) + 1
            held.insert(HeldRound(round: sample.round, samples: [sample]), at: index)
        }
        while held.count > (interval == nil ? Self.roundsForInterval : heldRounds) { settleFirst(series) }
    }

    private mutating func settleFirst(_ series: [HistorySeries?]) {
        let interval = interval ?? readInterval()
        let now = held.removeFirst()
        settledThrough = now.round
        let record = record(of: now.round)
        // A round that the daemon never closed stepped nothing: it is open still, or was given up with its model.
        guard !knowsRounds || record != nil else { return }
        accept(before: record?.closedAt ?? now.round.start, series)
        let withdrawn = meet(now, record, series)
        var round = RoundInProgress(
            round: now.round,
            deadline: RoundInProgress.deadline(of: now.round, interval: interval, limits: limits),
            members: members(of: now, record))
        let end = record?.closedAt ?? round.deadline
        var last = now.round.start
        for sample in now.samples where sample.finishedAt <= end {
            guard let asked = series[sample.series] else { continue }
            if round.add(sample.score, of: asked.probe, version: asked.version) { last = sample.finishedAt }
        }
        closedAt = max(closedAt, record?.closedAt ?? (round.isComplete ? last : end))
        noteArrivals(series)
        close(round, withdrawn: withdrawn)
        addWaves(of: now, series)
    }

    /// What a round asked: where probes took turns, those that have a sample of it.
    private func members(of now: HeldRound, _ record: HistoryRound?) -> [RoundInProgress.Member] {
        guard record?.probes != nil || record == nil && sampling == .adaptive else { return roster.members }
        let asked = Set(now.samples.map(\.series))
        return zip(roster.members, roster.series).filter { asked.contains($0.1) }.map { $0.0 }
    }

    /// Adds the extra calls of a slot, wave by wave, that were all in before the next slot was stepped.
    private mutating func addWaves(of now: HeldRound, _ series: [HistorySeries?]) {
        let end = records.first?.closedAt ?? .distantFuture
        for number in now.extras.keys.sorted() {
            guard let wave = now.extras[number], let last = wave.last?.finishedAt, last <= end, var stepped = detector
            else { return }
            // With the daemon's settings it is known how many there were; a wave that was cut short was never counted.
            if wave.count < size(of: wave, number, asked: stepped, series) { return }
            accept(before: last, series)
            stepped = detector ?? stepped
            closedAt = max(closedAt, last)
            noteArrivals(series)
            let verdict = course.add(scores(wave, of: now.round, series), to: &stepped)
            tell(verdict, of: stepped, now.round)
        }
    }

    /// How many calls a wave had: what the detector wanted, or beside a changed model one of each probe.
    private func size(
        of wave: [HistorySample], _ number: Int, asked detector: Detector, _ series: [HistorySeries?]
    ) -> Int {
        let first = wave.first.flatMap { series[$0.series] }.flatMap { ExtraCall.read(key: $0.probe) }
        if first?.call.reason == .changedModel { return detector.wave(number).count }
        guard case .burst(let extras) = detector.demand else { return 0 }
        return extras.reduce(0) { $0 + $1.calls }
    }

    private func scores(_ wave: [HistorySample], of round: Round, _ series: [HistorySeries?]) -> SlotScores {
        let calls = wave.compactMap { sample -> SlotScores.Calls? in
            guard let score = sample.score, let asked = series[sample.series],
                let extra = ExtraCall.read(key: asked.probe),
                let member = roster.members.first(where: { $0.key == extra.probe && $0.version == asked.version })
            else { return nil }
            return SlotScores.Calls(key: member.watched.key, scores: [score])
        }
        return SlotScores(round: Int(round.start.microseconds), calls: calls)
    }

    /// The most frequent distance of the rounds seen first; without two of them what the settings say.
    private mutating func readInterval() -> Duration {
        let gaps = zip(held, held.dropFirst()).map { $1.round.start - $0.round.start }.sorted()
        let found = gaps.max { a, b in
            let (often, seldom) = (gaps.count { $0 == a }, gaps.count { $0 == b })
            return often != seldom ? often < seldom : a > b
        }
        if let found { settings.roundSeconds = found.inSeconds }
        let interval = found ?? .microseconds(Int64(settings.roundSeconds * 1e6))
        self.interval = interval
        return interval
    }

    private mutating func record(of round: Round) -> HistoryRound? {
        let older = records.prefix { $0.round < round }.count
        records.removeFirst(older)
        guard let first = records.first, first.round == round else { return nil }
        return records.removeFirst()
    }

    /// Makes the roster that of a round. Returns whether an alert went with the probes that carried it.
    private mutating func meet(_ now: HeldRound, _ record: HistoryRound?, _ series: [HistorySeries?]) -> Bool {
        if let record {
            // The daemon began to learn anew: its provider was given another model.
            if wasWatching, !record.isWatching {
                roster.startAnew()
                course = QualityCourse()
            }
            wasWatching = record.isWatching
        }
        let probes = record.map { $0.probes ?? $0.scheduled }
        guard roster.meet(now, later: held, scheduled: probes, series) else { return false }
        guard var known = detector else {
            detector = Detector(probes: roster.watched, settings: settings)
            return false
        }
        let reconciliation = known.reconcile(probes: roster.watched)
        detector = known
        for key in reconciliation.removed.map(WatchedProbe.bare) where !roster.has(key) { course.forget(key) }
        return reconciliation.withdrawn != nil
    }

    /// Gives the course the scores that had come by the time the round was closed.
    private mutating func noteArrivals(_ series: [HistorySeries?]) {
        let due = arrivals.prefix { $0.finishedAt <= closedAt }.count
        for sample in arrivals[..<due] {
            guard let score = sample.score, let asked = series[sample.series] else { continue }
            if roster.isNewVersion(sample.series, asked) { course.forget(asked.probe) }
            course.note(score, of: asked.probe, in: sample.round)
        }
        arrivals.removeFirst(due)
    }

    /// Gives the probes of what was accepted until then new baselines, as the daemon did.
    private mutating func accept(before moment: Timestamp, _ series: [HistorySeries?]) {
        while let acceptance = acceptances.first, acceptance.at < moment {
            acceptances.removeFirst()
            closedAt = max(closedAt, acceptance.at)
            noteArrivals(series)
            guard var changed = detector else { continue }
            let since = course.fellAt ?? changed.fallBegan ?? acceptance.at
            let affected = changed.baselines().map(\.probe).filter { acceptance.probes.contains($0.bareKey) }
            _ = changed.rebaseline(keys: affected.map(\.key), from: course.slots(of: affected, since: since))
            if changed.openAlert == nil { observe(.clear, nil, Round(start: closedAt)) }
            course.settle(changed)
            detector = changed
        }
    }

    private mutating func close(_ round: RoundInProgress, withdrawn: Bool) {
        guard var stepped = detector else { return }
        rounds += 1
        if withdrawn { observe(.clear, nil, round.round) }
        let verdict = course.close(round, stepping: &stepped)
        tell(verdict, of: stepped, round.round)
    }

    private mutating func tell(_ verdict: DetectorVerdict, of stepped: Detector, _ round: Round) {
        switch course.opinion(verdict, of: stepped) {
        case .clear, .recovered: observe(.clear, nil, round)
        case .suspected(let loss): observe(.suspected, loss, round)
        case .lost(let loss): observe(.firing, loss, round)
        }
        course.settle(stepped)
        detector = stepped
    }

    private mutating func observe(_ level: Observation.Level, _ loss: QualityLoss?, _ round: Round) {
        let wasFiring = machine.isOpen && machine.incident?.firedAt != nil
        _ = machine.observe(Observation(level: level, severity: .page, summary: "", facts: .null), at: closedAt)
        guard let incident = machine.incident, let firedAt = incident.firedAt else { return }
        if let loss, level == .firing {
            if !wasFiring {
                incidents.append(
                    BacktestIncident(
                        provider: provider, since: loss.since, detectedAt: firedAt,
                        delayRounds: rounds(from: loss.since, through: round)))
            }
            incidents[incidents.count - 1].take(loss, settings)
        }
        if wasFiring, !incident.isOpen { incidents[incidents.count - 1].resolvedAt = incident.resolvedAt }
    }

    private func rounds(from since: Timestamp, through round: Round) -> Int {
        Int((round.start - since).microseconds / max(Int64(settings.roundSeconds * 1e6), 1)) + 1
    }
}

/// A round with the samples that belong to it, in order of time.
struct HeldRound: Sendable {
    var round: Round
    var samples: [HistorySample]
    /// The extra calls beside it, by wave.
    var extras: [Int: [HistorySample]] = [:]
}

extension [HistorySample] {
    /// Adds a sample behind those that finished before it or with it.
    fileprivate mutating func insertByTime(_ sample: HistorySample) {
        guard let last, last.finishedAt > sample.finishedAt else { return append(sample) }
        insert(sample, at: firstIndex { $0.finishedAt > sample.finishedAt } ?? endIndex)
    }
}
