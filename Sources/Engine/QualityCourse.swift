internal import Alerting
internal import Core
internal import Detection
internal import Statistics

/// What a provider's answers scored of late: closes rounds, dates a fall and says how much was lost by it. The daemon and
/// the backtest both go this way.
struct QualityCourse: Sendable {
    /// A score and the round it belongs to.
    struct Scored: Sendable, Equatable {
        var round: Round
        var score: Double
    }

    /// How many scores of a probe are kept.
    static let keptScores = 32

    /// The last scores of each probe (`suite/id`), oldest first.
    private(set) var scores: [String: [Scored]] = [:]
    /// When the fall of the open alert began, as it was judged when the alert opened; nil without one.
    private(set) var fellAt: Timestamp?
    /// The rounds of which one began it with 90 % probability, told by their starts; nil where that is not known.
    private(set) var fellWithin: ClosedRange<Timestamp>?

    init() {}

    /// A course that goes on from what was stored.
    init(scores: [String: [Scored]], fellAt: Timestamp?, fellWithin: ClosedRange<Timestamp>? = nil) {
        self.scores = scores
        self.fellAt = fellAt
        self.fellWithin = fellWithin
    }

    /// Takes a score; one of the same round is replaced.
    mutating func note(_ score: Double, of probe: String, in round: Round) {
        scores[probe, default: []].keep(Scored(round: round, score: score), atMost: Self.keptScores)
    }

    /// A probe is no longer asked, or in another version only.
    mutating func forget(_ probe: String) { scores[probe] = nil }

    /// Scores of a probe since a moment, at most the last 32.
    func scores(of probe: String, since moment: Timestamp) -> [Double] {
        (scores[probe] ?? []).filter { $0.round.start >= moment }.map { $0.score }
    }

    /// Closes a round: steps the detector by it, and dates the fall when an alert opens.
    mutating func close(_ round: RoundInProgress, stepping detector: inout Detector) -> DetectorVerdict {
        date(detector.step(round.slot), detector)
    }

    /// Adds a wave of extra calls to the slot that was stepped last, and dates the fall when they open an alert.
    mutating func add(_ extra: SlotScores, to detector: inout Detector) -> DetectorVerdict {
        date(detector.burst(extra), detector)
    }

    private mutating func date(_ verdict: DetectorVerdict, _ detector: Detector) -> DetectorVerdict {
        if case .opened(let alert) = verdict.alert {
            let fall = fall(in: alert.scope, detector)
            (fellAt, fellWithin) = (fall?.likeliest, fall?.within)
        }
        return verdict
    }

    /// Lets go of the date of a fall whose alert is over; what had to be said of it was said.
    mutating func settle(_ detector: Detector) {
        if detector.openAlert == nil { (fellAt, fellWithin) = (nil, nil) }
    }

    /// What a verdict of this detector says to the incident of quality.
    func opinion(_ verdict: DetectorVerdict, of detector: Detector) -> QualityOpinion {
        if case .resolved(let alert) = verdict.alert {
            return .recovered(since: fellAt ?? Timestamp(microseconds: Int64(alert.startRound)))
        }
        let isSuspected = verdict.phase.isWatching && verdict.level >= .warn
        guard detector.openAlert != nil || isSuspected, let finding = verdict.finding else { return .clear }
        let loss = loss(verdict, finding, detector)
        return detector.openAlert != nil ? .lost(loss) : .suspected(loss)
    }

    private func loss(_ verdict: DetectorVerdict, _ finding: Finding, _ detector: Detector) -> QualityLoss {
        let alert = detector.openAlert
        let scope = alert?.scope ?? finding.scope
        let fall = fellAt.map { (likeliest: $0, within: fellWithin) } ?? fall(in: scope, detector)
        let since =
            fall?.likeliest ?? Timestamp(microseconds: Int64(alert?.startRound ?? finding.startRound))
        let parts = finding.probes.filter { scope.holds($0.probe) }.map { part($0, since: since) }
        return QualityLoss(
            since: since, within: fall?.within, scope: scope,
            logEvidence: alert?.peakLogEvidence ?? verdict.logEvidence, finding: finding,
            parts: parts)
    }

    /// A probe's mean since the change beside its baseline, and the number of scores behind it.
    private func part(_ comparison: ProbeComparison, since: Timestamp) -> QualityLoss.Part {
        let key = comparison.probe.bareKey
        let scores = scores(of: key, since: since)
        let mean = scores.isEmpty ? comparison.baseline : scores.reduce(0, +) / Double(scores.count)
        return QualityLoss.Part(
            fact: QualityFacts.Probe(
                key: key, category: comparison.probe.category, observed: mean, expected: comparison.baseline),
            calls: Double(scores.count))
    }

