internal import Core
internal import Detection
internal import Probing

/// The extra calls of the slot that was stepped last, asked for by the detector or beside a changed model: one wave after the other, spread over the time until the next slot
/// is stepped. A wave counts once all of it is in, as one `Detector.burst`; what is not in by then belongs to no slot.
///
/// | event | a wave under way | its last call is in |
/// | --- | --- | --- |
/// | `add`, a call of the wave | noted | the engine closes the wave |
/// | `add`, another sample | – | – |
/// | the wave is closed | – | the next one, where it is asked for, this one brought a score and no daily limit stands against it |
/// | the next slot is stepped | dropped | dropped |
struct BurstInProgress: Sendable {
    /// A call of the wave and what came of it.
    fileprivate struct Call: Sendable {
        var probe: Probe
        /// The detector's name of the probe.
        var watched: String
        var result = CallResult.awaited
    }

    /// The round of the slot, as it stands in the store.
    private(set) var record: RoundRecord
    /// The number of the wave, from 1.
    let wave: Int
    /// Who asked for it.
    let reason: ExtraCall.Reason
    /// When its first call is due.
    let began: Timestamp
    /// When the calls that were not offered yet are due.
    var due: [Due] = []
    private var calls: [Call]
    private var isOverBudget = false

    /// A wave of these calls: each probe is the extra call itself, `watched` what the detector calls it.
    init(
        of record: RoundRecord, wave: Int, reason: ExtraCall.Reason = .evidence, began: Timestamp,
        calls: [(probe: Probe, watched: String)]
    ) {
        self.record = record
        self.began = began
        self.wave = wave
        self.reason = reason
        self.calls = calls.map { Call(probe: $0.probe, watched: $0.watched) }
    }

    var round: Round { record.round }

    /// All of the wave is in.
    var isComplete: Bool { calls.allSatisfy(\.result.isIn) }

    /// Another wave may follow: this one brought a score, and no daily limit stood against it.
    var mayGoOn: Bool { !isOverBudget && calls.contains { $0.result.score != nil } }

    /// The keys of the calls that are not in, in the order in which they are asked.
    var awaited: [String] { calls.filter { !$0.result.isIn }.map(\.probe.key) }

    /// Lays the calls over a while since it began; those that are not in are due, after a restart at the same times.
    mutating func plan(_ schedule: Schedule, provider: String) {
        let awaited = Set(awaited)
        due = schedule.wave(calls.map(\.probe.key), provider: provider, round: round, from: began)
            .filter { awaited.contains($0.probe) }
    }

    /// The call of a key; nil for one that does not belong to the wave.
    func probe(_ key: String) -> Probe? { calls.first { $0.probe.key == key }?.probe }

    /// Notes a sample; false when it is none of the wave.
    mutating func add(_ sample: Sample) -> Bool {
        guard sample.round == round,
            let place = calls.firstIndex(where: {
                $0.probe.key == sample.probe && $0.probe.version == sample.version && !$0.result.isIn
            })
        else { return false }
        calls[place].result = sample.score.map(CallResult.scored) ?? .unscored
        if sample.outcome == .budgetExhausted { isOverBudget = true }
        return true
    }

    /// The wave as the detector takes it; what has no score is not there.
    var scores: SlotScores {
        SlotScores(
            round: Int(round.start.microseconds),
            calls: calls.compactMap { call in
                call.result.score.map { SlotScores.Calls(key: call.watched, scores: [$0]) }
            })
    }

    /// The slot's round after the wave.
    mutating func closed(logEvidence: Double, level: String) -> RoundRecord {
        (record.logEvidence, record.level) = (logEvidence, level)
        return record
    }
}

extension BurstInProgress {
    var json: JSON {
        [
            "round": record.json, "wave": .int(wave), "reason": .string(String(reason.rawValue)),
            "began": .int(Int(began.microseconds)), "over_budget": .bool(isOverBudget),
            "calls": .array(
                calls.map { call in
                    let result: JSON =
                        switch call.result {
                        case .awaited: .null
                        case .unscored: false
                        case .scored(let score): .double(score)
                        }
                    return [
                        .string(call.probe.plainKey), .string(call.probe.version), .string(call.watched),
                        .int(call.probe.extra?.number ?? 1), result,
                    ]
                }),
        ]
    }

    /// Reads back what `json` wrote; nil where that cannot be read, or one of the probes is no longer asked: then the slot
    /// gets no more than it has.
    init?(json: JSON, provider: String, probes: [String: Probe]) {
        guard let record = json["round"].flatMap({ RoundRecord(json: $0, provider: provider) }),
            let wave = json["wave"]?.int, let began = json["began"]?.int, let stored = json["calls"]?.array
        else { return nil }
        let reason = json["reason"]?.string?.first.flatMap(ExtraCall.Reason.init) ?? .evidence
        self.init(
            of: record, wave: wave, reason: reason, began: Timestamp(microseconds: Int64(began)), calls: [])
        isOverBudget = json["over_budget"]?.bool ?? false
        for each in stored {
            guard let probe = each[0]?.string.flatMap({ probes[$0] }), probe.version == each[1]?.string,
                let watched = each[2]?.string, let number = each[3]?.int
            else { return nil }
            var call = Call(probe: probe.asked(as: ExtraCall(reason, wave: wave, number: number)), watched: watched)
            if let score = each[4]?.double { call.result = .scored(score) }
            if each[4]?.bool == false { call.result = .unscored }
            calls.append(call)
        }
    }
}

extension RoundRecord {
    /// As the state of a provider holds the slot that was stepped last.
    var json: JSON {
        .compact([
            ("start", .int(Int(round.start.microseconds))), ("closed_at", .int(Int(closedAt.microseconds))),
            ("scheduled", .int(scheduled)), ("scored", .int(scored)), ("mean", meanScore.map(JSON.double)),
            ("expected", expectedScore.map(JSON.double)), ("evidence", logEvidence.map(JSON.double)),
            ("level", .string(level)), ("probes", probes.map(JSON.int)),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON, provider: String) {
        guard let start = json["start"]?.int, let closedAt = json["closed_at"]?.int,
            let scheduled = json["scheduled"]?.int, let scored = json["scored"]?.int, let level = json["level"]?.string
        else { return nil }
        self.init(
            provider: provider, round: Round(start: Timestamp(microseconds: Int64(start))),
            closedAt: Timestamp(microseconds: Int64(closedAt)), scheduled: scheduled, scored: scored,
            meanScore: json["mean"]?.double, expectedScore: json["expected"]?.double,
            logEvidence: json["evidence"]?.double, level: level, probes: json["probes"]?.int)
    }
}
