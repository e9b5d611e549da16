package import Core

/// What a `behaviour-shifted` incident knows: how a provider answers otherwise than it used to, though not necessarily worse.
package struct BehaviourFacts: Sendable, Equatable {
    /// The middle of values, and what a tenth lies below and above.
    package struct Spread: Sendable, Equatable {
        package var median: Double
        package var low: Double
        package var high: Double

        package init(median: Double, low: Double, high: Double) {
            (self.median, self.low, self.high) = (median, low, high)
        }
    }

    /// A probe before and after.
    package struct Probe: Sendable, Equatable {
        /// `suite/id`.
        package var key: String
        /// Its median, or its usual word.
        package var before: String
        package var after: String

        package init(key: String, before: String, after: String) {
            (self.key, self.before, self.after) = (key, before, after)
        }
    }

    /// One signal that moved.
    package struct Shift: Sendable, Equatable {
        package var signal: BehaviourSignal
        package var direction: BehaviourSignal.Direction
        package var since: Timestamp
        /// `all` or `category:logic`.
        package var scope: String
        /// A false alarm this strong, of any signal of a provider, is expected once in so many years.
        package var falseAlarmYears: Double
        /// It is large enough to matter.
        package var isLarge: Bool
        /// What it is now, as a multiple of what it was; of a habit the share of unusual answers now.
        package var size: Double
        /// The share of unusual answers at baseline; 0 for amounts and paces.
        package var usualSize: Double
        /// Values of the probes that carry it; nil for habits.
        package var before: Spread?
        package var after: Spread?
        /// Of a habit the most frequent change: the usual word, and the one in its place.
        package var usualWord = ""
        package var newWord = ""
        /// The probes that carry it, the largest move first; at most 8.
        package var probes: [Probe] = []

        package init(
            signal: BehaviourSignal, direction: BehaviourSignal.Direction, since: Timestamp, scope: String,
            falseAlarmYears: Double, isLarge: Bool, size: Double, usualSize: Double = 0
        ) {
            (self.signal, self.direction, self.since, self.scope) = (signal, direction, since, scope)
            (self.falseAlarmYears, self.isLarge) = (falseAlarmYears, isLarge)
            (self.size, self.usualSize) = (size, usualSize)
        }
    }

    /// At least one while the incident is open; what matters first, then what moved first.
    package var shifts: [Shift]
    /// Answers to the same question.
    package var before: QualityFacts.Example?
    package var after: QualityFacts.Example?

    package init(shifts: [Shift]) { self.shifts = shifts }

    /// When the first of it began.
    package var since: Timestamp { shifts.map(\.since).min() ?? .distantPast }

    /// The incident in a sentence: `acme answers otherwise than it used to: answers are 38 % shorter since 2026-11-23 03:15
    /// UTC (median 420 → 260 characters); and 2 more signals`.
    package func summary(provider: String) -> String {
        guard let first = shifts.first else { return "\(provider) answers otherwise than it used to" }
        let others = shifts.count - 1
        let more = others == 0 ? "" : "; and \(others) more signal\(others == 1 ? "" : "s")"
        return "\(provider) answers otherwise than it used to: \(first.words)\(more)"
    }

    /// Why the incident is over.
    package static func recoverySummary(provider: String) -> String {
        "\(provider) answers as it did at baseline again"
    }

    /// Why the incident is over when nothing went back.
    package static func acceptanceSummary(provider: String, _ words: [String], lasting: Duration) -> String {
        "accepted as the new baseline of \(provider) after \(lasting.forPeople): \(words.joined(separator: "; "))"
    }
}

extension BehaviourFacts.Shift {
    /// For people: `answers are 38 % shorter in logic since 2026-11-23 03:15 UTC (median 420 → 260 characters)`.
    package var words: String {
        "\(change)\(Wording.place(scope: scope)) since \(since.toTheMinute)\(figures)"
    }

    /// What is different, without when and from what.
    package var change: String {
        switch signal {
        case .length: "answers are \(moved("longer", "shorter"))"
        case .outputTokens: "answers take \(moved("more", "fewer")) tokens"
        case .reasoningTokens: "reasoning takes \(moved("more", "fewer")) tokens"
        case .firstToken: "the first token takes \(moved("longer", "less time"))"
        case .tokenRate: "tokens come \(moved("faster", "slower"))"
        case .latency: "calls take \(moved("longer", "less time"))"
        case .refusal:
            newWord == "refused"
                ? "\(share) of the answers are refusals that used to be none (\(usualShare) at baseline)"
                : "\(share) of the answers are none of the refusals that they used to be (\(usualShare) at baseline)"
        case .finish: "\(share) of the answers end otherwise than usual (\(usualShare) at baseline)"
        case .format: "\(share) of the answers have another form than usual (\(usualShare) at baseline)"
        case .script: "\(share) of the answers are in an unexpected script (\(usualShare) at baseline)"
        }
    }

    private var figures: String {
        if let before, let after {
            let unit = signal.unit
            return " (median \(Self.figure(before.median)) → \(Self.figure(after.median)) \(unit))"
        }
        return newWord.isEmpty || signal == .refusal ? "" : ", most of them \(newWord) instead of \(usualWord)"
    }

    private func moved(_ up: String, _ down: String) -> String {
        let percent = abs(size - 1) * 100
        if size >= 2 { return "\(fixed(size, 1)) times \(up == "more" ? "as many" : up)" }
        return "\(fixed(percent, 0)) % \(direction == .up ? up : down)"
    }

    private var share: String { Wording.percent(size) }
    private var usualShare: String { Wording.percent(usualSize) }

    /// A value for people: three digits, whole from 100 on.
    package static func figure(_ value: Double) -> String {
        switch value {
        case 100...: grouped(Int(min(value, 1e15).rounded()))
        case 10...: fixed(value, value == value.rounded() ? 0 : 1)
        default: fixed(value, value == value.rounded() ? 0 : 2)
        }
    }
}
