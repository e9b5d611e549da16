internal import Core
package import Engine
internal import Synchronization

/// What waits for the engine's task: events in order, and questions about its state. Unbounded in form, bounded by what is in flight.
package final class Mailbox: Sendable {
    /// A question to the engine, answered by the task that owns it.
    typealias Inquiry = @Sendable (borrowing Engine) -> Void

    private struct State {
        var events: [Event] = []
        var inquiries: [Inquiry] = []
        var waiter: CheckedContinuation<Void, Never>?
        /// As the engine was when its task ended: questions that come later are answered from it.
        var retired: Engine?
    }

    private let state = Mutex(State())

    package init() {}

    /// Hands in an event; never blocks.
    package func post(_ event: Event) {
        wake { $0.events.append(event) }
    }

    /// Asks the engine something, between two steps.
    func ask<Value: Sendable>(_ question: @escaping @Sendable (borrowing Engine) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let inquiry: Inquiry = { engine in continuation.resume(returning: question(engine)) }
            let retired = state.withLock { $0.retired }
            if let retired { return inquiry(retired) }
            wake { $0.inquiries.append(inquiry) }
            // The task may have ended between the look and the asking.
            if let retired = state.withLock({ $0.retired }) { takeInquiries().forEach { $0(retired) } }
        }
    }

    /// The engine's task has ended: nobody who asks is left waiting.
    func retire(_ engine: Engine) {
        state.withLock { $0.retired = engine }
        takeInquiries().forEach { $0(engine) }
    }

    /// All that came since the last call, in order; suspends while there is nothing. For the one task that owns the engine.
    func take() async -> (events: [Event], inquiries: [Inquiry]) {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isReady = state.withLock { state in
                guard state.events.isEmpty, state.inquiries.isEmpty else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            defer { (state.events, state.inquiries) = ([], []) }
            return (state.events, state.inquiries)
        }
    }

    /// The questions that wait now, without the events; for the one task that owns the engine.
    func takeInquiries() -> [Inquiry] {
        state.withLock { state in
            defer { state.inquiries = [] }
            return state.inquiries
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
