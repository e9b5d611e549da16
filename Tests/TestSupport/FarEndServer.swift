import Glibc
import Synchronization

/// A far end on loopback that does with each connection what a script says, byte by byte: answers, garbage, silence,
/// resets. A thread for each connection runs the script; when it returns, the connection is closed.
///
/// ```swift
/// let farEnd = try FarEndServer { connection in
///     while connection.readRequest() != nil { connection.respond(body: "{}") }
/// }
/// defer { farEnd.stop() }
/// ```
package final class FarEndServer: Sendable {
    /// What a script does with one connection.
    package typealias Script = @Sendable (FarEndConnection) -> Void

    /// Why a far end could not be set up: the call that failed and its error number.
    package struct SetupError: Error {
        package let call: String
        package let number: Int32
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let core: FarEndCore
    private let acceptor: Mutex<FarEndThread?>

    /// Listens on a free port and runs the script for every connection until `stop()`.
    package init(script: @escaping Script) throws {
        let (listener, port) = try listenOnLoopback()
        let core = try FarEndCore()
        self.port = port
        self.core = core
        acceptor = Mutex(FarEndThread { core.acceptAll(from: listener, script) })
    }

    deinit { stop() }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// The requests that scripts have read so far, in the order in which they were complete.
    package var requests: [FarEndRequest] { core.requests }

    /// How many connections have been accepted.
    package var connectionCount: Int { core.connectionCount }

    /// Closes the port, cuts every connection and waits for the scripts to return. May be called more than once.
    package func stop() {
        core.interrupt()
        acceptor.withLock { $0.take() }?.join()
        core.join()
    }
}

private func listenOnLoopback() throws -> (listener: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw FarEndServer.SetupError(call: "socket", number: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(listener, generic, length) == 0 && listen(listener, 1024) == 0
                && getsockname(listener, generic, &length) == 0
        }
    }
    guard code else {
        let number = errno
        Glibc.close(listener)
        throw FarEndServer.SetupError(call: "bind", number: number)
    }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}
