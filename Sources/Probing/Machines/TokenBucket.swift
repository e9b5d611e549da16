package import Core

/// What is left of one limit of a provider, requests or tokens, learnt from its answers; most of it is left to its owner.
///
/// | state | `ask` | `learn` | `spend` |
/// | --- | --- | --- | --- |
/// | unknown | send | learnt | |
/// | learnt, within `memory` | send when `level` covers the wish, else wait until it does | learnt anew | `level` falls |
/// | learnt, older than `memory` | send | learnt anew | `level` falls |
///
/// An answer that tells a limit sets `level` to what is left and `rate` so that all of it is there again at the reset;
/// what it leaves out stays, and without any rate a whole limit comes back in `usualWindow`. A wish is covered when it is
/// at most `guestShare` of what is left, or when all of the limit is left: the quota is somebody else's, and small ones
/// must not be out of reach for ever. What was learnt long ago holds nothing back, so that a far end that once said
/// "nothing left" is asked again.
package struct TokenBucket: Sendable, Equatable {
    /// The share of what is left that one request may take: nine tenths stay free for the owner.
    package static let guestShare = 0.1
    /// How long a limit without a reset takes to be whole again.
    package static let usualWindow = Duration.seconds(60)
    /// How long what was learnt holds requests back.
    package static let memory = Duration.seconds(300)

    /// What is known.
    package enum State: Sendable, Equatable {
        case unknown
        case learnt(Learnt)
    }

    /// A limit as it was when an answer told it or a request was counted against it.
    package struct Learnt: Sendable, Equatable {
        /// Most that there can be, at least 1.
        package var limit: Double
        /// What was left at `at`, from 0 to `limit`.
        package var level: Double
        /// What comes back in a second; more than 0.
        package var rate: Double
        package var at: Timestamp
        /// When an answer last told it.
        package var learntAt: Timestamp

        /// What is left now, as far as can be told.
        package func level(_ now: Timestamp) -> Double {
            min(limit, level + rate * max((now - at).inSeconds, 0))
        }
    }

    /// Whether there is room for a request.
    package enum Answer: Sendable, Equatable {
        case send
        /// Not before this moment, later than now.
        case wait(until: Timestamp)
    }

    package private(set) var state: State = .unknown

    /// A bucket that knows nothing and lets everything pass.
    package init() {}

    /// What is left now; nil while nothing is known.
    package func left(_ now: Timestamp) -> Double? {
        switch state {
        case .unknown: nil
        case .learnt(let learnt): learnt.level(now)
        }
    }

    /// A request of this cost wants to be sent.
    package func ask(_ cost: Int, now: Timestamp) -> Answer {
        // What lies in the future was learnt before the clock was set back: it says nothing of how long to wait.
        guard case .learnt(let learnt) = state, learnt.learntAt <= now, now - learnt.learntAt < Self.memory else {
            return .send
        }
        let wish = min(learnt.limit, Double(max(cost, 0)) / Self.guestShare)
        let missing = wish - learnt.level(now)
        guard missing > 0 else { return .send }
        let forgotten = learnt.learntAt + Self.memory
        let seconds = missing / learnt.rate
        guard seconds < Self.memory.inSeconds else { return .wait(until: forgotten) }
        // Rounded up, so that at that moment there is room.
        let whole = now + .microseconds(Int64((seconds * 1e6).rounded(.up)) + 1)
        return .wait(until: min(whole, forgotten))
    }

    /// A request of this cost was sent.
    package mutating func spend(_ cost: Int, now: Timestamp) {
        guard case .learnt(var learnt) = state else { return }
        learnt.level = max(learnt.level(now) - Double(max(cost, 0)), 0)
        learnt.at = max(now, learnt.at)
        state = .learnt(learnt)
    }

    /// An answer tells the limit.
    package mutating func learn(_ told: RateLimits.Limit, now: Timestamp) {
        var known: Learnt?
        if case .learnt(let learnt) = state { known = learnt }
        guard let limit = told.limit.map(Double.init) ?? known?.limit ?? told.remaining.map({ Double(max($0, 1)) })
        else { return }
        let level = min(told.remaining.map(Double.init) ?? known?.level(now) ?? limit, limit)
        var rate = known?.rate ?? limit / Self.usualWindow.inSeconds
        if let reset = told.resetAt, reset > now, level < limit { rate = (limit - level) / (reset - now).inSeconds }
        state = .learnt(
            Learnt(limit: max(limit, 1), level: max(level, 0), rate: max(rate, 1e-9), at: now, learntAt: now))
    }
}

extension TokenBucket {
    /// The state, to go on with after a restart; null while nothing is known.
    package var json: JSON {
        switch state {
        case .unknown: .null
        case .learnt(let learnt):
            [
                "limit": .double(learnt.limit), "level": .double(learnt.level), "rate": .double(learnt.rate),
                "at": .int(Int(learnt.at.microseconds)), "learnt_at": .int(Int(learnt.learntAt.microseconds)),
            ]
        }
    }

    /// Reads back what `json` wrote; anything else is a bucket that knows nothing.
    package init(json: JSON) {
        guard let limit = json["limit"]?.double, let level = json["level"]?.double, let rate = json["rate"]?.double,
            let at = json["at"]?.int, let learntAt = json["learnt_at"]?.int, limit >= 1, (0...limit).contains(level),
            rate > 0, rate.isFinite, limit.isFinite
        else { return }
        state = .learnt(
            Learnt(
                limit: limit, level: level, rate: rate, at: Timestamp(microseconds: Int64(at)),
                learntAt: Timestamp(microseconds: Int64(learntAt))))
    }
}
