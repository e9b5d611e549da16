package import Core
import Glibc

/// What a server on loopback answered.
package struct LoopbackAnswer: Sendable {
    package var status: Int
    package var headers: [Header]
    package var body: [UInt8]

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// One HTTP/1.1 request to 127.0.0.1 on a connection of its own; nil when nobody answers with HTTP within `limit`.
package func askLoopback(
    port: Int, _ target: String, method: String = "GET", headers: [Header] = [], limit: Duration = .seconds(5)
) -> LoopbackAnswer? {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return nil }
    defer { close(socket) }
    var time = timeval(tv_sec: Int(limit.microseconds / 1_000_000), tv_usec: Int(limit.microseconds % 1_000_000))
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    guard connectLoopback(socket, port) else { return nil }
    let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    let head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    let request = Array((head + (method == "POST" ? "Content-Length: 0\r\n" : "") + lines + "\r\n").utf8)
    guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { bytes += buffer.prefix(count) }
    return parse(bytes)
}

/// A TCP port of 127.0.0.1 that nobody had a moment ago. Throws the call that failed.
package func freePort() throws -> Int {
    let farEnd = try FarEndServer { $0.close() }
    farEnd.stop()
    return farEnd.port
}

private func connectLoopback(_ socket: Int32, _ port: Int) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

private func parse(_ bytes: [UInt8]) -> LoopbackAnswer? {
    let mark: [UInt8] = [13, 10, 13, 10]
    guard bytes.count >= 4,
        let end = (4...bytes.count).first(where: { bytes[($0 - 4)..<$0].elementsEqual(mark) })
    else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, let status = Int(words[1]) else { return nil }
    let headers = lines.dropFirst().compactMap { line -> Header? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return Header(String(line[..<colon]), String(line[line.index(after: colon)...]).trimmed)
    }
    return LoopbackAnswer(status: status, headers: headers, body: Array(bytes[end...]))
}
