package import Core

/// Whether and when a request that failed is sent once more.
///
/// | failure | decision |
/// | --- | --- |
/// | the second attempt of a sample | give up |
/// | one that must not be retried | give up |
/// | `malformed`, or one that may be retried | retry after a random part of the backoff |
/// | one with Retry-After up to 60 s | retry after that and a random part of the backoff |
/// | one with a longer Retry-After | give up |
/// | any whose retry would begin at or after the sample's deadline | give up |
///
/// It only says what is sensible for this sample: `RetryBudget` has to grant the retry, and `Breaker`, which also holds
/// the provider for as long as Retry-After says, has to admit it when its time has come.
/// **Source:** "Exponential Backoff And Jitter" (full jitter), AWS Architecture Blog, 2015.
package struct RetryPolicy: Sendable, Equatable {
    /// Most requests of a sample.
    package static let attempts = 2
    /// The backoff before the first retry; it doubles for each further one.
    package static let base = Duration.seconds(1)
    /// The longest backoff.
    package static let cap = Duration.seconds(30)
    /// The longest Retry-After that a sample waits for.
    package static let longestWait = Duration.seconds(60)

    /// What to do about a failure.
    package enum Decision: Sendable, Equatable {
        case retry(at: Timestamp)
        case giveUp
    }

    private let rootSeed: UInt64

    package init(rootSeed: UInt64) { self.rootSeed = rootSeed }

    /// Decides about a failure of the sample's request number `attempt`, counted from 1.
    package func decide(
        _ failure: CallFailure, attempt: Int, sample: RecordID, now: Timestamp, deadline: Timestamp
    ) -> Decision {
        guard attempt < Self.attempts, failure.outcome == .malformed || failure.retry != .never else { return .giveUp }
        let wait = max(failure.retryAfter ?? .zero, .zero)
        guard wait <= Self.longestWait else { return .giveUp }
        let at = now + wait + backoff(before: attempt + 1, of: sample)
        return at < deadline ? .retry(at: at) : .giveUp
    }

    private func backoff(before attempt: Int, of sample: RecordID) -> Duration {
        let ceiling = min(Self.base * (1 << min(max(attempt - 2, 0), 20)), Self.cap)
        var random = SeededRandom(seed: rootSeed).child("backoff \(sample) \(attempt)")
        return .microseconds(Int64(random.unit() * Double(ceiling.microseconds)))
    }
}

extension CallFailure {
    /// How long the far end asked to be left alone; nil when it said nothing or the request must not be repeated.
    package var retryAfter: Duration? {
        switch retry {
        case .never: nil
        case .allowed(let after): after
        }
    }
}
