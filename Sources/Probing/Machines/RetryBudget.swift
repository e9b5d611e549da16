package import Core

/// Keeps retries of a provider to a tenth of its samples, so that an outage is never met with more load.
///
/// A token bucket in twelfths of a retry that holds one retry, and is full at the start:
///
/// | event | 12 twelfths | fewer |
/// | --- | --- | --- |
/// | `firstAttempt()` | | +1 |
/// | `retry()` | −12, granted | refused |
///
/// Of any n first attempts in a row at most n / 12 + 1 are retried: from 60 on that is a tenth at most, so that an hour of
/// trouble costs 1.1 attempts for each sample even when nothing failed before it.
package struct RetryBudget: Sendable, Equatable {
    /// What is said to a wish to retry.
    package enum Answer: Sendable, Equatable { case granted, refused }

    /// What a retry costs, in first attempts, and the most that is saved.
    package static let price = 12

    /// First attempts that are saved, from 0 to `price`.
    package private(set) var saved = RetryBudget.price

    package init() {}

    /// The share of a retry that is saved, in [0, 1].
    package var left: Double { Double(saved) / Double(Self.price) }

    /// Notes that a sample's first request is sent.
    package mutating func firstAttempt() { saved = min(saved + 1, Self.price) }

    /// Asks for a retry; one that is granted has been paid for.
    package mutating func retry() -> Answer {
        guard saved >= Self.price else { return .refused }
        saved = 0
        return .granted
    }
}

extension RetryBudget {
    /// The state, to go on with after a restart.
    package var json: JSON { ["saved": .int(saved)] }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let saved = json["saved"]?.int, (0...Self.price).contains(saved) else { return nil }
        self.saved = saved
    }
}
