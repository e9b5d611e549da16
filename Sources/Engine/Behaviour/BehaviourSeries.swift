internal import Core
internal import Detection

/// One signal watched for a move in one direction: a detector over the categories of the probes.
///
/// Its scores: of an amount the rank of each value among the first ones of its own probe, from below for a fall and from above
/// for a rise; of a habit 1 for the usual word and 0 for another; of a pace the rank of the round's deviation in its week.
/// Amounts and habits learn what is usual of that like scores, with the dispersion of rounds; a pace is held against ½.
struct BehaviourSeries: Sendable {
    let signal: BehaviourSignal
    let direction: BehaviourSignal.Direction
    var detector: Detector
    /// The move was large enough to matter, at some time while the alert was open.
    private(set) var isLarge = false

    /// Most scores of one category in a round; what is more is averaged in groups.
    static let mostScores = 8
    /// All series of a provider.
    static let all: [(BehaviourSignal, BehaviourSignal.Direction)] = BehaviourSignal.allCases.flatMap { signal in
        signal.directions.map { (signal, $0) }
    }

    init(_ signal: BehaviourSignal, _ direction: BehaviourSignal.Direction, settings: DetectorSettings) {
        (self.signal, self.direction) = (signal, direction)
        detector = Detector(probes: [], settings: settings)
    }

    /// Takes the scores of a round by category, in their order; none for a round without any.
    mutating func step(_ round: Round, _ scores: [(category: String, scores: [Double])]) {
        guard !scores.isEmpty else { return }
        let known = Set(detector.probes.map(\.key))
        let new = scores.map(\.category).filter { !known.contains($0) }
        if !new.isEmpty { reconcile(detector.probes.map(\.key) + new) }
        let calls = scores.map { each in
            SlotScores.Calls(key: each.category, scores: Self.grouped(each.scores, mirrored: direction == .up))
        }
        _ = detector.step(SlotScores(round: Int(round.start.microseconds), calls: calls))
        if detector.openAlert == nil { isLarge = false }
    }

    /// These are the categories from now on.
    mutating func reconcile(_ categories: [String]) {
        _ = detector.reconcile(probes: categories.map { WatchedProbe(key: $0, category: signal.rawValue) })
        if detector.openAlert == nil { isLarge = false }
    }

    /// Everything is learnt anew.
    mutating func forget() { self = BehaviourSeries(signal, direction, settings: detector.settings) }

    /// A move that once was large enough to matter stays one until it is over.
    mutating func note(isLarge: Bool) { if isLarge { self.isLarge = true } }

    private static func grouped(_ scores: [Double], mirrored: Bool) -> [Double] {
        let scores = mirrored ? scores.map { 1 - $0 } : scores
        guard scores.count > mostScores else { return scores }
        return (0..<mostScores).map { group in
            let members = stride(from: group, to: scores.count, by: mostScores).map { scores[$0] }
            return members.reduce(0, +) / Double(members.count)
        }
    }

    /// `length-down`.
    var name: String { "\(signal.rawValue)-\(direction.rawValue)" }

    var json: JSON { .compact([("detector", detector.json), ("large", isLarge ? true : nil)]) }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(
        json: JSON?, _ signal: BehaviourSignal, _ direction: BehaviourSignal.Direction, settings: DetectorSettings
    ) {
        self.init(signal, direction, settings: settings)
        detector = Detector(json: json?["detector"], orCalibrating: [], settings: settings)
        isLarge = json?["large"]?.bool ?? false
    }
}
