package import Core

/// Stops calling a provider that is in trouble, and tries again with one request at a time.
///
/// `ended` sorts outcomes: *answered* (scored ones), *rejected* (`bad-request`: the far end works and dislikes this
/// request), *failing* (`rate-limited`, `server`, `timeout`, `network`, `error-in-200`, `truncated-stream`), *blocked*
/// (`auth`, `money`) and *nothing* (no call came to an end).
///
/// | state | `admit` | answered | rejected | failing | blocked | nothing |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | closed(failures) | send | closed(0) | | closed(failures + 1); the fifth: open | open | |
/// | open(until) before `until` | refuse | | | | later `until` | |
/// | open(until) from `until` on | send one trial: halfOpen | | | | later `until` | |
/// | halfOpen, the trial's end | | closed(0) | closed(0) | open, for twice as long | open | open, due now |
/// | halfOpen, another's end | refuse | | | | open | |
///
/// In every state Retry-After of a failing request and `hold` open the breaker, or keep it open, until then, at most an
/// hour away. An empty cell changes nothing: what was sent before the breaker opened says nothing about now.
/// Open lasts 30 s, doubled with every opening since the last answer up to 15 min, ±20 %; after `auth` 15 min, ±20 %;
/// after `money` an hour or the rest of the UTC day, whichever is shorter, and up to half a minute more.
package struct Breaker: Sendable, Equatable {
    /// Consecutive failures that open the breaker.
    package static let failureLimit = 5
    /// How long the first opening lasts.
    package static let shortestCoolDown = Duration.seconds(30)
    /// How long an opening lasts at most, before jitter.
    package static let longestCoolDown = Duration.seconds(15 * 60)
    /// How long Retry-After and exhausted credit keep the breaker open at most.
    package static let longestHold = Duration.seconds(3600)

    /// What the breaker knows.
    package enum State: Sendable, Equatable {
        /// Requests flow; so many failed in a row.
        case closed(failures: Int)
        /// None is sent before `until`; `streak` openings since the last answer.
        case open(until: Timestamp, streak: Int)
        /// One trial is in flight.
        case halfOpen(trial: Int, streak: Int)
    }

    /// What a request was sent as; handed back when it ended.
    package enum Permit: Sendable, Hashable {
        case ordinary
        case trial(Int)
    }

    /// Whether a request may be sent.
    package enum Admission: Sendable, Equatable {
        case send(Permit)
        /// Not before `until`; nil while a trial is in flight.
        case refuse(until: Timestamp?)
    }

    /// What an event did to the breaker.
    package enum Change: Sendable, Equatable {
        case unchanged
        case opened(until: Timestamp)
        case closed
    }

    package private(set) var state: State
    private var trials = 0
    private let seed: UInt64

    /// A closed breaker.
    package init(provider: String, rootSeed: UInt64) {
        self.init(state: .closed(failures: 0), provider: provider, rootSeed: rootSeed)
    }

    private init(state: State, provider: String, rootSeed: UInt64) {
        self.state = state
        seed = StableHash.of(["breaker", "\(rootSeed)", provider])
    }

    /// The state as people see it.
    package var status: BreakerStatus {
        switch state {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }

    /// The moment from which a trial is allowed; nil unless open.
    package var openUntil: Timestamp? {
        switch state {
        case .open(let until, _): until
        case .closed, .halfOpen: nil
        }
    }

    /// A request, the first or a retry, wants to be sent.
    package mutating func admit(now: Timestamp) -> Admission {
        switch state {
        case .closed: return .send(.ordinary)
        case .halfOpen: return .refuse(until: nil)
        case .open(let until, let streak):
            if now < until {
                // No opening is meant to last so long: the clock was set back.
                let bounded = min(until, now + Self.longestHold * 2)
                state = .open(until: bounded, streak: streak)
                return .refuse(until: bounded)
            }
            trials += 1
            state = .halfOpen(trial: trials, streak: streak)
            return .send(.trial(trials))
        }
    }

    /// A request that `admit` let through ended, in whatever way.
    package mutating func ended(
        _ permit: Permit, as outcome: Outcome, retryAfter: Duration? = nil, now: Timestamp
    ) -> Change {
        let tone = Tone(outcome)
        let change = move(permit, tone, outcome, now)
        guard tone == .failing, let retryAfter, retryAfter > .zero else { return change }
        let held = hold(until: now + retryAfter, now: now)
        return held == .unchanged ? change : held
    }

    /// The provider is to be left alone until a moment, at most an hour away.
    package mutating func hold(until wish: Timestamp, now: Timestamp) -> Change {
        let until = min(wish, now + Self.longestHold)
        guard until > now else { return .unchanged }
        switch state {
        case .closed: return open(until: until, streak: 0)
        case .halfOpen(_, let streak): return open(until: until, streak: streak)
        case .open(let before, let streak):
            return until > before ? open(until: until, streak: streak) : .unchanged
        }
    }

    private mutating func move(_ permit: Permit, _ tone: Tone, _ outcome: Outcome, _ now: Timestamp) -> Change {
        switch (state, tone) {
        case (.closed, .answered):
            state = .closed(failures: 0)
            return .unchanged
        case (.closed, .rejected), (.closed, .nothing): return .unchanged
        case (.closed(let failures), .failing):
            guard failures + 1 < Self.failureLimit else { return open(until: now + coolDown(0, now), streak: 1) }
            state = .closed(failures: failures + 1)
            return .unchanged
        case (.closed, .blocked): return open(until: blockedUntil(outcome, now), streak: 0)
        case (.open, .blocked): return hold(until: blockedUntil(outcome, now), now: now)
        case (.open, .answered), (.open, .rejected), (.open, .failing), (.open, .nothing): return .unchanged
        case (.halfOpen(let trial, let streak), _):
            guard permit == .trial(trial) || tone == .blocked else { return .unchanged }
            return endTrial(tone, outcome, streak, now)
        }
    }

    private mutating func endTrial(_ tone: Tone, _ outcome: Outcome, _ streak: Int, _ now: Timestamp) -> Change {
        switch tone {
        case .answered, .rejected:
            state = .closed(failures: 0)
            return .closed
        case .failing: return open(until: now + coolDown(streak, now), streak: streak + 1)
        case .blocked: return open(until: blockedUntil(outcome, now), streak: streak)
        case .nothing: return open(until: now, streak: streak)
        }
    }

    private mutating func open(until: Timestamp, streak: Int) -> Change {
        state = .open(until: until, streak: streak)
        return .opened(until: until)
    }

    private func coolDown(_ streak: Int, _ now: Timestamp) -> Duration {
        let doubled = min(Self.shortestCoolDown * (1 << min(max(streak, 0), 16)), Self.longestCoolDown)
        return doubled * (0.8 + 0.4 * unit(now))
    }

    private func blockedUntil(_ outcome: Outcome, _ now: Timestamp) -> Timestamp {
        guard outcome == .money else { return now + Self.longestCoolDown * (0.8 + 0.4 * unit(now)) }
        let midnight = Timestamp(microseconds: Int64(now.day + 1) * 86_400_000_000)
        // Not the very moment at which every customer's new day begins.
        return min(now + Self.longestHold, midnight) + .seconds(30) * unit(now)
    }

    private func unit(_ now: Timestamp) -> Double {
        var random = SeededRandom(seed: seed &+ UInt64(bitPattern: now.microseconds))
        return random.unit()
    }
}

private enum Tone {
    case answered, rejected, failing, blocked, nothing

    init(_ outcome: Outcome) {
        switch outcome {
        case .ok, .refusal, .truncated, .malformed, .stale: self = .answered
        case .badRequest: self = .rejected
        case .errorIn200, .rateLimited, .server, .timeout, .network, .truncatedStream: self = .failing
        case .money, .auth: self = .blocked
        case .breakerOpen, .budgetExhausted, .ownNetwork, .shed, .skipped, .cancelled: self = .nothing
        }
    }
}

extension Breaker {
    /// The state, to go on with after a restart; a trial in flight is then given anew.
    package var json: JSON {
        switch state {
        case .closed(let failures): ["state": "closed", "failures": .int(failures)]
        case .open(let until, let streak):
            ["state": "open", "until": .int(Int(until.microseconds)), "streak": .int(streak)]
        case .halfOpen(_, let streak): ["state": "open", "until": 0, "streak": .int(streak)]
        }
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON, provider: String, rootSeed: UInt64) {
        switch json["state"]?.string {
        case "closed":
            guard let failures = json["failures"]?.int, (0..<Self.failureLimit).contains(failures) else { return nil }
            self.init(state: .closed(failures: failures), provider: provider, rootSeed: rootSeed)
        case "open":
            guard let until = json["until"]?.int, let streak = json["streak"]?.int, streak >= 0 else { return nil }
            self.init(
                state: .open(until: Timestamp(microseconds: Int64(until)), streak: streak), provider: provider,
                rootSeed: rootSeed)
        case .some, nil: return nil
        }
    }
}
