/// How a sample ended: an answer that is scored, a call that failed, or a call that was never made.
package enum Outcome: String, Sendable, CaseIterable {
    // Scored.
    /// An answer in the form the dialect promises.
    case ok
    /// The provider flagged its answer as a refusal; the probe's evaluators decide what it is worth.
    case refusal
    /// The answer hit its output limit; the probe's evaluators decide what it is worth.
    case truncated
    /// A success status with no answer in it: scored 0, for a degraded model often looks like this.
    case malformed
    // The call failed: unscored.
    /// A success status with a gateway's error in it.
    case errorIn200 = "error-in-200"
    case rateLimited = "rate-limited"
    /// Credit or spending limit exhausted.
    case money
    case auth
    /// The request is no longer accepted: unknown model, bad parameter.
    case badRequest = "bad-request"
    case server
    case timeout
    case network
    case truncatedStream = "truncated-stream"
    // No call was made: unscored.
    case breakerOpen = "breaker-open"
    case budgetExhausted = "budget-exhausted"
    /// This machine's own network, or a gateway that several providers share, is unreachable: nobody's outage.
    case ownNetwork = "own-network"
    /// The daemon itself has fallen behind and lets samples go rather than pile them up.
    case shed
    /// The probe was still in flight, or the process was down or busy, when it was due again.
    case skipped
    /// The process was told to stop while the call was in flight.
    case cancelled
    // Answered, and not by the model for this question: unscored.
    /// A cache's or another question's answer, as its tell-tales prove.
    case stale

    /// Which plane an outcome speaks to.
    package enum Plane: String, Sendable { case quality, health, staleness, none }

    /// Whether the outcome carries a score.
    package var isScored: Bool { plane == .quality }

    /// Quality for what is scored; health for calls that failed on the far side; staleness for answers to other questions;
    /// none for calls not made.
    package var plane: Plane {
        switch self {
        case .ok, .refusal, .truncated, .malformed: .quality
        case .stale: .staleness
        case .errorIn200, .rateLimited, .money, .auth, .badRequest, .server, .timeout, .network, .truncatedStream:
            .health
        case .breakerOpen, .budgetExhausted, .ownNetwork, .shed, .skipped, .cancelled: .none
        }
    }
}

/// A call that failed: what class of failure, and whether and when asking again makes sense.
package struct CallFailure: Error, Sendable, Equatable {
    /// Whether the same question may be sent again.
    package enum Retry: Sendable, Equatable {
        case never
        /// Yes, after at least this long if the far end said so.
        case allowed(after: Duration?)
    }

    /// One of the outcomes of the health plane, or `malformed`; none of these once it is known to be nobody's failure.
    package var outcome: Outcome
    package var retry: Retry
    /// HTTP status; 0 when there was none.
    package var status: Int
    /// The provider's own code or type: `insufficient_quota`; at most 64 characters.
    package var code: String
    /// What it said, for people; at most 300 characters, without prompt, answer or secret.
    package var message: String

    package init(outcome: Outcome, retry: Retry, status: Int = 0, code: String = "", message: String = "") {
        self.outcome = outcome
        self.retry = retry
        self.status = status
        self.code = shortened(code, 64)
        self.message = shortened(message, 300)
    }
}

/// What a dialect makes of an exchange.
package enum Decoded: Sendable, Equatable {
    case completion(Completion)
    /// No answer to be scored by evaluators: a failure, `malformed` included.
    case failure(CallFailure)
}
