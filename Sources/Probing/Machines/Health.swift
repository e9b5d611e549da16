package import Core

/// The health plane of one provider: what its calls say of availability, whatever the answers are worth.
///
/// Every request counts, retries too; outcomes without a call do not. *Hard* failures are `server`, `timeout`,
/// `network`, `error-in-200` and `truncated-stream`; *soft* ones, `rate-limited` and `bad-request`, may concern one
/// request only; *blocking* ones, `auth` and `money`, concern all. Bad is a window of the last 20 calls with 2 failures
/// and 20 % failed.
///
/// | state | answer | failure | blocking failure, 3rd hard or 6th of any kind since the last answer |
/// | --- | --- | --- | --- |
/// | unknown | up | degraded | down |
/// | up | degraded when bad, else up | degraded when bad, else up | down |
/// | degraded | up when not bad and 3 answers in a row, else degraded | degraded | down |
/// | down | degraded, with a new window | down | down |
///
/// Six, because a provider that refuses everything opens the breaker with five failures: the sixth is the failed trial.
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
    }

    package private(set) var state: HealthStatus.State = .unknown
    /// When the state was entered.
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
        HealthStatus(state: state, since: since, successRatio: calls.successRatio, lastFailure: lastFailure)
    }

    /// Whether the provider was up at every moment from `start` on: what makes a fall of quality silent.
    package func wasUp(since start: Timestamp) -> Bool { state == .up && lastNotUpAt < start }

    /// A request ended; `status` is its HTTP status, 0 for none.
    package mutating func record(_ outcome: Outcome, status: Int, at now: Timestamp) -> Change {
        let kind: Kind
        switch outcome.plane {
        case .none: return .unchanged
        case .quality: kind = .answer
        case .health:
            kind = Kind(failure: outcome)
            lastFailure = status > 0 ? "\(outcome.rawValue) (\(status))" : outcome.rawValue
        }
        if state == .down, kind == .answer { calls = Calls() }
        calls.add(kind)
        let next = self.next(kind)
        if state != .up || next != .up { lastNotUpAt = now }
        guard next != state else { return .unchanged }
        let before = state
        state = next
        since = now
        return .became(next, from: before)
    }

    private func next(_ kind: Kind) -> HealthStatus.State {
        if kind == .blocking || calls.hard >= Self.hardLimit || calls.failed >= Self.limit { return .down }
        switch (state, kind) {
        case (.unknown, .answer): return .up
        case (.unknown, _): return .degraded
        case (.up, _): return calls.areBad ? .degraded : .up
        case (.degraded, .answer): return !calls.areBad && calls.answered >= Self.recovery ? .up : .degraded
        case (.degraded, _): return .degraded
        case (.down, .answer): return .degraded
        case (.down, _): return .down
        }
    }
}

private enum Kind {
    case answer, hard, soft, blocking

    /// `failure` is an outcome of the health plane.
    init(failure: Outcome) {
        switch failure {
        case .rateLimited, .badRequest: self = .soft
        case .auth, .money: self = .blocking
        case .errorIn200, .server, .timeout, .network, .truncatedStream: self = .hard
        case .ok, .refusal, .truncated, .malformed, .breakerOpen, .budgetExhausted, .ownNetwork, .shed, .skipped,
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
    /// Failures, and hard ones, since the last answer.
    var failed = 0
    var hard = 0
    /// Answers since the last failure.
    var answered = 0

    var failedInWindow: Int { failures.nonzeroBitCount }
    var successRatio: Double? { count > 0 ? Double(count - failedInWindow) / Double(count) : nil }
    var areBad: Bool {
        failedInWindow >= Health.badCount && Double(failedInWindow) >= Health.badShare * Double(count)
    }

    mutating func add(_ kind: Kind) {
        let isFailure = kind != .answer
        failures = (failures << 1 | (isFailure ? 1 : 0)) & (1 << Health.window - 1)
        count = min(count + 1, Health.window)
        answered = isFailure ? 0 : min(answered + 1, Health.window)
        failed = isFailure ? min(failed + 1, Health.window) : 0
        hard = isFailure ? min(hard + (kind == .hard ? 1 : 0), Health.window) : 0
    }
}

extension Health {
    /// The state, to go on with after a restart.
    package var json: JSON {
        [
            "state": .string(state.rawValue), "since": .int(Int(since.microseconds)),
            "last_not_up": .int(Int(lastNotUpAt.microseconds)), "last_failure": .string(lastFailure),
            "failures": .int(Int(calls.failures)), "calls": .int(calls.count), "failed": .int(calls.failed),
            "hard": .int(calls.hard), "answered": .int(calls.answered),
        ]
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let state = json["state"]?.string.flatMap(HealthStatus.State.init), let since = json["since"]?.int,
            let lastNotUp = json["last_not_up"]?.int, let lastFailure = json["last_failure"]?.string,
            let failures = json["failures"]?.int, (0..<1 << Self.window).contains(failures)
        else { return nil }
        let counts = ["calls", "failed", "hard", "answered"].map { json[$0]?.int ?? -1 }
        guard counts.allSatisfy((0...Self.window).contains) else { return nil }
        self.state = state
        self.since = Timestamp(microseconds: Int64(since))
        self.lastNotUpAt = Timestamp(microseconds: Int64(lastNotUp))
        self.lastFailure = lastFailure
        calls = Calls(
            failures: UInt32(failures), count: counts[0], failed: counts[1], hard: counts[2], answered: counts[3])
    }
}
