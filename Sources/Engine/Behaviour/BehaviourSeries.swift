internal import Alerting
internal import Core
internal import Detection
internal import Glibc

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
    /// Sum of the sizes seen since the alert opened, and their number.
    private var sizes = 0.0
    private var weighed = 0

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
        if detector.openAlert == nil { isOver() }
    }

    /// These are the categories from now on.
    mutating func reconcile(_ categories: [String]) {
        _ = detector.reconcile(probes: categories.map { WatchedProbe(key: $0, category: signal.rawValue) })
        if detector.openAlert == nil { isOver() }
    }

    private mutating func isOver() { (isLarge, sizes, weighed) = (false, 0, 0) }

    /// Everything is learnt anew.
    mutating func forget() { self = BehaviourSeries(signal, direction, settings: detector.settings) }

    /// From which size on a move matters to people: 15 % of an amount, a quarter of a pace, five answers of a hundred.
    private var limit: Double {
        switch signal.form {
        case .amount: 1.15
        case .pace: 1.25
        case .habit: 0.05
        }
    }

    /// Takes the size of the open move as a round shows it. It is the size of few answers: the first time it has to be far
    /// above the limit, and the mean of many rounds only just. A move that once was large stays so until it is over.
    mutating func weigh(_ shift: BehaviourFacts.Shift) {
        weighed += 1
        // The last answers that it is taken from are all others only six rounds later.
        let margin = 1 / (1 + Double(weighed - 1) / Double(ProbeBehaviour.recents)).squareRoot()
        switch signal.form {
        case .habit:
            sizes += shift.size - shift.usualSize
            if shift.isLarge, sizes / Double(weighed) >= limit * (1 + margin) { isLarge = true }
        case .amount, .pace:
            let ratio = direction == .up ? shift.size : 1 / max(shift.size, 1e-6)
            sizes += log2(max(ratio, 1e-6))
            if shift.isLarge, sizes / Double(weighed) >= log2(limit) * (1 + margin) { isLarge = true }
        }
    }

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

    var json: JSON {
        .compact([
            ("detector", detector.json), ("large", isLarge ? true : nil),
            ("sizes", weighed > 0 ? [.double(sizes), .int(weighed)] : nil),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(
        json: JSON?, _ signal: BehaviourSignal, _ direction: BehaviourSignal.Direction, settings: DetectorSettings
    ) {
        self.init(signal, direction, settings: settings)
        detector = Detector(json: json?["detector"], orCalibrating: [], settings: settings)
        isLarge = json?["large"]?.bool ?? false
        if let sizes = json?["sizes"]?[0]?.double, let weighed = json?["sizes"]?[1]?.int, weighed > 0 {
            (self.sizes, self.weighed) = (sizes, weighed)
        }
    }
}
