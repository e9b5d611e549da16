/// One HTTP header; names are compared without regard to case.
package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [Header] {
    /// The value of the first header of that name in any case, or nil.
    package subscript(_ name: String) -> String? {
        let wanted = name.lowercased()
        return first { $0.name.lowercased() == wanted }?.value
    }
}

/// A header whose value carries a secret, known to the transport alone.
package struct SecretHeader: Sendable {
    package var name: String
    /// What stands before the secret: `Bearer `, or nothing.
    package var prefix: String
    package var secret: Secret

    package init(_ name: String, prefix: String = "", _ secret: Secret) {
        self.name = name
        self.prefix = prefix
        self.secret = secret
    }
}

/// An HTTP request as a dialect or a sink encodes it, complete but for what the transport adds.
package struct OutboundRequest: Sendable {
    package var method: String
    /// An absolute `http` or `https` URL.
    package var url: String
    package var headers: [Header]
    package var secretHeaders: [SecretHeader]
    /// The exact bytes sent; empty for a GET.
    package var body: [UInt8]

    package init(
        method: String = "POST", url: String, headers: [Header] = [], secretHeaders: [SecretHeader] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.secretHeaders = secretHeaders
        self.body = body
    }
}

/// What bounds one exchange in time and size. Every exchange has all of these.
package struct ExchangeLimits: Hashable, Sendable {
    /// The whole exchange, from leaving the queue to the last byte.
    package var total: Duration
    /// Name lookup, TCP and TLS.
    package var connect: Duration
    /// From the start to the first byte of the response.
    package var firstByte: Duration
    /// Abort when fewer than this many bytes a second arrive for `lowSpeedTime`; 0 switches this off.
    package var lowSpeedBytesPerSecond: Int
    package var lowSpeedTime: Duration
    /// Most bytes of the body, after decompression.
    package var bodyBytes: Int
    /// Most bytes of all header lines together.
    package var headerBytes: Int

    package init(
        total: Duration = .seconds(60), connect: Duration = .seconds(10), firstByte: Duration = .seconds(45),
        lowSpeedBytesPerSecond: Int = 1, lowSpeedTime: Duration = .seconds(20), bodyBytes: Int = 4 << 20,
        headerBytes: Int = 64 << 10
    ) {
        self.total = total
        self.connect = connect
        self.firstByte = firstByte
        self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
        self.lowSpeedTime = lowSpeedTime
        self.bodyBytes = bodyBytes
        self.headerBytes = headerBytes
    }
}

/// How a request travels, apart from its bytes.
package struct Route: Hashable, Sendable {
    /// Which proxy is used.
    package enum Proxy: Hashable, Sendable {
        /// `http_proxy`, `https_proxy` and `no_proxy` of the environment decide.
        case environment
        case none
        case url(String)
    }

    /// Which version of HTTP is spoken.
    package enum Version: String, Hashable, Sendable, CaseIterable { case automatic, http1, http2 }

    package var proxy: Proxy
    /// A PEM bundle of certificate authorities instead of the system's; nil for the system's or `SSL_CERT_FILE`.
    package var caFile: String?
    package var version: Version
    /// False asks for a connection of its own, closed afterwards.
    package var reuseConnection: Bool
    /// How many redirects are followed; 0 reports a redirect as the answer.
    package var redirects: Int

    package init(
        proxy: Proxy = .environment, caFile: String? = nil, version: Version = .automatic, reuseConnection: Bool = true,
        redirects: Int = 0
    ) {
        self.proxy = proxy
        self.caFile = caFile
        self.version = version
        self.reuseConnection = reuseConnection
        self.redirects = redirects
    }
}
