package import Core

/// How far a request came: what the guard of the own network looks at.
package enum Reach: String, Sendable, CaseIterable {
    /// A response came, whatever it says.
    case answered
    /// No connection came about: no name, no route, refused, or a proxy that is not there.
    case unreachable
    /// There was, or had been, a connection, and no response came over it.
    case silent
    /// The request says nothing about the network: it was never sent, or this process ended it.
    case unknown

    package init(_ exchange: Exchange) {
        if exchange.status != 0 {
            self = .answered
            return
        }
        self =
            switch exchange.failure {
            case .nameNotFound, .connectionFailed, .timeout(.nameLookup), .timeout(.connect), .proxy: .unreachable
            case .timeout(.tls), .timeout(.firstByte), .timeout(.body), .lowSpeed, .tls, .connectionLost,
                .protocolError, .bodyTooLarge, .headersTooLarge:
                .silent
            case .badRequest, .cancelled, .shutDown, nil: .unknown
            }
    }
}
