package import Alerting
package import Core

/// The identity of one request in flight, unique in a process; it says whose it is.
package struct CallID: Hashable, Sendable {
    package let provider: String
    package let number: Int

    package init(provider: String, number: Int) {
        self.provider = provider
        self.number = number
    }
}

/// Something that happened; together with the time it happened at, all that the engine ever learns.
package enum Event: Sendable {
    /// Time passed: something may be due.
    case tick
    /// A request ended.
    case answered(CallID, Reply)
    /// An attempt to deliver a notification ended.
    case delivered(RecordID, DeliveryResult)
    /// Configuration or probes changed.
    case configured(Plan)
    /// An operator acknowledges an incident.
    case acknowledge(RecordID)
    /// An operator accepts what an incident tells of as the new normal.
    case accept(Acceptance)
    /// The process is about to stop: nothing new is sent.
    case drain
}

/// Something to be done outside, after the commit of the same step is safe.
package enum Effect: Sendable {
    /// Send a request and come back with `.answered`.
    case send(Call)
    /// Attempt a delivery and come back with `.delivered`.
    case deliver(Notification)
    /// Something for the log.
    case report(Report)
}

/// One request to be sent.
package struct Call: Sendable {
    package var id: CallID
    /// How its answer is understood.
    package var question: Question
    package var request: OutboundRequest
    package var route: Route
    package var limits: ExchangeLimits
}

/// A fact for the log, decided here and written outside.
package enum Report: Sendable, Equatable {
    case sampled(Sample)
    case roundClosed(RoundRecord)
    case transition(Incident, Transition)
    case breaker(provider: String, BreakerStatus)
    /// The daemon began to let go of samples that are too late, or stopped to.
    case shedding(Bool, late: Duration)
    /// The own network or a gateway is suspected to be unreachable, or is reached again.
    case unreachable(UnreachableStatus, Bool)
    /// Time went on by more than a round without the engine being asked.
    case paused(provider: String, for: Duration)
}

/// What one step of the engine asks for: first the commit, then the effects in their order.
package struct Step: Sendable {
    package var commit = Commit()
    package var effects: [Effect] = []

    package init() {}
}
