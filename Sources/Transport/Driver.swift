import CCurl
import Core
import Glibc

/// The loop of the driver thread. It owns the multi handle, all easy handles and all transfers; nothing of it is ever
/// touched by another thread. It sleeps in `curl_multi_poll` until a socket, one of libcurl's timers, one of ours or
/// a command needs it.
final class Driver {
    private let inbox: Inbox
    private let surroundings: Surroundings
    private var transfers: [ObjectIdentifier: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    /// No timer of ours rings before this moment; nil when none is set.
    private var nextRing: MonotonicTime?

    /// Most easy handles kept for later exchanges, and most connections.
    static let pooled = 64

    /// The driver of an inbox; `run` has to be called on the thread that is to be the driver's.
    init(inbox: Inbox, surroundings: Surroundings) {
        self.inbox = inbox
        self.surroundings = surroundings
    }

    /// Runs until the inbox is closed, then ends every exchange and frees everything.
    func run() {
        plummet_curl_multi_set_long(inbox.multi.pointer, CURLMOPT_MAXCONNECTS, Self.pooled)
        while true {
            let (commands, isClosing) = inbox.take()
            for command in commands { obey(command) }
            if isClosing { break }
            perform()
            collect()
            ring()
            sleep()
        }
        for transfer in Array(transfers.values) { end(transfer, .shutDown) }
        for handle in idleHandles { handle.free() }
        inbox.end()
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let submission):
            start(submission)
        case .cancel(let ticket):
            if let transfer = transfers[ObjectIdentifier(ticket)] { end(transfer, .cancelled) }
        }
    }

    private func start(_ submission: Submission) {
        if submission.ticket.isCancelled {
            return submission.continuation.resume(returning: Exchange(failure: .cancelled))
        }
        guard let handle = idleHandles.popLast() ?? EasyHandle() else {
            let failure = TransportFailure.badRequest("no memory for another exchange")
            return submission.continuation.resume(returning: Exchange(failure: failure))
        }
        let transfer = Transfer(submission, handle: handle, started: .now)
        do throws(TransportFailure) {
            try transfer.configure(surroundings)
        } catch {
            return finish(transfer, transfer.exchange(failure: error))
        }
        guard curl_multi_add_handle(inbox.multi.pointer, handle.pointer) == CURLM_OK else {
            return finish(transfer, transfer.exchange(failure: .badRequest("libcurl cannot take another exchange")))
        }
        transfers[ObjectIdentifier(submission.ticket)] = transfer
        schedule(transfer.timers(at: transfer.started))
    }

    private func perform() {
        guard !transfers.isEmpty else { return }
        var running: Int32 = 0
        curl_multi_perform(inbox.multi.pointer, &running)
    }

    /// Takes the transfers that libcurl has brought to an end.
    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(inbox.multi.pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let context = plummet_curl_text(easy, CURLINFO_PRIVATE)
            else { continue }
            // The message is gone once its handle is removed.
            let code = message.pointee.data.result
            let transfer = Transfer.of(UnsafeMutableRawPointer(mutating: context))
            let exchange = transfer.exchange(failure: transfer.failure(code))
            remove(transfer, exchange)
        }
    }

    /// Ends the transfers whose own timers have run out.
    private func ring() {
        let now = MonotonicTime.now
        guard let due = nextRing, due <= now else { return }
        nextRing = nil
        for transfer in Array(transfers.values) {
            switch transfer.timers(at: now) {
            case .firstByteLate: end(transfer, .timeout(transfer.phase))
            case .slow: end(transfer, .lowSpeed)
            case let reading: schedule(reading)
            }
        }
    }

    private func schedule(_ reading: SpeedWatch.Reading) {
        guard case .fine(let until) = reading else { return }
        nextRing = min(nextRing ?? until, until)
    }

    private func sleep() {
        // A timer of a transfer that is gone is no reason to wake.
        if transfers.isEmpty { nextRing = nil }
        var limit = Int32.max
        if let nextRing {
            let left = nextRing.since(.now).microseconds / 1_000 + 1
            limit = Int32(clamping: left)
        }
        let code = curl_multi_poll(inbox.multi.pointer, nil, 0, limit, nil)
        // A poll that fails at once must not turn the loop into a busy one.
        if code != CURLM_OK { usleep(10_000) }
    }

    /// Ends a transfer that libcurl has not brought to an end.
    private func end(_ transfer: Transfer, _ failure: TransportFailure) {
        remove(transfer, transfer.exchange(failure: failure, ended: .now))
    }

    private func remove(_ transfer: Transfer, _ exchange: Exchange) {
        curl_multi_remove_handle(inbox.multi.pointer, transfer.handle.pointer)
        transfers[ObjectIdentifier(transfer.submission.ticket)] = nil
        finish(transfer, exchange)
    }

    /// Frees what a transfer held, which is no longer known to libcurl, and answers its caller.
    private func finish(_ transfer: Transfer, _ exchange: Exchange) {
        let handle = transfer.handle
        handle.reset()
        if idleHandles.count < Self.pooled { idleHandles.append(handle) } else { handle.free() }
        transfer.submission.continuation.resume(returning: exchange)
    }
}
