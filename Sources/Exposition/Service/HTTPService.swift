package import Core
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Where the service listens.
package enum ListenOn: Sendable, Hashable {
    /// An IP address or name without brackets, and a port; port 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// A path; a socket file left there is removed.
    case unix(path: String)

    /// Whether only programs of this machine reach it over TCP, so that a foreign `Host` is an attack.
    var isLoopback: Bool {
        switch self {
        case .tcp(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
        case .unix: false
        }
    }
}

/// What bounds a request and its connection.
package struct HTTPLimits: Sendable, Hashable {
    /// Most bytes of a request's body.
    package var bodyBytes: Int
    /// Most bytes of a request's headers together.
    package var headerBytes: Int
    /// How long a connection may be silent, or a request's headers may take.
    package var idle: Duration
    /// Most connections at once; later ones wait in the system's queue.
    package var connections: Int

    package init(
        bodyBytes: Int = 64 << 10, headerBytes: Int = 16 << 10, idle: Duration = .seconds(15), connections: Int = 256
    ) {
        self.bodyBytes = bodyBytes
        self.headerBytes = headerBytes
        self.idle = idle
        self.connections = connections
    }
}

/// Metrics, pages and the API over HTTP/1.1; a part of the daemon's service group.
package struct HTTPService: Service, Sendable, CustomStringConvertible {
    /// What the service group calls it.
    package var description: String { "pages" }

    private let listen: ListenOn
    private let responder: Responder
    private let limits: HTTPLimits
    private let logger: Logger
    private let onListening: @Sendable (Int?) async -> Void

    /// The service on an address. `token` is asked for each request that changes state, nil refuses them all;
    /// `onListening` gets the port once requests are accepted, nil for a Unix socket.
    package init(
        listen: ListenOn, sources: PageSources, commands: Commands, token: @escaping @Sendable () -> Secret?,
        logger: Logger, limits: HTTPLimits = HTTPLimits(),
        onListening: @escaping @Sendable (_ port: Int?) async -> Void = { _ in }
    ) {
        self.listen = listen
        self.limits = limits
        self.logger = logger
        self.onListening = onListening
        responder = Responder(
            site: Site(sources: sources, commands: commands), token: token,
            hosts: HostCheck(listen: listen, externalURL: sources.externalURL), bodyBytes: limits.bodyBytes)
    }

    /// Serves until graceful shutdown, then finishes the requests in flight; throws when the address cannot be had.
    package func run() async throws {
        let onListening = onListening
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: .microseconds(limits.idle.microseconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                        maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
            onServerRunning: { await onListening($0.localAddress?.port) }, logger: logger)
        try await application.run()
    }

    private var address: BindAddress {
        switch listen {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }
}
