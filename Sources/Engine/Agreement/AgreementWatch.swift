internal import Core
internal import Detection
internal import Evaluators

/// Whether a provider's answers agree: with each other where a question is repeated in a round, and with those of
/// providers that are declared equivalent.
///
/// The agreement of each repeated probe is a score for the detector: it learns what is usual, and alarms when the answers
/// differ more often than that. The repeats and the two ways in which each pair is watched share the kind's part of the
/// budget of false alarms.
struct AgreementWatch: Sendable {
    /// A closed round's answers.
    struct Closed: Sendable, Equatable {
        var round: Round
        var answers: [RoundAnswer]
    }

    /// Closed rounds that are kept until an equivalent provider has closed them as well.
    static let keptRounds = 2

    private(set) var repeats: Detector
    private(set) var disagreements: [Disagreement] = []
    /// By the name of the other provider.
    var pairs: [String: PairWatch] = [:]
    private(set) var closed: [Closed] = []
    private var open: [Closed] = []
    /// Disagreement is told of now.
    var isTold = false

    init(settings: DetectorSettings) {
        repeats = Detector(probes: [], settings: Self.own(settings, pairs: 0))
    }

    /// What each series is allowed beside so many pairs.
    static func own(_ settings: DetectorSettings, pairs: Int) -> DetectorSettings {
        settings.beside(.agreement, series: 1 + 2 * pairs)
    }

    var isOpen: Bool { repeats.openAlert != nil || pairs.values.contains { $0.isOpen } }

    /// Takes a scored answer.
    mutating func note(_ answer: RoundAnswer, in round: Round) {
        if let index = open.firstIndex(where: { $0.round == round }) {
            open[index].answers.append(answer)
        } else {
            open.append(Closed(round: round, answers: [answer]))
        }
    }

    /// A round is closed. `keeps` when others will be compared with it.
    mutating func close(_ round: Round, keeps: Bool, settings: DetectorSettings) {
        repeats.settings = Self.own(settings, pairs: pairs.count)
        let answers = (open.first { $0.round == round }?.answers ?? []).sorted { $0.probe < $1.probe }
        open.removeAll { $0.round <= round }
        closed = keeps ? Array((closed + [Closed(round: round, answers: answers)]).suffix(Self.keptRounds)) : []
        let groups = Dictionary(grouping: answers.filter { $0.text != nil }) { $0.base }
        let repeated = groups.keys.sorted().filter { key in
            groups[key]?.count ?? 0 > 1 && Set((groups[key] ?? []).map(\.seed)).count == 1
        }
        guard !repeated.isEmpty || !repeats.probes.isEmpty else { return }
        let probes = repeated.compactMap { key in
            groups[key]?.first.map { WatchedProbe(key: key + "@" + $0.version, category: "repeats") }
        }
        let known = Set(repeats.probes.map(\.key))
        if probes.contains(where: { !known.contains($0.key) }) {
            // A new version takes the place of the old one.
            let kept = repeats.probes.filter { old in !probes.contains { $0.bareKey == old.bareKey } }
            _ = repeats.reconcile(probes: kept + probes)
        }
        let calls = repeated.compactMap { key in groups[key].map { compared(key, $0) } }
        _ = repeats.step(SlotScores(round: Int(round.start.microseconds), calls: calls))
    }

    private mutating func compared(_ key: String, _ answers: [RoundAnswer]) -> SlotScores.Calls {
        let agreement = Consistency().agreement(of: answers.compactMap(\.completion))
        if agreement.groups.count > 1, let one = agreement.groups[0].places.first,
            let other = agreement.groups[1].places.first
        {
            disagreements.keep(Disagreement(probe: key, one: answers[one], other: answers[other]))
        }
        return SlotScores.Calls(key: key + "@" + answers[0].version, scores: [agreement.pairwise])
    }

    /// Learns anew what is usual, of the repeats and of every pair.
    mutating func forget(settings: DetectorSettings) {
        repeats = Detector(probes: repeats.probes, settings: Self.own(settings, pairs: pairs.count))
        disagreements = []
        for name in pairs.keys { pairs[name]?.forget() }
        isTold = false
    }

    /// Forgets the pairs with others than these.
    mutating func keep(partners: [String]) {
        for name in pairs.keys where !partners.contains(name) { pairs[name] = nil }
    }
}

extension AgreementWatch {
    /// Null while nothing is compared.
    var json: JSON? {
        guard !repeats.probes.isEmpty || !pairs.isEmpty || !closed.isEmpty else { return nil }
        return .compact([
            ("repeats", repeats.json),
            ("disagreements", disagreements.json),
            ("pairs", .object(pairs.keys.sorted().compactMap { key in pairs[key].map { (key, $0.json) } })),
            (
                "closed",
                .array(closed.map { [.int(Int($0.round.start.microseconds)), .array($0.answers.map(\.json))] })
            ),
            ("told", isTold ? true : nil),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON, settings: DetectorSettings) {
        self.init(settings: settings)
        isTold = json["told"]?.bool ?? false
        disagreements = [Disagreement](json: json["disagreements"])
        let stored = json["pairs"]?.members ?? []
        let own = Self.own(settings, pairs: stored.count)
        for member in stored { pairs[member.key] = PairWatch(json: member.value, settings: own) }
        repeats = Detector(json: json["repeats"], orCalibrating: [], settings: own)
        closed = (json["closed"]?.array ?? []).compactMap { each in
            each[0]?.int.map {
                Closed(
                    round: Round(start: Timestamp(microseconds: Int64($0))),
                    answers: (each[1]?.array ?? []).compactMap(RoundAnswer.init(json:)))
            }
        }
    }
}
