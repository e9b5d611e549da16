package import Core

/// The health plane of one provider: what its calls say of availability, whatever the answers are worth.
///
/// Every request counts, retries too; outcomes without a call do not. *Hard* failures are `server`, `timeout`,
/// `network`, `error-in-200` and `truncated-stream`; *soft* ones, `rate-limited` and `bad-request`, may concern one
/// request only; *blocking* ones, `auth` and `money`, concern all. Bad is a window of the last 20 calls with 2 failures
/// and 20 % failed.
///
/// | state | answer | failure | blocking failure, 3rd hard or 6th of any kind since the last answer or blocking one |
/// | --- | --- | --- | --- |
/// | unknown | up | degraded | down |
/// | up | degraded when bad, else up | degraded when bad, else up | down |
/// | degraded | up when not bad and 3 answers in a row, else degraded | degraded | down |
/// | down | degraded, with a new window | down | down |
///
/// Six, because a provider that refuses everything opens the breaker with five failures: the sixth is the failed trial.
///
/// | why it is down | `auth` | `money` | 3rd hard | 6th `bad-request` in a row | 6th of any kind |
/// | --- | --- | --- | --- | --- | --- |
/// | not down | credentials | credit | calls | requests | calls |
/// | calls | credentials | credit | | requests | |
/// | credentials, credit | credentials | credit | calls | requests | calls |
/// | requests | credentials | credit | calls | | |
package struct Health: Sendable, Equatable {
    /// Calls that the window holds.
    package static let window = 20
    /// Hard failures since the last answer that mean down.
    package static let hardLimit = 3
    /// Failures of any kind since the last answer that mean down.
    package static let limit = 6
    /// Answers in a row that end degraded.
    package static let recovery = 3
    /// Failed calls in the window, from this number and this share on, are bad.
    package static let badCount = 2
    package static let badShare = 0.2

    /// What a call did to the state.
    package enum Change: Sendable, Equatable {
        case unchanged
        case became(HealthStatus.State, from: HealthStatus.State)
        /// Down as before, but for another reason.
        case blames(HealthStatus.Cause, before: HealthStatus.Cause)
    }

    package private(set) var state: HealthStatus.State = .unknown
    /// Why it is down; nil while it is not.
    package private(set) var cause: HealthStatus.Cause?
    /// When the state was entered, or the cause last changed.
    package private(set) var since: Timestamp
    /// The latest moment at which the provider was known not to be up, or not known to be.
    package private(set) var lastNotUpAt: Timestamp
    /// The last failure for people, `rate-limited (429)`; empty when there was none.
    package private(set) var lastFailure = ""
    private var calls: Calls = Calls()

    /// Health of a provider that has not been called yet.
    package init(since: Timestamp) {
        self.since = since
        lastNotUpAt = since
    }

    /// What people and metrics are shown.
    package var status: HealthStatus {
        HealthStatus(
            state: state, since: since, successRatio: calls.successRatio, lastFailure: lastFailure, cause: cause)
    }

    /// Whether the provider was up at every moment from `start` on: what makes a fall of quality silent.
    package func wasUp(since start: Timestamp) -> Bool { state == .up && lastNotUpAt < start }

    /// A request ended; `status` is its HTTP status, 0 for none.
    package mutating func record(_ outcome: Outcome, status: Int, at now: Timestamp) -> Change {
        let kind: Kind
        switch outcome.plane {
        case .none: return .unchanged
        case .quality, .staleness: kind = .answer
        case .health:
            kind = Kind(failure: outcome)
            lastFailure = status > 0 ? "\(outcome.rawValue) (\(status))" : outcome.rawValue
        }
        if state == .down, kind == .answer { calls = Calls() }
        calls.add(kind)
        let (next, cause) = next(kind)
        if state != .up || next != .up { lastNotUpAt = now }
        let before = (state: state, cause: self.cause)
        (state, self.cause) = (next, cause)
        if next != before.state {
            since = now
            return .became(next, from: before.state)
        }
        guard let cause, let old = before.cause, cause != old else { return .unchanged }
        since = now
        return .blames(cause, before: old)
    }

    /// The refusals of credentials or credit in a row, up to now; 0 when the last call was none.
    package var refusals: Int { calls.blocked }

    private func next(_ kind: Kind) -> (HealthStatus.State, HealthStatus.Cause?) {
        if let cause = verdict(kind) { return (.down, cause) }
        switch (state, kind) {
        case (.unknown, .answer): return (.up, nil)
        case (.unknown, _): return (.degraded, nil)
        case (.up, _): return (calls.areBad ? .degraded : .up, nil)
        case (.degraded, .answer): return (!calls.areBad && calls.answered >= Self.recovery ? .up : .degraded, nil)
        case (.degraded, _): return (.degraded, nil)
        case (.down, .answer): return (.degraded, nil)
        case (.down, _): return (.down, cause)
        }
    }

    /// Why it is down with this call; nil when the call itself is no reason.
    private func verdict(_ kind: Kind) -> HealthStatus.Cause? {
        switch kind {
        case .answer: nil
        case .credentials: .credentials
        case .credit: .credit
        case .hard, .limited, .refused:
            if calls.hard >= Self.hardLimit {
                .calls
            } else if calls.refused >= Self.limit {
                .requests
            } else if calls.failed >= Self.limit {
                cause == .requests ? .requests : .calls
            } else {
                nil
            }
        }
    }
}

