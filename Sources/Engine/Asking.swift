internal import Core
internal import Probing

/// One sample on its way: from the moment it holds a place until its verdict, over one or two attempts.
struct Asking: Sendable {
    let due: Due
    let probe: Probe
    let question: Question
    let request: OutboundRequest
    /// When the sample is given up: no attempt starts after it.
    let deadline: Timestamp
    /// What the detector knew when it was sent.
    let detector: JSON
    var permit: Breaker.Permit
    var reservation: Spending.Reservation
    var attempts: [Trace.Attempt] = []
    var startedAt: Timestamp
    /// Sum over all attempts.
    var cost = USD.zero
    /// When the next attempt is sent; meaningful while it waits for one.
    var retryAt = Timestamp.distantFuture

    var sample: RecordID { Sample.id(provider: due.provider, probe: probe, round: due.round) }
}
