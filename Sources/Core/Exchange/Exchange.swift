/// One HTTP exchange as it really went: what came back, when each part came, and why it ended early if it did.
package struct Exchange: Sendable, Equatable {
    /// Times from the start of the exchange (leaving the queue); nil for a phase that was not reached.
    package struct Phases: Sendable, Equatable {
        /// Waiting in this process for the driver thread, before the start.
        package var queue: Duration = .zero
        package var nameLookup: Duration?
        package var connect: Duration?
        package var tls: Duration?
        /// The request is about to be sent.
        package var requestReady: Duration?
        package var firstByte: Duration?
        /// The end, successful or not.
        package var total: Duration = .zero

        package init() {}
    }

    /// A piece of the body as it arrived.
    package struct Chunk: Sendable, Equatable {
        /// Time from the start of the exchange.
        package var at: Duration
        /// Bytes in this piece, after decompression.
        package var length: Int

        package init(at: Duration, length: Int) {
            self.at = at
            self.length = length
        }
    }

    /// HTTP status of the final response; 0 when none arrived.
    package var status: Int
    /// `1.1`, `2` or empty.
    package var httpVersion: String
    package var headers: [Header]
    /// What arrived of the body, also when the exchange failed later.
    package var body: [UInt8]
    /// When the pieces of the body arrived; at most `Exchange.maximumChunks`, later ones are joined to the last.
    package var chunks: [Chunk]
    package var phases: Phases
    /// `address:port` of the peer; empty when there was no connection.
    package var peer: String
    /// True when the connection had been used before.
    package var reusedConnection: Bool
    /// Why the exchange did not complete; nil when it did, whatever the status.
    package var failure: TransportFailure?

    /// Most pieces whose times are kept.
    package static let maximumChunks = 4096

    package init(
        status: Int = 0, httpVersion: String = "", headers: [Header] = [], body: [UInt8] = [], chunks: [Chunk] = [],
        phases: Phases = Phases(), peer: String = "", reusedConnection: Bool = false, failure: TransportFailure? = nil
    ) {
        self.status = status
        self.httpVersion = httpVersion
        self.headers = headers
        self.body = body
        self.chunks = chunks
        self.phases = phases
        self.peer = peer
        self.reusedConnection = reusedConnection
        self.failure = failure
    }
}

/// Why an exchange did not complete.
package enum TransportFailure: Error, Hashable, Sendable {
    /// The part of an exchange in which time ran out.
    package enum Phase: String, Sendable, CaseIterable { case nameLookup, connect, tls, firstByte, body }

    /// The deadline of the whole exchange, of the connection or of the first byte passed.
    case timeout(Phase)
    /// Too few bytes a second for too long.
    case lowSpeed
    case bodyTooLarge(limit: Int)
    case headersTooLarge(limit: Int)
    case nameNotFound(String)
    /// Refused, unreachable or reset before the connection stood.
    case connectionFailed(String)
    /// Handshake or certificate.
    case tls(String)
    /// The connection broke before the response was complete.
    case connectionLost(String)
    /// What came is not HTTP, or its content encoding is broken.
    case protocolError(String)
    case proxy(String)
    /// The request itself cannot be sent: its URL or scheme.
    case badRequest(String)
    case cancelled
    /// The transport is shutting down.
    case shutDown
}

extension TransportFailure {
    /// A short stable word for metrics and the store: `timeout-first-byte`, `low-speed`, `tls`.
    package var code: String {
        switch self {
        case .timeout(.nameLookup): "timeout-name-lookup"
        case .timeout(.connect): "timeout-connect"
        case .timeout(.tls): "timeout-tls"
        case .timeout(.firstByte): "timeout-first-byte"
        case .timeout(.body): "timeout-body"
        case .lowSpeed: "low-speed"
        case .bodyTooLarge: "body-too-large"
        case .headersTooLarge: "headers-too-large"
        case .nameNotFound: "name-not-found"
        case .connectionFailed: "connection-failed"
        case .tls: "tls"
        case .connectionLost: "connection-lost"
        case .protocolError: "protocol-error"
        case .proxy: "proxy"
        case .badRequest: "bad-request"
        case .cancelled: "cancelled"
        case .shutDown: "shut-down"
        }
    }

    /// What the transport said of it, for people; never a header's or a body's content.
    package var detail: String {
        switch self {
        case .timeout, .lowSpeed, .cancelled, .shutDown: ""
        case .bodyTooLarge(let limit): "more than \(bytesForPeople(limit)) of body"
        case .headersTooLarge(let limit): "more than \(bytesForPeople(limit)) of headers"
        case .nameNotFound(let text), .connectionFailed(let text), .tls(let text), .connectionLost(let text),
            .protocolError(let text), .proxy(let text), .badRequest(let text):
            text
        }
    }
}
