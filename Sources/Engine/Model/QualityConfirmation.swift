internal import Core
internal import Detection
internal import Statistics

/// Whether quality followed a change of the model: the scores of the rounds and extra waves since, against the baselines
/// as they stood when it was noticed.
///
/// | state | a large fall | enough answers | a quality alert opens | the time is over |
/// | --- | --- | --- | --- | --- |
/// | running | **followed** | **held** or **followed** | **followed** | **undecided** or **followed** |
/// | followed | – | – | its loss is told | – |
/// | held, undecided | – | – | – | – |
///
/// The number of answers at which it decides depends on nothing that they say: a fall of ten points must be seen in nine of
/// ten cases. The chance of a wrong "followed" is `Ground.chance`, which the caller takes from a budget; half of it is for that
/// decision, the other half for looking at a large fall sooner, after each of the first eight rounds and waves. The error of
/// a mean is what single answers vary by, with what calls at about the same time are known to have in common, or what
/// rounds and waves were seen to vary by where that is more than chance makes it; and that of the baselines.
struct QualityConfirmation: Sendable, Equatable {
    enum State: String, Sendable { case running, followed, held, undecided }

    /// What it begins with.
    struct Ground: Sendable {
        var baselines: [ProbeBaseline]
        /// How much two calls at about the same time have in common, in [0, 1].
        var correlation = 0.0
        /// The chance of a wrong "followed".
        var chance = ConfirmationMeans.mostChance
    }

    /// One probe: its baseline, and the scores since the change.
    struct Part: Sendable, Equatable {
        var mean: Double
        /// Calls that the mean rests on.
        var rests: Double
        var calls = 0.0
    }

    /// How long it may take.
    static let longest = Duration.seconds(86_400)
    /// A fall that has to be visible before it decides, and in how many cases.
    static let (wanted, seen) = (0.10, 0.9)
    /// Moments (rounds, with the waves beside them) before it decides that quality held.
    static let fewestMoments = 3
    /// Rounds and waves after which a large fall is looked for: the second to the last of them.
    static let earlyLooks = 8

    private(set) var state = State.running
    /// When the change was first seen, and when it was confirmed.
    let since: Timestamp
    let began: Timestamp
    /// By the detector's name of the probe.
    private(set) var parts: [String: Part]
    private(set) var rounds = 0
    /// The chance of a wrong "followed".
    let chance: Double
    private let correlation: Double
    private var moments = Moments()
    /// How far quality fell when it was found to have followed.
    private(set) var loss: Double?
    /// A quality alert was open since.
    private(set) var wasAlerted = false
    private(set) var endedAt: Timestamp?

    /// Begins with the baselines that there are; nothing can be said without one.
    init(since: Timestamp, at now: Timestamp, ground: Ground) {
        self.since = since
        began = now
        (correlation, chance) = (ground.correlation, ground.chance)
        parts = Dictionary(
            ground.baselines.filter { $0.calls > 0 }.map {
                ($0.probe.key, Part(mean: $0.mean, rests: Double(min($0.calls, 1_000_000))))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Another change was confirmed meanwhile: rounds before it say nothing of both.
    func restarted(since: Timestamp, at now: Timestamp) -> QualityConfirmation {
        let ground = Ground(baselines: [], correlation: correlation, chance: chance)
        var anew = QualityConfirmation(since: since, at: now, ground: ground)
        anew.parts = parts.mapValues { Part(mean: $0.mean, rests: $0.rests) }
        return anew
    }

    /// Scores since the change.
    var calls: Double { parts.values.reduce(0) { $0 + $1.calls } }
    /// How far the mean score lies below its baseline; nil before the first score.
    var fall: Double? { calls > 0 ? -moments.sum / calls : nil }

    private var test: FallTest {
        let total = calls
        guard total > 0 else { return FallTest(expected: 0.5, error: .infinity) }
        var (single, baseline, expected) = (0.0, 0.0, 0.0)
        for key in parts.keys.sorted() {
            guard let part = parts[key] else { continue }
            let variance = max(part.mean * (1 - part.mean), 0.01)
            single += part.calls * variance
            baseline += part.calls * part.calls * variance / max(part.rests, 1)
            expected += part.calls * part.mean
        }
        let common = single / total * correlation * max(moments.squaredMoments - total, 0)
        let error = (moments.variance(of: total, expected: single + common) + baseline).squareRoot() / total
        return FallTest(expected: expected / total, error: error)
    }

    /// Standard errors for a chance.
    private func sure(_ chance: Double) -> Double { -normalQuantile(chance) }
    /// A fall of more than this is seen in nine of ten cases; nil before the first score.
    var visible: Double? { calls > 0 ? test.visible(sure: sure(chance / 2), seen: Self.seen) : nil }

    /// A round is closed: takes its scores, and decides when there are enough.
    mutating func close(_ slot: SlotScores, start: Timestamp, at now: Timestamp) {
        guard state == .running else { return }
        if start >= since, take(slot, moment: start) { rounds += 1 }
        decide(at: now)
    }

    /// A wave of extra calls is in that was asked beside the round that began at `start`.
    mutating func add(_ wave: SlotScores, beside start: Timestamp, at now: Timestamp) {
        guard state == .running else { return }
        _ = take(wave, moment: start)
        decide(at: now)
    }

    private mutating func decide(at now: Timestamp) {
        let isOver = now - began >= Self.longest
        let isSpread = moments.count >= Self.fewestMoments
        let isEnough = isSpread && visible ?? 1 <= Self.wanted
        let isLast = isEnough || isOver
        let limit = sure(isLast ? chance / 2 : chance / 2 / Double(Self.earlyLooks))
        let mayFollow = isLast ? isSpread : (2...Self.earlyLooks).contains(moments.looks)
        if mayFollow, let fall, test.strength(of: fall) > limit {
            (state, loss, endedAt) = (.followed, fall, now)
        } else if isLast {
            (state, endedAt) = (isEnough ? .held : .undecided, now)
        }
    }

    /// False for scores that say nothing.
    private mutating func take(_ slot: SlotScores, moment: Timestamp) -> Bool {
        var (difference, count) = (0.0, 0.0)
        for call in slot.calls {
            guard let part = parts[call.key], !call.scores.isEmpty else { continue }
            let calls = Double(call.scores.count)
            difference += call.scores.reduce(0, +) - part.mean * calls
            count += calls
            parts[call.key]?.calls += calls
        }
        guard count > 0 else { return false }
        moments.add(difference, calls: count, at: moment)
        return true
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
            ("chance", .double(chance)), ("correlation", .double(correlation)), ("moments", moments.json),
            ("loss", loss.map(JSON.double)), ("alerted", .bool(wasAlerted)),
            ("ended", endedAt.map { .int(Int($0.microseconds)) }),
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
            let began = json["began"]?.int, let moments = json["moments"].flatMap(Moments.init(json:))
        else { return nil }
        let ground = Ground(
            baselines: [], correlation: json["correlation"]?.double ?? 0,
            chance: json["chance"]?.double ?? ConfirmationMeans.mostChance)
        self.init(
            since: Timestamp(microseconds: Int64(since)), at: Timestamp(microseconds: Int64(began)), ground: ground)
        self.state = state
        self.moments = moments
        rounds = json["rounds"]?.int ?? 0
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
