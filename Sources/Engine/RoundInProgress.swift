internal import Core
internal import Detection

/// A provider's round between its start and its close: which probes belong to it and what came of them.
struct RoundInProgress: Sendable {
    let round: Round
    /// When it is closed with what it has.
    var deadline: Timestamp
    /// Probes that belong to it, by key; a probe that is removed meanwhile leaves it.
    private var expected: [String: Member]
    /// Samples that a daily limit refused.
    private(set) var overBudget = 0
    /// What came, by probe key: the score, or nil for a sample without one.
    private(set) var results: [String: Double?] = [:]

    /// A probe of the round: its content, and the detector's name of it.
    private struct Member {
        var version: String
        var watched: WatchedProbe
    }

    init(round: Round, deadline: Timestamp, probes: [Probe], model: String) {
        self.round = round
        self.deadline = deadline
        expected = Dictionary(
            uniqueKeysWithValues: probes.map {
                ($0.key, Member(version: $0.version, watched: WatchedProbe($0, model: model)))
            })
    }

    /// Every probe that belongs to the round has a result.
    var isComplete: Bool { results.count == expected.count }

    var scheduled: Int { expected.count }
    var scored: Int { results.values.count { $0 != nil } }

    /// Mean of the scores; nil when there is none.
    var meanScore: Double? {
        let scores = expected.keys.sorted().compactMap { results[$0] ?? nil }
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    /// Notes a sample of the round. False when the probe does not belong to it in this version, or has a result already.
    mutating func add(_ sample: Sample) -> Bool {
        guard expected[sample.probe]?.version == sample.version, results[sample.probe] == nil else { return false }
        results[sample.probe] = .some(sample.score)
        if sample.outcome == .budgetExhausted { overBudget += 1 }
        return true
    }

    /// A probe is no longer asked, or in another version only.
    mutating func remove(_ key: String) {
        expected[key] = nil
        results[key] = nil
    }

    /// A probe that was added while the round was open.
    mutating func include(_ probe: Probe, model: String) {
        expected[probe.key] = Member(version: probe.version, watched: WatchedProbe(probe, model: model))
    }

    /// The probe has a result in this round already.
    func hasResult(_ key: String) -> Bool { results[key] != nil }

    /// Detector keys of the probes that got a score, in order.
    var scoredVersions: [String] {
        expected.keys.sorted().filter { (results[$0] ?? nil) != nil }.compactMap { expected[$0]?.watched.key }
    }

    /// The probe belongs to the round.
    func has(_ key: String) -> Bool { expected[key] != nil }

    /// The round as the detector takes it: what has no score is missed, never a bad answer.
    var slot: SlotScores {
        SlotScores(
            round: Int(round.start.microseconds),
            calls: expected.keys.sorted().compactMap { key in
                expected[key].map { member in
                    let score = results[key] ?? nil
                    return SlotScores.Calls(
                        key: member.watched.key, scores: score.map { [$0] } ?? [], missed: score == nil ? 1 : 0)
                }
            })
    }
}

extension WatchedProbe {
    /// The detector's name of a probe: a new version is a new probe to it, and so is the same one asked of another model.
    init(_ probe: Probe, model: String) {
        self.init(key: probe.key + "@" + StableHash.hex([probe.version, model]), category: probe.category)
    }
}
