internal import Alerting
internal import Core
internal import Detection
internal import Statistics

/// The log-probabilities of a fixed request's first token, round by round: each of the likeliest tokens, and all of them
/// together, ranked among those of the first rounds.
///
/// Every channel is a probe of a category of its own to the detector, in both directions, so that nothing rests on how they
/// hang together. It watches from 64 rounds on, and once more, against 256 quiet ones, when it has them.
/// **Source:** Chauvin et al., arXiv:2512.03816 (one token is enough); the design's rank channels in place of its
/// permutation test.
struct LogProbabilityWatch: Sendable {
    /// Alternatives that are asked for.
    static let alternatives = 5
    /// Answers from which the tokens are chosen.
    static let choosing = 8
    static let (fewest, most) = (64, 256)

    private(set) var tokens: [String] = []
    /// Log-probabilities of `tokens`, of quiet rounds, oldest first.
    private(set) var values: [[Double]] = []
    private(set) var detector: Detector?
    private var profile: RankProfile?
    /// The first answers.
    private var first: [[Completion.TokenProbability.Alternative]] = []
    /// Of the round under way.
    private var pending: [Double]?
    /// The last ones, for people.
    private var recent: [[Double]] = []

    /// Takes the alternatives of a first token.
    mutating func heard(_ probability: Completion.TokenProbability) {
        let chosen = Completion.TokenProbability.Alternative(token: probability.token, log: probability.log)
        let shown = probability.alternatives.isEmpty ? [chosen] : probability.alternatives
        guard tokens.isEmpty else { return pending = vector(shown) }
        first.append(shown)
        guard first.count >= Self.choosing else { return }
        choose()
        values = first.map(vector)
        first = []
    }

    /// A round is closed.
    mutating func close(_ round: Round, settings: DetectorSettings) {
        guard let vector = pending else { return }
        pending = nil
        guard var detector, let profile else {
            values.append(vector)
            if values.count >= Self.fewest { begin(settings) }
            return
        }
        detector.settings = settings
        recent = Array((recent + [vector]).suffix(16))
        var calls = [SlotScores.Calls(key: "distance", scores: [1 - profile.distanceRank(vector)])]
        for (place, rank) in profile.ranks(vector).enumerated() {
            calls.append(SlotScores.Calls(key: "lower \(place)", scores: [rank]))
            calls.append(SlotScores.Calls(key: "higher \(place)", scores: [1 - rank]))
        }
        let verdict = detector.step(SlotScores(round: Int(round.start.microseconds), calls: calls))
        self.detector = detector
        guard detector.openAlert == nil, verdict.level == .none, values.count < Self.most else { return }
        values.append(vector)
        if values.count == Self.most { begin(settings) }
    }

    private mutating func begin(_ settings: DetectorSettings) {
        profile = RankProfile(values)
        guard let profile else { return }
        func channel(_ key: String, _ size: Int) -> (probe: WatchedProbe, baseline: FixedBaseline) {
            (WatchedProbe(key: key, category: key), .rank(sample: size))
        }
        let sizes = profile.sizes
        let places = tokens.indices.flatMap {
            [channel("lower \($0)", sizes.coordinates), channel("higher \($0)", sizes.coordinates)]
        }
        detector = Detector(fixed: places + [channel("distance", sizes.distances)], settings: settings)
    }

    private mutating func choose() {
        var counts: [String: (count: Int, sum: Double)] = [:]
        for each in first.flatMap(\.self) {
            let known = counts[each.token] ?? (0, 0)
            counts[each.token] = (known.count + 1, known.sum + each.log)
        }
        let often = counts.keys.filter { (counts[$0]?.count ?? 0) * 4 >= first.count * 3 }
        func mean(_ token: String) -> Double { counts[token].map { $0.sum / Double($0.count) } ?? -.infinity }
        let ordered = (often.isEmpty ? Array(counts.keys) : Array(often)).sorted { a, b in
            mean(a) != mean(b) ? mean(a) > mean(b) : a < b
        }
        tokens = Array(ordered.prefix(Self.alternatives))
    }

    /// A token that is not among the alternatives is at most as likely as the last of them.
    private func vector(_ shown: [Completion.TokenProbability.Alternative]) -> [Double] {
        let floor = max(shown.map(\.log).min() ?? -100, -100)
        return tokens.map { token in max(shown.first { $0.token == token }?.log ?? floor, -100) }
    }

    /// What changed; nil while nothing did.
    func change(_ settings: DetectorSettings) -> ModelFacts.Change? {
        guard let alert = detector?.openAlert else { return nil }
        let words = alert.scope.bareName.split(separator: " ")
        let place = words.last.flatMap { Int($0) }.flatMap { tokens.indices.contains($0) ? $0 : nil }
        func mean(_ vectors: some Collection<[Double]>) -> String {
            guard let place, !vectors.isEmpty else { return "" }
            return fixed(vectors.reduce(0) { $0 + $1[place] } / Double(vectors.count), 2)
        }
        let token = place.map { "of \"\(shortened(tokens[$0], 24))\" " } ?? ""
        var change = ModelFacts.Change(
            name: "log_probabilities", before: token + (place == nil ? "as usual" : mean(values)),
            after: place == nil ? "all of them otherwise" : mean(recent),
            since: Timestamp(microseconds: Int64(alert.startRound)), seen: 0, answers: 0, isConfirmed: true)
        change.falseAlarmYears = settings.falseAlarmYears(logEvidence: alert.peakLogEvidence)
        return change
    }

    /// Rounds that are learnt of those that are needed, and the evidence, in nats.
    var progress: (learnt: Int, needed: Int, logEvidence: Double?) {
        (min(values.count + first.count, Self.fewest), Self.fewest, detector?.verdict.logEvidence)
    }
}

extension LogProbabilityWatch {
    var json: JSON {
        func rows(_ vectors: [[Double]]) -> JSON { .array(vectors.map { .array($0.map(JSON.double)) }) }
        return .compact([
            ("tokens", .array(tokens.map(JSON.string))), ("values", rows(values)), ("recent", rows(recent)),
            ("profile", profile.map { .int($0.sample.count) }), ("detector", detector?.json),
            (
                "first",
                .array(first.map { .array($0.map { [.string($0.token), .double(max($0.log, -1e9))] }) })
            ),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON?, settings: DetectorSettings) {
        self.init()
        guard let json else { return }
        func rows(_ json: JSON?) -> [[Double]] {
            (json?.array ?? []).map { ($0.array ?? []).compactMap(\.double) }.filter { $0.count == tokens.count }
        }
        tokens = (json["tokens"]?.array ?? []).compactMap(\.string)
        values = rows(json["values"])
        recent = rows(json["recent"])
        first = (json["first"]?.array ?? []).map { row in
            (row.array ?? []).compactMap { each in
                guard let token = each[0]?.string, let log = each[1]?.double else { return nil }
                return Completion.TokenProbability.Alternative(token: token, log: log)
            }
        }
        guard let size = json["profile"]?.int, let stored = json["detector"]?.string.flatMap(Base64.decode) else {
            return
        }
        profile = RankProfile(Array(values.prefix(size)))
        guard profile != nil,
            case .success(let known) = Result(catching: { try Detector(encoded: stored, settings: settings) })
        else {
            begin(settings)
            return
        }
        detector = known
    }
}
