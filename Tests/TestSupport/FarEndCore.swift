import Core
import Glibc
import Synchronization

/// What a far end and its connections share: the pipe that says "stop", and the record.
final class FarEndCore: Sendable {
    private struct State {
        var requests: [FarEndRequest] = []
        var connectionCount = 0
        var open: [Int: FarEndConnection] = [:]
        var threads: [Int: FarEndThread] = [:]
        var isStopping = false
    }

    /// Becomes readable, and stays so, when the far end stops: every wait of a script ends with it.
    let stopSignal: Int32
    private let stopTrigger: Int32
    private let state = Mutex(State())

    /// A far end without connections as yet.
    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw FarEndServer.SetupError(call: "pipe", number: errno) }
        (stopSignal, stopTrigger) = (ends[0], ends[1])
        for end in ends { keepFromChildren(end) }
    }

    deinit {
        close(stopSignal)
        close(stopTrigger)
    }

    /// What has been read, in order.
    var requests: [FarEndRequest] { state.withLock { $0.requests } }

    /// How many connections there have been.
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Notes a request.
    func record(_ request: FarEndRequest) { state.withLock { $0.requests.append(request) } }

    /// Accepts connections until the far end stops, then closes the listening socket.
    func acceptAll(from listener: Int32, _ script: @escaping FarEndServer.Script) {
        defer { close(listener) }
        while waitForInput(on: listener, timeout: nil) == .input {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else {
                // Out of descriptors, perhaps; some may come back.
                usleep(1_000)
                continue
            }
            // An openssl of another test must not inherit it and keep the connection alive.
            keepFromChildren(socket)
            joinFinished()
            serve(socket, script)
        }
    }

    /// Tells every script, also one that waits, that it is over.
    func interrupt() {
        let open = state.withLock { state -> [FarEndConnection] in
            defer { state.isStopping = true }
            return state.isStopping ? [] : Array(state.open.values)
        }
        var byte: UInt8 = 0
        write(stopTrigger, &byte, 1)
        for connection in open { connection.interrupt() }
    }

    /// Returns when all scripts have returned.
    func join() {
        let threads = state.withLock { state -> [FarEndThread] in
            defer { state.threads = [:] }
            return Array(state.threads.values)
        }
        for thread in threads { thread.join() }
    }

    /// What ended a wait.
    enum Wake { case input, timeout, stop }

    /// Waits for input or the end of the peer on a socket, or only for the time when there is none.
    func waitForInput(on socket: Int32?, timeout: Duration?) -> Wake {
        var watched = [pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0)]
        if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        let limit = timeout.map { Int32(clamping: max(0, $0.microseconds / 1_000)) } ?? -1
        let count = poll(&watched, nfds_t(watched.count), limit)
        if count == 0 { return .timeout }
        return watched[0].revents != 0 || count < 0 ? .stop : .input
    }

    /// Runs the script for a connected socket on a thread of its own.
    func serve(_ socket: Int32, _ script: @escaping FarEndServer.Script) {
        let connection = state.withLock { state -> FarEndConnection? in
            if state.isStopping { return nil }
            let connection = FarEndConnection(number: state.connectionCount, socket: socket, core: self)
            state.connectionCount += 1
            state.open[connection.number] = connection
            return connection
        }
        guard let connection else {
            close(socket)
            return
        }
        let thread = FarEndThread { [self] in
            script(connection)
            connection.close()
            state.withLock { _ = $0.open.removeValue(forKey: connection.number) }
        }
        guard let thread else { return connection.close() }
        state.withLock { $0.threads[connection.number] = thread }
    }

    /// Waits for the threads whose scripts have returned, so that a long-lived far end does not collect them.
    private func joinFinished() {
        let finished = state.withLock { state -> [FarEndThread] in
            let done = state.threads.keys.filter { state.open[$0] == nil }
            return done.compactMap { state.threads.removeValue(forKey: $0) }
        }
        for thread in finished { thread.join() }
    }
}

/// Closes a descriptor in programs that this process starts.
private func keepFromChildren(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
