internal import Core
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// What a request of a recorded far end has beside itself: the connection, to break it where it broke.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Answers requests from a recording: status, headers, the pieces of the body when they came, and where the exchange
/// failed, the same failure as far as a server can bring it about.
struct Replayer: HTTPResponder {
    typealias Context = ConnectionContext

    let shelf: RecordingShelf
    let options: RecordedFarEnd.Options
    let onServed: @Sendable (RecordedFarEnd.Served) -> Void

    /// Headers that belong to the old connection and not to the answer.
    private static let ownHeaders: Set<String> = [
        "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive", "date",
    ]

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: FarEndResponder.bodyBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            return Response(status: .contentTooLarge)
        }
        let path = request.head.path ?? "/"
        let found = shelf.answer(
            method: request.method.rawValue, path: path, body: body, strict: options.strict)
        onServed(
            RecordedFarEnd.Served(
                method: request.method.rawValue, path: path, sample: found?.entry.sample, match: found?.match))
        guard let (entry, match) = found else { return unknown(path) }
        return try await play(entry.exchange, match, on: context.channel)
    }

    private func unknown(_ path: String) -> Response {
        let error: JSON = [
            "error": [
                "type": "not_recorded", "code": "not_recorded",
                "message": .string(
                    "the recording has no exchange that answers this request to \(shortened(path, 200))"),
            ]
        ]
        return Response(
            status: .notFound, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: error.bytes)))
    }

    private func play(_ exchange: Exchange, _ match: Recording.Match, on channel: any Channel) async throws -> Response
    {
        guard exchange.status >= 200 else {
            // Nothing came: silence where time ran out, a closed connection otherwise.
            if exchange.failure?.isTimeout == true { try await silence(while: channel) }
            try await channel.close()
            return Response(status: .internalServerError)
        }
        var headers = HTTPFields()
        for header in exchange.headers where !Self.ownHeaders.contains(header.name.lowercased()) {
            if let name = HTTPField.Name(header.name) { headers.append(HTTPField(name: name, value: header.value)) }
        }
        if let name = HTTPField.Name("x-plummet-match") { headers[name] = match.rawValue }
        try await pause(exchange.phases.firstByte ?? .zero)
        let status = HTTPResponse.Status(code: exchange.status)
        guard exchange.failure != nil || exchange.chunks.count > 1 else {
            return Response(
                status: status, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: exchange.body)))
        }
        return Response(status: status, headers: headers, body: pieces(of: exchange, on: channel))
    }

    /// The pieces of a body at their times, and then the end that they had.
    private func pieces(of exchange: Exchange, on channel: any Channel) -> ResponseBody {
        ResponseBody { writer in
            var sent = 0
            var now = exchange.phases.firstByte ?? .zero
            for chunk in exchange.chunks where sent < exchange.body.count {
                if chunk.at > now {
                    try await pause(chunk.at - now)
                    now = chunk.at
                }
                let end = min(sent + chunk.length, exchange.body.count)
                try await writer.write(ByteBuffer(bytes: exchange.body[sent..<end]))
                sent = end
            }
            if sent < exchange.body.count { try await writer.write(ByteBuffer(bytes: exchange.body[sent...])) }
            switch exchange.failure {
            case nil: return try await writer.finish(nil)
            case .bodyTooLarge(let limit):
                // More of what was too much already, until the other side has had enough.
                let piece = ByteBuffer(repeating: 32, count: 64 << 10)
                for _ in 0..<(limit / piece.readableBytes + 16) { try await writer.write(piece) }
            case let failure? where failure.isTimeout: try await silence(while: channel)
            case .some: break
            }
            try await channel.close()
        }
    }

    /// Says nothing until the other side has gone, at most ten minutes.
    private func silence(while channel: any Channel) async throws {
        let step = Duration.milliseconds(25)
        var waited = Duration.zero
        while channel.isActive, waited < FarEndResponder.longestHang {
            try await Task.sleep(for: step)
            waited += step
        }
    }

    /// Plays a recorded pause against the wall clock, at the pace that was asked for.
    private func pause(_ duration: Duration) async throws {
        let scaled = duration * options.pace
        if scaled > .zero { try await Task.sleep(for: min(scaled, FarEndResponder.longestHang)) }
    }
}

extension TransportFailure {
    /// Whether time ran out: the far end was silent or too slow.
    fileprivate var isTimeout: Bool {
        switch self {
        case .timeout, .lowSpeed: true
        case .bodyTooLarge, .headersTooLarge, .nameNotFound, .connectionFailed, .tls, .connectionLost, .protocolError,
            .proxy, .badRequest, .cancelled, .shutDown:
            false
        }
    }
}
