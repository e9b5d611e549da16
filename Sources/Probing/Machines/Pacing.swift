package import Core

/// When a provider's next request may be sent, by the limits that its answers told.
///
/// | event | does |
/// | --- | --- |
/// | `ask` | send when both buckets and the spacing let it pass; else wait for the last of them, `longestWait` at a time; refuse what would wait until its deadline or beyond |
/// | `sent` | both buckets fall, the spacing begins anew |
/// | `ended` | the buckets learn what the answer told; a refusal that no empty bucket explains widens the spacing, an answer narrows it |
package struct Pacing: Sendable, Equatable {
    /// The longest wait before the question is asked again.
    package static let longestWait = Duration.seconds(60)

    /// What is said to a request that wants to be sent.
    package enum Answer: Sendable, Equatable {
        case send
        /// Ask again then.
        case wait(until: Timestamp)
        /// There is no room before the deadline.
        case refuse(until: Timestamp)
    }

    package private(set) var requests = TokenBucket()
    package private(set) var tokens = TokenBucket()
    package private(set) var spacing = Spacing()

    package init() {}

    /// A request that may use so many tokens wants to be sent.
    package func ask(tokens cost: Int, deadline: Timestamp, now: Timestamp) -> Answer {
        let waits = [requests.ask(1, now: now), tokens.ask(cost, now: now)].map(\.until)
        guard let until = (waits + [spacing.next(now: now)]).compactMap({ $0 }).max(), until > now else { return .send }
        guard until < deadline else { return .refuse(until: until) }
        return .wait(until: min(until, now + Self.longestWait))
    }

    /// It was sent.
    package mutating func sent(tokens cost: Int, now: Timestamp) {
        requests.spend(1, now: now)
        tokens.spend(cost, now: now)
        spacing.sent(now: now)
    }

    /// A request ended; `limits` is what its answer told.
    package mutating func ended(_ outcome: Outcome, limits: RateLimits, now: Timestamp) {
        if let told = limits.requests { requests.learn(told, now: now) }
        if let told = limits.tokens { tokens.learn(told, now: now) }
        switch outcome {
        case .ok, .refusal, .truncated, .malformed, .stale: spacing.answered()
        case .rateLimited:
            let isExplained = RateLimits.Kind.allCases.contains { limits[$0]?.remaining == 0 }
            if !isExplained { spacing.refused(now: now) }
        case .errorIn200, .money, .auth, .badRequest, .server, .timeout, .network, .truncatedStream, .breakerOpen,
            .budgetExhausted, .ownNetwork, .shed, .skipped, .cancelled:
            break
        }
    }

    /// A limit and what is left of it now; nil while nothing is known of it.
    package func known(_ kind: RateLimits.Kind, now: Timestamp) -> (limit: Double, remaining: Double)? {
        let bucket =
            switch kind {
            case .requests: requests
            case .tokens: tokens
            }
        guard case .learnt(let learnt) = bucket.state else { return nil }
        return (learnt.limit, learnt.level(now))
    }
}

extension TokenBucket.Answer {
    fileprivate var until: Timestamp? {
        switch self {
        case .send: nil
        case .wait(let until): until
        }
    }
}

extension Pacing {
    /// The state, to go on with after a restart.
    package var json: JSON { ["requests": requests.json, "tokens": tokens.json, "spacing": spacing.json] }

    /// Reads back what `json` wrote; what is missing knows nothing.
    package init(json: JSON) {
        requests = TokenBucket(json: json["requests"] ?? .null)
        tokens = TokenBucket(json: json["tokens"] ?? .null)
        spacing = Spacing(json: json["spacing"] ?? .null)
    }
}
