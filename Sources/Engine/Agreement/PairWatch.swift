internal import Alerting
internal import Core
internal import Detection
internal import Evaluators
internal import Statistics

/// Two providers that are declared equivalent, watched in two ways: whether one of them is better, by the sign of the
/// difference of their scores on the same questions; and whether fixed questions are answered alike as often as at first.
/// Each of the two ways has a part of the year's budget of its own.
struct PairWatch: Sendable {
    /// The last round in which both were compared.
    private(set) var through: Round?
    private(set) var signs = SignCUSUM()
    /// When the alarm of the signs was opened; nil without one.
    private(set) var signsSince: Timestamp?
    private(set) var agreement: Detector
    /// The latest questions that were answered differently, at most 6.
    private(set) var disagreements: [Disagreement] = []

    /// `settings` are what each of the two ways is allowed.
    init(settings: DetectorSettings) { agreement = Detector(probes: [], settings: settings) }

    var isOpen: Bool { signs.alarm != 0 || agreement.openAlert != nil }

    /// Takes what both answered in a round: `mine` are those of the provider that the incident is told of.
    mutating func step(_ round: Round, mine: [RoundAnswer], theirs: [RoundAnswer], settings: DetectorSettings) {
        through = round
        agreement.settings = settings
        var pairs: [(mine: RoundAnswer, theirs: RoundAnswer)] = []
        for answer in mine {
            let same = theirs.first {
                $0.probe == answer.probe && $0.version == answer.version && $0.seed == answer.seed
            }
            if let same { pairs.append((answer, same)) }
        }
        let signed = pairs.filter { $0.mine.score != $0.theirs.score }
        if !signed.isEmpty {
            let sum = signed.reduce(0.0) { $0 + ($1.mine.score > $1.theirs.score ? 1 : -1) }
            let threshold = settings.thresholds.page
            if signs.step(meanSign: sum / Double(signed.count), threshold: threshold) {
                signsSince = signs.alarm == 0 ? nil : round.start
            }
        }
        compare(pairs.filter { $0.mine.isDeterministic && $0.mine.text != nil && $0.theirs.text != nil }, round)
    }

    /// Learns anew what is usual.
    mutating func forget() {
        (signs, signsSince, disagreements) = (SignCUSUM(), nil, [])
        agreement = Detector(probes: agreement.probes, settings: agreement.settings)
    }

    private mutating func compare(_ pairs: [(mine: RoundAnswer, theirs: RoundAnswer)], _ round: Round) {
        let probes = pairs.map { WatchedProbe(key: $0.mine.probe + "@" + $0.mine.version, category: "fixed") }
        let known = Set(agreement.probes.map(\.key))
        if probes.contains(where: { !known.contains($0.key) }) {
            let all = agreement.probes + probes.filter { !known.contains($0.key) }
            _ = agreement.reconcile(probes: Array(all.suffix(Self.mostProbes)))
        }
        guard !pairs.isEmpty else { return }
        let rule = Consistency()
        let calls = pairs.map { pair -> SlotScores.Calls in
            let isSame =
                rule.agreement(of: [pair.mine, pair.theirs].compactMap { $0.completion }).groups.count == 1
            if !isSame {
                disagreements.keep(Disagreement(probe: pair.mine.probe, one: pair.theirs, other: pair.mine))
            }
            return SlotScores.Calls(key: pair.mine.probe + "@" + pair.mine.version, scores: [isSame ? 1 : 0])
        }
        _ = agreement.step(SlotScores(round: Int(round.start.microseconds), calls: calls))
    }

    /// Most fixed probes whose agreement is watched; the latest.
    private static let mostProbes = 64
}

extension PairWatch {
    /// For the status.
    func status(with other: String) -> PairStatus {
        let verdict = agreement.verdict
        let isLearnt = verdict.phase.isWatching && !agreement.probes.isEmpty
        return PairStatus(
            other: other, through: through?.start, logEvidence: max(signs.logEvidence, 0),
            threshold: agreement.settings.thresholds.page, direction: signs.alarm,
            differenceLogEvidence: isLearnt ? max(verdict.logEvidence, 0) : nil,
            isDifferent: agreement.openAlert != nil)
    }

    var json: JSON {
        .compact([
            ("through", through.map { .int(Int($0.start.microseconds)) }),
            ("signs", .array(signs.state.map(JSON.double))),
            ("since", signsSince.map { .int(Int($0.microseconds)) }),
            ("agreement", agreement.json),
            ("disagreements", disagreements.json),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON, settings: DetectorSettings) {
        self.init(settings: settings)
        through = json["through"]?.int.map { Round(start: Timestamp(microseconds: Int64($0))) }
        signs = SignCUSUM(state: (json["signs"]?.array ?? []).compactMap(\.double)) ?? SignCUSUM()
        signsSince = json["since"]?.int.map { Timestamp(microseconds: Int64($0)) }
        agreement = Detector(json: json["agreement"], orCalibrating: [], settings: settings)
        disagreements = [Disagreement](json: json["disagreements"])
    }
}