    /// The round in which the scope's scores most likely fell, and those in which they did with 90 % probability, from the last
    /// scores of its probes; nil where none lie below.
    private func fall(
        in scope: Scope, _ detector: Detector
    ) -> (likeliest: Timestamp, within: ClosedRange<Timestamp>?)? {
        var rounds: [Round: (observed: Double, expected: Double, count: Double)] = [:]
        for baseline in detector.baselines() where scope.holds(baseline.probe) {
            for scored in scores[baseline.probe.bareKey] ?? [] {
                let sums = rounds[scored.round] ?? (0, 0, 0)
                rounds[scored.round] = (sums.observed + scored.score, sums.expected + baseline.mean, sums.count + 1)
            }
        }
        let ordered = rounds.keys.sorted()
        let sums = ordered.compactMap { rounds[$0] }
        guard let found = fallEstimate(sums, designEffect: detector.designEffect(scope)) else { return nil }
        let within = ordered[found.interval.lowerBound].start...ordered[found.interval.upperBound].start
        return (ordered[found.likeliest].start, within)
    }
}

/// What the plane of quality says after a round.
enum QualityOpinion: Sendable {
    case clear
    /// Too little for an alert, too much to be passed over.
    case suspected(QualityLoss)
    /// An alert is open.
    case lost(QualityLoss)
    /// The alert was resolved by this round; its fall began then.
    case recovered(since: Timestamp)
}

/// A loss of quality in numbers.
struct QualityLoss: Sendable {
    /// A probe of the scope before and after, and the number of scores since the change.
    struct Part: Sendable {
        var fact: QualityFacts.Probe
        var calls: Double
    }

    /// The round in which it probably began.
    var since: Timestamp
    /// The rounds of which one began it with 90 % probability; nil where that is not known.
    var within: ClosedRange<Timestamp>?
    /// The part that it is about.
    var scope: Scope
    /// The highest log evidence of the alert so far; without one that of the round; nats.
    var logEvidence: Double
    var finding: Finding
    /// The probes of the scope, in the order of the series.
    var parts: [Part]

    /// Mean score of the scope since the change, in [0, 1].
    var observed: Double { mean(\.observed) }
    /// Its mean score at baseline, in [0, 1].
    var expected: Double { mean(\.expected) }
    /// About how much the mean score fell, in [0, 1].
    var loss: Double { max(0, expected - observed) }

    /// The probes that carry it, the largest loss first, equal ones by name.
    var carriers: [QualityFacts.Probe] {
        parts.map(\.fact).filter { $0.expected > $0.observed }.sorted { a, b in
            let (lossA, lossB) = (a.expected - a.observed, b.expected - b.observed)
            return lossA != lossB ? lossA > lossB : a.key < b.key
        }
    }

    private func mean(_ value: KeyPath<QualityFacts.Probe, Double>) -> Double {
        let calls = parts.reduce(0.0) { $0 + $1.calls }
        return calls > 0 ? parts.reduce(0.0) { $0 + $1.fact[keyPath: value] * $1.calls } / calls : 0
    }
}

extension [QualityCourse.Scored] {
    /// Adds a score in place of one of the same round, and lets the oldest go when there are more than `limit`.
    fileprivate mutating func keep(_ scored: QualityCourse.Scored, atMost limit: Int) {
        if let known = lastIndex(where: { $0.round == scored.round }) { remove(at: known) }
        if count >= limit { removeFirst(count - limit + 1) }
        append(scored)
    }
}

extension Scope {
    /// A probe belongs to the scope.
    func holds(_ probe: WatchedProbe) -> Bool {
        switch self {
        case .all: true
        case .category(let name): probe.category == name
        case .probe(let key): probe.key == key
        }
    }

    /// The name of a category or probe; empty for all.
    var bareName: String {
        switch self {
        case .all: ""
        case .category(let name): name
        case .probe(let key): WatchedProbe.bare(key)
        }
    }

    /// `all`, `category:logic`, `probe:suite/id`: without the detector's versions.
    var shown: String {
        switch self {
        case .all: "all"
        case .category(let name): "category:\(name)"
        case .probe(let key): "probe:\(WatchedProbe.bare(key))"
        }
    }
}
