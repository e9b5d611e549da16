internal import Core

/// Which `Host` a request may name. A service on loopback is reached by any web page in a browser of the same machine
/// whose name is made to resolve to 127.0.0.1 (DNS rebinding): such a page names its own host, and is refused.
struct HostCheck: Sendable {
    /// Lower-case names without port; nil accepts every one.
    private let allowed: [String]?

    /// The check for a service on this address that people reach under that URL.
    init(listen: ListenOn, externalURL: String) {
        guard listen.isLoopback, case .tcp(let host, _) = listen else {
            allowed = nil
            return
        }
        let bracketed = host.contains(":") ? "[\(host)]" : host
        allowed = ["localhost", "127.0.0.1", "[::1]", bracketed.lowercased(), HostCheck.host(ofURL: externalURL)].filter
        { !$0.isEmpty }
    }

    /// Whether a request with this `Host` is answered.
    func accepts(_ host: String?) -> Bool {
        guard let allowed else { return true }
        guard let host else { return false }
        return allowed.contains(HostCheck.withoutPort(host.lowercased()))
    }

    private static func host(ofURL url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "" }
        return withoutPort(url[scheme.upperBound...].prefix { $0 != "/" }.lowercased())
    }

    private static func withoutPort(_ authority: String) -> String {
        if let bracket = authority.lastIndex(of: "]") { return String(authority[...bracket]) }
        return String(authority.prefix { $0 != ":" })
    }
}

extension String {
    /// The first place of `needle`, or nil.
    fileprivate func range(of needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
