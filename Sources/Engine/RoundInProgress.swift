internal import Core
internal import Detection

/// A provider's round between its start and its close: which probes belong to it and what came of them.
struct RoundInProgress: Sendable {
    /// A probe of the round: its content, the detector's name of it, and what came.
    struct Member: Sendable {
        /// `suite/id`.
        let key: String
        /// Content hash of the probe.
        let version: String
        let watched: WatchedProbe
        fileprivate var result = CallResult.awaited

        init(key: String, version: String, watched: WatchedProbe) {
            self.key = key
            self.version = version
            self.watched = watched
        }
    }

    let round: Round
    /// When it is closed with what it has.
    var deadline: Timestamp
    /// Samples that a daily limit refused.
    private(set) var overBudget = 0
    /// Probes that belong to it, by key; a probe that is removed meanwhile leaves it.
    private var members: [Member]
    private var results = 0

    /// A round of these probes, each key once.
    init(round: Round, deadline: Timestamp, members: [Member]) {
        self.round = round
        self.deadline = deadline
        self.members = members.sorted { $0.key < $1.key }
    }

    init(round: Round, deadline: Timestamp, probes: [Probe], model: String) {
        self.init(round: round, deadline: deadline, members: probes.map { Member($0, model: model) })
    }

    /// A round's own end and time for what was sent last: two exchanges and the wait between, at most one more interval.
    static func deadline(of round: Round, interval: Duration, limits: ExchangeLimits) -> Timestamp {
        round.start + interval + min(interval, limits.total * 2 + .seconds(30))
    }

    /// Every probe that belongs to the round has a result.
    var isComplete: Bool { results == members.count }

    var scheduled: Int { members.count }
    var scored: Int { members.count { $0.score != nil } }

    /// Mean of the scores; nil when there is none.
    var meanScore: Double? {
        let scores = members.filter { !Probe.isCopy(key: $0.key) }.compactMap(\.score)
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    /// Notes a sample of the round. False when the probe does not belong to it in this version, or has a result already.
    mutating func add(_ sample: Sample) -> Bool {
        guard add(sample.score, of: sample.probe, version: sample.version) else { return false }
        if sample.outcome == .budgetExhausted { overBudget += 1 }
        return true
    }

    /// Notes a score, or that a sample has none. False when the probe does not belong to the round in this version, or
    /// has a result already.
    mutating func add(_ score: Double?, of key: String, version: String) -> Bool {
        guard let place = place(of: key), members[place].version == version, !members[place].result.isIn else {
            return false
        }
        members[place].result = score.map(CallResult.scored) ?? .unscored
        results += 1
        return true
    }

    /// A probe is no longer asked, or in another version only.
    mutating func remove(_ key: String) {
        guard let place = place(of: key) else { return }
        if members.remove(at: place).result.isIn { results -= 1 }
    }

    /// A probe that was added while the round was open.
    mutating func include(_ probe: Probe, model: String) {
        remove(probe.key)
        members.insert(Member(probe, model: model), at: firstPlace(notBefore: probe.key))
    }

    /// The probe has a result in this round already.
    func hasResult(_ key: String) -> Bool { place(of: key).map { members[$0].result.isIn } ?? false }

    /// Detector keys of the probes that got a score, in order.
    var scoredVersions: [String] { members.filter { $0.score != nil }.map(\.watched.key) }

    /// The probe belongs to the round.
    func has(_ key: String) -> Bool { place(of: key) != nil }

    /// The round as the detector takes it: what has no score is missed, never a bad answer. Copies are not in it.
    var slot: SlotScores {
        SlotScores(
            round: Int(round.start.microseconds), hour: round.start.hourOfDay,
            calls: members.compactMap { member in
                if Probe.isCopy(key: member.key) { return nil }
                let score = member.score
                return SlotScores.Calls(
                    key: member.watched.key, scores: score.map { [$0] } ?? [], missed: score == nil ? 1 : 0)
            })
    }

    private func place(of key: String) -> Int? {
        let place = firstPlace(notBefore: key)
        return place < members.count && members[place].key == key ? place : nil
    }

    private func firstPlace(notBefore key: String) -> Int {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RoundInProgress.Member {
    init(_ probe: Probe, model: String) {
        self.init(key: probe.key, version: probe.version, watched: WatchedProbe(probe, model: model))
    }

    fileprivate var score: Double? { result.score }
}

extension WatchedProbe {
    /// The detector's name of a probe: a new version is a new probe to it, and so is the same one asked of another model.
    init(_ probe: Probe, model: String) {
        self.init(key: probe.key + "@" + StableHash.hex([probe.version, model]), category: probe.category)
    }

    /// `suite/id`: the detector's name without what follows it.
    var bareKey: String { Self.bare(key) }

    /// `suite/id` of a detector's name.
    static func bare(_ key: String) -> String { String(key.prefix { $0 != "@" }) }
}
