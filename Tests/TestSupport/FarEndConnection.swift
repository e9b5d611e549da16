package import Core
import Glibc
import Synchronization

/// One connection of a far end, as its script sees it. All calls but `interrupt` are made by the script's thread.
package final class FarEndConnection: Sendable {
    /// 0 for the first connection of the far end, then 1, 2, ….
    package let number: Int
    private let core: FarEndCore
    private let socket: Mutex<Int32?>
    private let unread = Mutex<[UInt8]>([])

    /// Takes over the socket.
    init(number: Int, socket: Int32, core: FarEndCore) {
        self.number = number
        self.core = core
        self.socket = Mutex(socket)
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Reads and records the next request; nil at the end of the connection, at `stop()` or when it is no HTTP/1.
    package func readRequest() -> FarEndRequest? {
        while true {
            let parsed = unread.withLock { FarEndRequest.take(from: &$0) }
            if let parsed {
                core.record(parsed)
                return parsed
            }
            let more = read()
            if more.isEmpty { return nil }
            unread.withLock { $0 += more }
        }
    }

    /// The next bytes as they come, at most 64 KiB; none at the end of the connection or at `stop()`.
    package func read() -> [UInt8] {
        guard let socket = socket.withLock({ $0 }), core.waitForInput(on: socket, timeout: nil) == .input else {
            return []
        }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : []
    }

    /// Sends exactly these bytes; false once the peer has gone or the far end stops.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        guard let socket = socket.withLock({ $0 }) else { return false }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends exactly this text.
    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends a whole response with its `Content-Length`.
    @discardableResult
    package func respond(status: Int = 200, headers: [Header] = [], body: String = "") -> Bool {
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return send("HTTP/1.1 \(status) Scripted\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Sends the head of a response whose body follows by `sendChunk`.
    @discardableResult
    package func beginChunked(status: Int = 200, headers: [Header] = []) -> Bool {
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return send("HTTP/1.1 \(status) Scripted\r\n\(lines)Transfer-Encoding: chunked\r\n\r\n")
    }

    /// Sends a piece of a chunked body; an empty one ends it.
    @discardableResult
    package func sendChunk(_ bytes: [UInt8]) -> Bool {
        send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    /// Does nothing for so long; false when the far end is stopped meanwhile.
    @discardableResult
    package func wait(_ duration: Duration) -> Bool { core.waitForInput(on: nil, timeout: duration) == .timeout }

    /// Says nothing until the peer closes or the far end is stopped; what the peer sends is swallowed.
    package func hold() { while !read().isEmpty {} }

    /// Ends the connection with a TCP reset.
    package func reset() {
        socket.withLock { socket in
            guard let open = socket.take() else { return }
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            setsockopt(open, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            Glibc.close(open)
        }
    }

    /// Ends the connection in order; a second call does nothing.
    package func close() {
        socket.withLock { socket in
            if let open = socket.take() { Glibc.close(open) }
        }
    }

    /// Makes every pending and later call of the script return; from any thread.
    func interrupt() {
        socket.withLock { socket in
            if let socket { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}