private enum Kind {
    case answer, hard, limited, refused, credentials, credit

    /// `failure` is an outcome of the health plane.
    init(failure: Outcome) {
        switch failure {
        case .rateLimited: self = .limited
        case .badRequest: self = .refused
        case .auth: self = .credentials
        case .money: self = .credit
        case .errorIn200, .server, .timeout, .network, .truncatedStream: self = .hard
        case .ok, .refusal, .truncated, .malformed, .stale, .breakerOpen, .budgetExhausted, .ownNetwork, .shed,
            .skipped,
            .cancelled:
            preconditionFailure("no failed call")
        }
    }
}

/// The last calls, and the runs at their end.
private struct Calls: Sendable, Equatable {
    /// One bit for each call, 1 for a failure, the latest lowest.
    var failures: UInt32 = 0
    var count = 0
    /// Failures, and hard ones, since the last answer or blocking failure.
    var failed = 0
    var hard = 0
    /// Bad requests in a row, up to the last call.
    var refused = 0
    /// Blocking failures in a row, up to the last call.
    var blocked = 0
    /// Answers since the last failure.
    var answered = 0

    var failedInWindow: Int { failures.nonzeroBitCount }
    var successRatio: Double? { count > 0 ? Double(count - failedInWindow) / Double(count) : nil }
    var areBad: Bool {
        failedInWindow >= Health.badCount && Double(failedInWindow) >= Health.badShare * Double(count)
    }

    mutating func add(_ kind: Kind) {
        let isFailure = kind != .answer
        let isBlocking = kind == .credentials || kind == .credit
        failures = (failures << 1 | (isFailure ? 1 : 0)) & (1 << Health.window - 1)
        count = min(count + 1, Health.window)
        answered = next(answered, !isFailure)
        refused = next(refused, kind == .refused)
        blocked = next(blocked, isBlocking)
        if isFailure, !isBlocking {
            failed = next(failed, true)
            if kind == .hard { hard = next(hard, true) }
        } else {
            (failed, hard) = (0, 0)
        }
    }

    private func next(_ run: Int, _ goesOn: Bool) -> Int { goesOn ? min(run + 1, Health.window) : 0 }
}

extension Health {
    /// The state, to go on with after a restart.
    package var json: JSON {
        [
            "state": .string(state.rawValue), "since": .int(Int(since.microseconds)),
            "last_not_up": .int(Int(lastNotUpAt.microseconds)), "last_failure": .string(lastFailure),
            "failures": .int(Int(calls.failures)), "calls": .int(calls.count), "failed": .int(calls.failed),
            "hard": .int(calls.hard), "answered": .int(calls.answered), "refused": .int(calls.refused),
            "blocked": .int(calls.blocked), "cause": .optional(cause?.rawValue),
        ]
    }

    /// Reads back what `json` wrote, or nil; a state from before causes were told is down for its calls.
    package init?(json: JSON) {
        guard let state = json["state"]?.string.flatMap(HealthStatus.State.init), let since = json["since"]?.int,
            let lastNotUp = json["last_not_up"]?.int, let lastFailure = json["last_failure"]?.string,
            let failures = json["failures"]?.int, (0..<1 << Self.window).contains(failures)
        else { return nil }
        let counts = ["calls", "failed", "hard", "answered"].map { json[$0]?.int ?? -1 }
        let runs = ["refused", "blocked"].map { json[$0]?.int ?? 0 }
        guard (counts + runs).allSatisfy((0...Self.window).contains) else { return nil }
        self.state = state
        self.since = Timestamp(microseconds: Int64(since))
        self.lastNotUpAt = Timestamp(microseconds: Int64(lastNotUp))
        self.lastFailure = lastFailure
        calls = Calls(
            failures: UInt32(failures), count: counts[0], failed: counts[1], hard: counts[2], refused: runs[0],
            blocked: runs[1], answered: counts[3])
        if state == .down { cause = json["cause"]?.string.flatMap(HealthStatus.Cause.init) ?? .calls }
    }
}
