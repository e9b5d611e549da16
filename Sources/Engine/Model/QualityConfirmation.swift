internal import Core
internal import Detection

/// Whether quality followed a change of the model: the scores of the rounds since, against the baselines as they stood
/// when it was noticed.
///
/// | state | enough answers | a quality alert opens | the time is over |
/// | --- | --- | --- | --- |
/// | running | **held** or **followed** | **followed** | **undecided** or **followed** |
/// | followed | – | its loss is told | – |
/// | held, undecided | – | – | – |
///
/// The number of answers at which it decides depends on nothing that they say, so that looking after every round costs no
/// certainty: a fall of ten points must be seen in nine of ten cases at one false one in a hundred. The error of a mean is
/// the larger of what single answers and what whole rounds vary by, and that of the baselines.
struct QualityConfirmation: Sendable, Equatable {
    enum State: String, Sendable { case running, followed, held, undecided }

    /// One probe: its baseline, and the scores since the change.
    struct Part: Sendable, Equatable {
        var mean: Double
        /// Calls that the mean rests on.
        var rests: Double
        var calls = 0.0
    }

    /// How long it may take.
    static let longest = Duration.seconds(86_400)
    /// A fall that has to be visible before it decides.
    static let wanted = 0.10
    /// One false alarm in a hundred, and nine of ten falls seen.
    static let (sure, seen) = (2.326, 1.282)
    static let fewestRounds = 3

    private(set) var state = State.running
    /// When the change was first seen, and when it was confirmed.
    let since: Timestamp
    let began: Timestamp
    /// By the detector's name of the probe.
    private(set) var parts: [String: Part]
    private(set) var rounds = 0
    /// Σ of the observed less the expected scores of a round, of its square, of its product with the round's calls, and of
    /// the squared calls.
    private var (sum, squares, cross, squaredCalls) = (0.0, 0.0, 0.0, 0.0)
    /// How far quality fell when it was found to have followed.
    private(set) var loss: Double?
    /// A quality alert was open since.
    private(set) var wasAlerted = false
    private(set) var endedAt: Timestamp?

    /// Begins with the baselines that there are; nothing can be said without one.
    init(since: Timestamp, at now: Timestamp, baselines: [ProbeBaseline]) {
        self.since = since
        began = now
        parts = Dictionary(
            baselines.filter { $0.calls > 0 }.map {
                ($0.probe.key, Part(mean: $0.mean, rests: Double(min($0.calls, 1_000_000))))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Another change was confirmed meanwhile: rounds before it say nothing of both.
    func restarted(since: Timestamp, at now: Timestamp) -> QualityConfirmation {
        var anew = QualityConfirmation(since: since, at: now, baselines: [])
        anew.parts = parts.mapValues { Part(mean: $0.mean, rests: $0.rests) }
        return anew
    }

    /// Scores since the change.
    var calls: Double { parts.values.reduce(0) { $0 + $1.calls } }
    /// How far the mean score lies below its baseline; nil before the first score.
    var fall: Double? { calls > 0 ? -sum / calls : nil }
    /// The standard error of `fall`.
    private var error: Double {
        let total = calls
        guard total > 0 else { return .infinity }
        var (single, baseline) = (0.0, 0.0)
        for key in parts.keys.sorted() {
            guard let part = parts[key] else { continue }
            let variance = max(part.mean * (1 - part.mean), 0.01)
            single += part.calls * variance
            baseline += part.calls * part.calls * variance / max(part.rests, 1)
        }
        let mean = sum / total
        let between = squares - 2 * mean * cross + mean * mean * squaredCalls
        let whole = rounds > 1 ? between * Double(rounds) / Double(rounds - 1) : 0
        return (max(single, whole) + baseline).squareRoot() / total
    }
    /// A fall of more than this is seen in nine of ten cases; nil before the first score.
    var visible: Double? { calls > 0 ? min((Self.sure + Self.seen) * error, 1) : nil }

    /// A round is closed: takes its scores, and decides when there are enough.
    mutating func close(_ slot: SlotScores, start: Timestamp, at now: Timestamp) {
        guard state == .running else { return }
        if start >= since { take(slot) }
        let isOver = now - began >= Self.longest
        let isEnough = rounds >= Self.fewestRounds && visible ?? 1 <= Self.wanted
        guard isEnough || isOver else { return }
        endedAt = now
        if let fall, rounds >= Self.fewestRounds, fall > Self.sure * error {
            (state, loss) = (.followed, fall)
        } else {
            state = isEnough ? .held : .undecided
        }
    }

    private mutating func take(_ slot: SlotScores) {
        var (difference, count) = (0.0, 0.0)
        for call in slot.calls {
            guard let part = parts[call.key], !call.scores.isEmpty else { continue }
            let calls = Double(call.scores.count)
            difference += call.scores.reduce(0, +) - part.mean * calls
            count += calls
            parts[call.key]?.calls += calls
        }
        guard count > 0 else { return }
        rounds += 1
        sum += difference
        squares += difference * difference
        cross += difference * count
        squaredCalls += count * count
    }

    /// A quality alert is open whose fall began with the change.
    mutating func alerted(loss: Double, at now: Timestamp) {
        switch state {
        case .running: (state, endedAt) = (.followed, now)
        case .followed: break
        case .held, .undecided: return
        }
        (wasAlerted, self.loss) = (true, loss)
    }
}

extension QualityConfirmation {
    var json: JSON {
        .compact([
            ("state", .string(state.rawValue)), ("since", .int(Int(since.microseconds))),
            ("began", .int(Int(began.microseconds))), ("rounds", .int(rounds)),
            ("sums", .array([sum, squares, cross, squaredCalls].map(JSON.double))), ("loss", loss.map(JSON.double)),
            ("alerted", .bool(wasAlerted)), ("ended", endedAt.map { .int(Int($0.microseconds)) }),
            (
                "parts",
                .object(
                    parts.keys.sorted().compactMap { key in
                        parts[key].map { (key, [.double($0.mean), .double($0.rests), .double($0.calls)]) }
                    })
            ),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON) {
        guard let state = json["state"]?.string.flatMap(State.init), let since = json["since"]?.int,
            let began = json["began"]?.int, let sums = json["sums"]?.array?.compactMap(\.double), sums.count == 4
        else { return nil }
        self.init(
            since: Timestamp(microseconds: Int64(since)), at: Timestamp(microseconds: Int64(began)), baselines: [])
        self.state = state
        rounds = json["rounds"]?.int ?? 0
        (sum, squares, cross, squaredCalls) = (sums[0], sums[1], sums[2], sums[3])
        loss = json["loss"]?.double
        wasAlerted = json["alerted"]?.bool ?? false
        endedAt = json["ended"]?.int.map { Timestamp(microseconds: Int64($0)) }
        for member in json["parts"]?.members ?? [] {
            guard let mean = member.value[0]?.double, let rests = member.value[1]?.double,
                let calls = member.value[2]?.double
            else { continue }
            parts[member.key] = Part(mean: mean, rests: rests, calls: calls)
        }
    }
}
