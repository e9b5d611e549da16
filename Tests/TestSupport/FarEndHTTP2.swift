/// What a scripted HTTP/2 far end does with one request.
package enum HTTP2Reply: Sendable {
    /// Status 200 and this body.
    case answer(String)
    /// Status 200 and the beginning of a body, then RST_STREAM with INTERNAL_ERROR.
    case breakOff(String)
    /// GOAWAY for all streams, then the end of the connection.
    case goAway
    /// Nothing, ever; other streams go on.
    case hang
    /// Frames that no client asked for: a push, data on a stream that is not open, an unknown type.
    case nonsense
}

/// Speaks just enough HTTP/2 to answer the requests of one connection in order; `reply` is asked with 0, 1, 2, ….
/// Header blocks of the client are not decoded.
///
/// **Source:** RFC 9113, sections 3.4, 4.1 and 6; RFC 7541, appendix A (index 8 is `:status: 200`).
package func serveHTTP2(_ connection: FarEndConnection, _ reply: (Int) -> HTTP2Reply) {
    var unread: [UInt8] = []
    var count = 0
    guard fill(&unread, from: connection, to: 24) else { return }
    unread.removeFirst(24)
    connection.send(frame(.settings, flags: 0, stream: 0, []))
    while fill(&unread, from: connection, to: 9) {
        let length = Int(unread[0]) << 16 | Int(unread[1]) << 8 | Int(unread[2])
        let (type, flags) = (unread[3], unread[4])
        let stream = unread[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard fill(&unread, from: connection, to: 9 + length) else { return }
        unread.removeFirst(9 + length)
        if type == FrameType.settings.rawValue, flags & 1 == 0 {
            connection.send(frame(.settings, flags: 1, stream: 0, []))
        } else if type == FrameType.headers.rawValue {
            defer { count += 1 }
            send(reply(count), on: stream, to: connection)
        }
    }
}

private enum FrameType: UInt8 { case data, headers, priority, reset, settings, push, ping, goAway, unknown = 77 }

private func send(_ reply: HTTP2Reply, on stream: UInt32, to connection: FarEndConnection) {
    let head = frame(.headers, flags: 4, stream: stream, [0x88])
    switch reply {
    case .answer(let body):
        connection.send(head + frame(.data, flags: 1, stream: stream, Array(body.utf8)))
    case .breakOff(let body):
        connection.send(head + frame(.data, flags: 0, stream: stream, Array(body.utf8)))
        connection.wait(.milliseconds(30))
        connection.send(frame(.reset, flags: 0, stream: stream, [0, 0, 0, 2]))
    case .goAway:
        connection.send(frame(.goAway, flags: 0, stream: 0, [0, 0, 0, 0, 0, 0, 0, 1]))
        connection.close()
    case .hang:
        break
    case .nonsense:
        connection.send(frame(.unknown, flags: 0xFF, stream: stream, [1, 2, 3]))
        connection.send(frame(.push, flags: 4, stream: stream, [0, 0, 0, 2, 0x82]))
        connection.send(frame(.data, flags: 0, stream: stream &+ 1000, [1]))
    }
}

private func frame(_ type: FrameType, flags: UInt8, stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
    let size = payload.count
    let length = [UInt8(size >> 16 & 0xFF), UInt8(size >> 8 & 0xFF), UInt8(size & 0xFF)]
    let id = [24, 16, 8, 0].map { UInt8(stream >> $0 & 0xFF) }
    return length + [type.rawValue, flags] + id + payload
}

private func fill(_ bytes: inout [UInt8], from connection: FarEndConnection, to count: Int) -> Bool {
    while bytes.count < count {
        let more = connection.read()
        if more.isEmpty { return false }
        bytes += more
    }
    return true
}
