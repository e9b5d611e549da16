package import Core

/// What became of one attempt to deliver a notification.
package enum DeliveryResult: Sendable, Equatable {
    case delivered
    /// It may work later: an overloaded, broken or unreachable receiver; `after` is what it asked for, if it did.
    case later(String, after: Duration?)
    /// The receiver does not accept it as it is: most likely a misconfigured sink. Tried again slowly, so that the
    /// alert arrives once somebody has put it right.
    case rejected(String)
    /// The receiver said for good that it wants nothing more.
    case refused(String)
    /// This process stopped the attempt: it does not count as one.
    case interrupted
}

extension DeliveryResult {
    /// What an HTTP receiver's answer means. Never tells anything of headers or body, which may repeat a secret.
    ///
    /// | answer | result |
    /// | --- | --- |
    /// | 2xx | delivered |
    /// | 410 | refused |
    /// | 408, 425, 429, 5xx | later, `Retry-After` honoured |
    /// | every other status | rejected |
    /// | a request that cannot be sent | rejected |
    /// | cancelled or shut down | interrupted |
    /// | every other transport failure | later |
    ///
    /// **Source:** Standard Webhooks specification, "Operational considerations"; RFC 9110, sections 10.2.3 and 15.
    package static func http(_ exchange: Exchange, at now: Timestamp) -> DeliveryResult {
        if let failure = exchange.failure, !(200..<300).contains(exchange.status) || !endedAfterHeaders(failure) {
            return transport(failure)
        }
        let words = "HTTP \(exchange.status)"
        switch exchange.status {
        case 200..<300: return .delivered
        case 410: return .refused(words)
        case 408, 425, 429, 500...: return .later(words, after: RetryAfter.duration(of: exchange.headers, at: now))
        case 300..<400: return .rejected("\(words): the receiver redirects, write its final URL")
        default: return .rejected(words)
        }
    }

    /// A success status has come, and only the rest of an answer that nobody needs was lost.
    private static func endedAfterHeaders(_ failure: TransportFailure) -> Bool {
        switch failure {
        case .timeout(.body), .lowSpeed, .bodyTooLarge, .connectionLost: true
        case .timeout, .headersTooLarge, .nameNotFound, .connectionFailed, .tls, .protocolError, .proxy, .badRequest,
            .cancelled,
            .shutDown:
            false
        }
    }

    private static func transport(_ failure: TransportFailure) -> DeliveryResult {
        switch failure {
        case .cancelled, .shutDown: .interrupted
        // Its detail may repeat the URL, and the URL may be a secret.
        case .badRequest: .rejected("the request cannot be sent: check the URL and headers of this sink")
        case .timeout, .lowSpeed, .bodyTooLarge, .headersTooLarge, .nameNotFound, .connectionFailed, .tls,
            .connectionLost,
            .protocolError, .proxy:
            .later(failure.code, after: nil)
        }
    }
}
