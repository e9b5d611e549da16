internal import Core

/// What it may cost to find out whether quality followed a change of the model: waves of extra calls, and chance.
///
/// A change gets a burst of waves unless there was one less than a day ago, so that ids that flap cost no more than one
/// burst a day. The chance of a wrong "followed" is paid from a part of the yearly budget of false alarms that fills as
/// time goes by and holds no more than `mostChance`: however often the model changes, there are no more of them in a year than
/// that part and one `mostChance`.
struct ConfirmationMeans: Sendable, Equatable {
    /// Waves of extra calls for one change.
    static let mostWaves = 4
    /// From one burst to the next, at least.
    static let betweenBursts = Duration.seconds(86_400)
    /// The chance of a wrong "followed" that one change may take, at most; what a new provider begins with.
    static let mostChance = 0.01
    /// What one may take however soon it comes: without any chance nothing could ever be said.
    static let leastChance = 1e-6

    /// Waves that may still be asked for the change under way.
    private(set) var waves = 0
    private var burstAt: Timestamp?
    /// What was left of the chance when some was spent last, and when that was; nil before.
    private var left: Double?
    private var spentAt: Timestamp?

    init() {}

    /// A change is confirmed.
    mutating func confirmed(at now: Timestamp) {
        guard burstAt.map({ now - $0 >= Self.betweenBursts }) ?? true else { return }
        (waves, burstAt) = (Self.mostWaves, now)
    }

    /// A wave is asked.
    mutating func asked() { waves = max(waves - 1, 0) }

    /// Nothing is to be found out any more.
    mutating func end() { waves = 0 }

    /// The chance that a confirmation may take now, of so many wrong ones that are allowed in a year.
    func chance(perYear: Double, at now: Timestamp) -> Double {
        min(max(credit(perYear: perYear, at: now), Self.leastChance), Self.mostChance)
    }

    /// A confirmation came to its verdict and has used up its chance.
    mutating func spent(_ chance: Double, perYear: Double, at now: Timestamp) {
        (left, spentAt) = (max(credit(perYear: perYear, at: now) - chance, 0), now)
    }

    private func credit(perYear: Double, at now: Timestamp) -> Double {
        guard let left, let spentAt else { return Self.mostChance }
        return min(left + perYear * max(now - spentAt, .zero).inSeconds / (365 * 86_400), Self.mostChance)
    }
}

extension ConfirmationMeans {
    /// Nil for one that was never used.
    var json: JSON? {
        guard self != ConfirmationMeans() else { return nil }
        return .compact([
            ("waves", .int(waves)), ("burst_at", burstAt.map { .int(Int($0.microseconds)) }),
            ("left", left.map(JSON.double)), ("spent_at", spentAt.map { .int(Int($0.microseconds)) }),
        ])
    }

    /// Reads back what `json` wrote; what is missing was never used.
    init(json: JSON) {
        waves = json["waves"]?.int ?? 0
        burstAt = json["burst_at"]?.int.map { Timestamp(microseconds: Int64($0)) }
        left = json["left"]?.double
        spentAt = json["spent_at"]?.int.map { Timestamp(microseconds: Int64($0)) }
    }
}
