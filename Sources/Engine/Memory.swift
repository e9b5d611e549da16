internal import Alerting
internal import Core

/// What a watch remembers for people and for its own judgement of whether it sees anything: survives a restart.
struct Memory: Sendable {
    /// A closed round in a few numbers.
    struct Closed: Sendable, Equatable {
        var scheduled: Int
        var scored: Int
        var mean: Double?
        /// What the scored probes score at baseline.
        var expected: Double?
        /// Samples refused by a daily limit.
        var overBudget = 0
    }

    /// A visible change of what the provider shows of itself.
    struct Change: Sendable, Equatable {
        var at: Timestamp
        var name: String
        var before: String
        var after: String
    }

    /// How many closed rounds are kept: what `isBlind` and the present score look at.
    static let keptRounds = 4
    /// How many changes of the fingerprint are kept.
    static let keptChanges = 8

    /// The last closed rounds, oldest first.
    var recent: [Closed] = []
    var examples: [String: Examples] = [:]
    var lasts: [String: ProbeStatus] = [:]
    /// The last scores of each probe, and when the open fall began.
    var course = QualityCourse()
    var changes: [Change] = []
    var fingerprint = Completion.Fingerprint()
    var lastScoredAt: Timestamp?

    /// The last scores by the way they came.
    var pools = Pools()

    /// Too few of the last rounds' samples have a score; stays so until most of them have one again.
    var isBlind = false
    /// When the provider was last found no longer to be down.
    var leftDownAt = Timestamp.distantPast
    /// Why the provider refused everything when that was last told; nil when it was taken back.
    var refusedFor: HealthStatus.Cause?
    /// When the own network or a gateway was last in trouble, so that nothing was measured.
    var excusedAt = Timestamp.distantPast
    /// Where the bad answers of the open alert come from, as it was judged when the alert opened; nil without one.
    var concentration: QualityFacts.Concentration?

    init() {}

    mutating func note(_ closed: Closed) {
        recent = Array((recent + [closed]).suffix(Self.keptRounds))
        judgeBlindness()
    }

    /// Takes a finished sample; `quote` for a scored one.
    mutating func note(_ sample: Sample, quote: Examples.Quote?, isQuiet: Bool) {
        var status = ProbeStatus(key: sample.probe, version: sample.version, category: sample.category)
        status.lastOutcome = sample.outcome
        status.lastScore = sample.score
        status.lastAt = sample.finishedAt
        status.lastSample = sample.id
        lasts[sample.probe] = status
        pools.note(sample, quote: quote)
        if let score = sample.score {
            lastScoredAt = sample.finishedAt
            course.note(score, of: sample.probe, in: sample.round)
        }
        if let quote { examples[sample.probe, default: Examples()].note(quote, isQuiet: isQuiet) }
        // A stale answer shows what the provider was, not what it is.
        if sample.outcome != .stale { note(sample.fingerprint, at: sample.finishedAt) }
    }

    private mutating func note(_ new: Completion.Fingerprint, at now: Timestamp) {
        take(new.model, "model", \.model, at: now)
        take(new.systemFingerprint, "system_fingerprint", \.systemFingerprint, at: now)
        take(new.backend, "backend", \.backend, at: now)
        take(new.serviceTier, "service_tier", \.serviceTier, at: now)
    }

    private mutating func take(
        _ new: String, _ name: String, _ field: WritableKeyPath<Completion.Fingerprint, String>, at now: Timestamp
    ) {
        let old = fingerprint[keyPath: field]
        guard !new.isEmpty, new != old else { return }
        fingerprint[keyPath: field] = new
        guard !old.isEmpty else { return }
        changes = Array((changes + [Change(at: now, name: name, before: old, after: new)]).suffix(Self.keptChanges))
    }

    /// Forgets every probe that is not among these in the version that is remembered.
    mutating func forgetAll(but probes: [String: Probe]) {
        for key in Set(lasts.keys).union(examples.keys).union(course.scores.keys)
        where probes[key] == nil || lasts[key]?.version != probes[key]?.version {
            forget(key)
        }
    }

    /// A probe is no longer asked, or in another version only.
    mutating func forget(_ key: String) {
        examples[key] = nil
        course.forget(key)
        lasts[key] = nil
    }

    /// Below half of the last rounds' samples is blind; three quarters are needed to see again.
    mutating func judgeBlindness() {
        let scheduled = recent.reduce(0) { $0 + $1.scheduled }
        guard recent.count >= Self.keptRounds, scheduled > 0 else { return isBlind = false }
        let share = Double(recent.reduce(0) { $0 + $1.scored }) / Double(scheduled)
        isBlind = share < (isBlind ? 0.75 : 0.5)
    }

    /// Mean score of the last rounds, and what was expected of the same probes; nil where there is none.
    var present: (score: Double?, expected: Double?) {
        func mean(_ value: (Closed) -> Double?) -> Double? {
            var (sum, weight) = (0.0, 0.0)
            for closed in recent {
                guard let each = value(closed) else { continue }
                sum += each * Double(closed.scored)
                weight += Double(closed.scored)
            }
            return weight > 0 ? sum / weight : nil
        }
        return (mean { $0.mean }, mean { $0.expected })
    }
}
