package import Core

/// Keeps retries of a provider to 10 % of its first attempts, so that an outage is never met with more load.
///
/// A token bucket in tenths of a retry, from 1 retry at the start to at most 10:
///
/// | event | tenths ≥ 10 | tenths < 10 |
/// | --- | --- | --- |
/// | `firstAttempt()` | +1, at most 100 | +1 |
/// | `retry()` | −10, granted | refused |
///
/// Of any n first attempts in a row at most n / 10 + 10 are retried, since the start at most n / 10 + 1.
package struct RetryBudget: Sendable, Equatable {
    /// What is said to a wish to retry.
    package enum Answer: Sendable, Equatable { case granted, refused }

    /// The fullest bucket, in tenths of a retry.
    package static let capacity = 100
    /// What a retry costs, in tenths.
    package static let price = 10

    /// What is left, in tenths of a retry, from 0 to `capacity`.
    package private(set) var tenths = RetryBudget.price

    package init() {}

    /// Notes that a sample's first request is sent.
    package mutating func firstAttempt() { tenths = min(tenths + 1, Self.capacity) }

    /// Asks for a retry; one that is granted has been paid for.
    package mutating func retry() -> Answer {
        guard tenths >= Self.price else { return .refused }
        tenths -= Self.price
        return .granted
    }
}

extension RetryBudget {
    /// The state, to go on with after a restart.
    package var json: JSON { ["tenths": .int(tenths)] }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let tenths = json["tenths"]?.int, (0...Self.capacity).contains(tenths) else { return nil }
        self.tenths = tenths
    }
}
