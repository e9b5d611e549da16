package import Core

/// The time between requests to a provider that refuses for their rate without telling its limits.
///
/// | state | `ask` | sent | refused | answered |
/// | --- | --- | --- | --- | --- |
/// | free | send | | spaced by `shortest`, from now | |
/// | spaced(gap, since) | send from `since` + gap on, else wait until then | spaced(gap, now) | spaced by twice the gap, at most `longest`, from now | half the gap; free when that is below `least` |
package struct Spacing: Sendable, Equatable {
    /// The gap after a first refusal.
    package static let shortest = Duration.seconds(5)
    /// The longest gap.
    package static let longest = Duration.seconds(60)
    /// A gap below this is none.
    package static let least = Duration.seconds(1)

    /// What is known.
    package enum State: Sendable, Equatable {
        case free
        /// One request in `gap`, the last one, or the last refusal, at `since`.
        case spaced(gap: Duration, since: Timestamp)
    }

    package private(set) var state: State = .free

    package init() {}

    /// When the next request may be sent; nil for at once.
    package func next(now: Timestamp) -> Timestamp? {
        switch state {
        case .free: return nil
        case .spaced(let gap, let since):
            // A clock that was set back does not stretch the gap.
            let next = min(since, now) + gap
            return next > now ? next : nil
        }
    }

    /// A request was sent.
    package mutating func sent(now: Timestamp) {
        switch state {
        case .free: break
        case .spaced(let gap, _): state = .spaced(gap: gap, since: now)
        }
    }

    /// A request was refused for its rate, and nothing was told of limits.
    package mutating func refused(now: Timestamp) {
        switch state {
        case .free: state = .spaced(gap: Self.shortest, since: now)
        case .spaced(let gap, _): state = .spaced(gap: min(gap * 2, Self.longest), since: now)
        }
    }

    /// A request was answered.
    package mutating func answered() {
        switch state {
        case .free: break
        case .spaced(let gap, let since):
            state = gap / 2 < Self.least ? .free : .spaced(gap: gap / 2, since: since)
        }
    }
}

extension Spacing {
    /// The state, to go on with after a restart; null while it is free.
    package var json: JSON {
        switch state {
        case .free: .null
        case .spaced(let gap, let since):
            ["gap": .int(Int(gap.microseconds)), "since": .int(Int(since.microseconds))]
        }
    }

    /// Reads back what `json` wrote; anything else is free.
    package init(json: JSON) {
        guard let gap = json["gap"]?.int, let since = json["since"]?.int,
            (Int(Self.least.microseconds)...Int(Self.longest.microseconds)).contains(gap)
        else { return }
        state = .spaced(gap: .microseconds(Int64(gap)), since: Timestamp(microseconds: Int64(since)))
    }
}
