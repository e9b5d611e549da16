import CCurl
import Core
import Synchronization

/// Whether an exchange was cancelled, readable before the driver thread has heard of the exchange at all.
final class Ticket: Sendable {
    private let cancelled = Atomic<Bool>(false)

    /// True from the first `cancel()` on.
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// Marks the exchange as cancelled; the driver has to be told besides.
    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// An exchange on its way to the driver thread.
struct Submission: Sendable {
    var ticket: Ticket
    var request: OutboundRequest
    var route: Route
    var limits: ExchangeLimits
    var onChunk: (@Sendable (Exchange.Chunk, [UInt8]) -> Void)?
    var enqueued: MonotonicTime
    var continuation: CheckedContinuation<Exchange, Never>
}

/// What callers ask of the driver thread.
enum Command: Sendable {
    case start(Submission)
    case cancel(Ticket)
}

/// The way from any thread to the driver thread: commands in, a wake-up for each. Closing it ends the driver.
final class Inbox: Sendable {
    private enum Stage {
        case open
        /// The driver is to fail what it has and end; these wait for it.
        case closing([CheckedContinuation<Void, Never>])
        /// The multi handle is gone and must not be woken.
        case ended
    }

    private struct State {
        var stage = Stage.open
        var commands: [Command] = []
    }

    /// libcurl's multi handle. It is used by the driver thread alone, but for `curl_multi_wakeup`.
    let multi: MultiHandle
    private let state = Mutex(State())

    /// The inbox of the driver of that multi handle.
    init(multi: MultiHandle) { self.multi = multi }

    /// Hands a command over; false when the transport is shutting down and nobody will read it.
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard case .open = state.stage else { return false }
            state.commands.append(command)
            multi.wake()
            return true
        }
    }

    /// The commands so far in order, and whether the driver is to end after them. Driver thread only.
    func take() -> (commands: [Command], isClosing: Bool) {
        state.withLock { state in
            let commands = state.commands
            state.commands = []
            if case .open = state.stage { return (commands, false) }
            return (commands, true)
        }
    }

    /// Asks the driver to end, without waiting for it.
    func close() {
        state.withLock { state in
            guard case .open = state.stage else { return }
            state.stage = .closing([])
            multi.wake()
        }
    }

    /// Asks the driver to end and returns when it has.
    func closeAndWait() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                switch state.stage {
                case .open:
                    state.stage = .closing([continuation])
                    multi.wake()
                    return false
                case .closing(let waiting):
                    state.stage = .closing(waiting + [continuation])
                    return false
                case .ended:
                    return true
                }
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// The driver's last act: frees the multi handle and lets everybody go who waited for that.
    func end() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            multi.free()
            defer { state.stage = .ended }
            guard case .closing(let waiting) = state.stage else { return [] }
            return waiting
        }
        for each in waiting { each.resume() }
    }
}

/// libcurl's multi handle.
///
/// `@unchecked Sendable`: the pointer never changes; `wake` is the one call libcurl allows from any thread, and `Inbox`
/// makes it under its lock and only before `free`, which is called under the same lock; all else is the driver thread's.
struct MultiHandle: @unchecked Sendable {
    /// libcurl's own pointer.
    let pointer: UnsafeMutableRawPointer

    /// A fresh handle, or nil when there is no memory for one.
    init?() {
        guard let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
    }

    /// Makes a running or the next `curl_multi_poll` return at once.
    func wake() { curl_multi_wakeup(pointer) }

    /// Closes all connections and frees the handle.
    func free() { curl_multi_cleanup(pointer) }
}
