internal import Core

/// Where the daemon's own HTTP server listens.
package enum ListenAddress: Hashable, Sendable {
    /// An IP address or `localhost`, without brackets, and a port; port 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// Absolute path of a Unix socket.
    case unix(path: String)

    /// Reads `127.0.0.1:9464`, `[::1]:9464`, `localhost:9464`, `:9464` (every IPv4 interface) or `unix:/path`, else nil.
    package init?(text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count > 1, path.utf8.count < 108 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":"), host.utf8.allSatisfy({ isAddressByte($0) || $0 == 58 }) else { return nil }
        } else {
            guard host.utf8.allSatisfy({ isAddressByte($0) || $0 == 45 || (97...122).contains($0 | 0x20) }) else {
                return nil
            }
        }
        self = .tcp(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    /// Whether only this machine can reach it.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): isLoopback(host)
        }
    }

    /// The base URL under which this machine reaches it, without a trailing slash; empty for a Unix socket.
    package var url: String {
        guard case .tcp(let host, _) = self else { return "" }
        let everywhere = ["0.0.0.0": "127.0.0.1", "::": "[::1]"]
        return "http://" + description.replacingPrefix(everywhere[host].map { (bracketed(host), $0) })
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The form that `init(text:)` reads back.
    package var description: String {
        switch self {
        case .tcp(let host, let port): "\(bracketed(host)):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension Shape where Value == ListenAddress {
    /// An address to listen on.
    static var listenAddress: Shape {
        Shape<String>.text(1...256).turned { text in (text, ListenAddress(text: text)) }
            .checked { pair, json, reading in
                guard pair.1 == nil, json.string != nil else { return }
                reading.error(
                    at: json.offset, "\"\(shortened(pair.0, 60))\" is no address to listen on",
                    instead: "write \"127.0.0.1:9464\", \"[::1]:9464\" or \"unix:/run/plummet/plummet.sock\"")
            }
            .turned { $0.1 ?? .standard }
            .describedBy([("pattern", "^(unix:/.+|.*:[0-9]{1,5})$")])
    }
}

extension ListenAddress {
    /// `127.0.0.1:9464`, which only this machine can reach.
    package static let standard = ListenAddress.tcp(host: "127.0.0.1", port: 9464)
}

/// Whether a host, without brackets, is this machine itself.
func isLoopback(_ host: String) -> Bool {
    let isNumeric = host.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
    return host == "localhost" || host == "::1" || (isNumeric && host.hasPrefix("127."))
}

private func isAddressByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 0x20) || byte == 46
}

private func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

extension String {
    fileprivate func replacingPrefix(_ change: (from: String, to: String)?) -> String {
        guard let change, hasPrefix(change.from) else { return self }
        return change.to + dropFirst(change.from.count)
    }
}
