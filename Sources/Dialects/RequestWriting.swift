import Core

/// The members of a request body, in the order in which they are sent.
struct RequestBody {
    private var members: [(String, JSON)] = []
    /// Members that hold what the provider adds to them already.
    private var joined: [String] = []
    /// A body that has no members; nothing can be left out of it or added to it.
    private var value: JSON?

    /// A body without members.
    init() {}

    /// A body that is written already.
    init(_ body: JSON, for provider: Provider) {
        guard let members = body.members else {
            value = body
            return
        }
        for member in members { add(member.key, member.value, for: provider) }
    }

    /// Adds a member, unless the provider leaves it out or there is nothing to send.
    mutating func add(_ name: String, _ value: JSON?, for provider: Provider) {
        guard let value, !provider.omit.contains(name) else { return }
        members.append((name, value))
    }

    /// Adds an object of settings, whose own members the provider leaves out and adds like those of the body. An empty
    /// one is not sent.
    mutating func add(_ name: String, _ settings: RequestBody, for provider: Provider) {
        guard !provider.omit.contains(name) else { return }
        var all = settings.members
        if let added = provider.extra.last(where: { $0.0 == name })?.1.members {
            all = RequestBody.joining(all, added.map { ($0.key, $0.value) })
            joined.append(name)
        }
        if !all.isEmpty { members.append((name, .object(all))) }
    }

    /// The bytes with the provider's own members: in place of those of the same name, else at the end.
    func bytes(for provider: Provider) -> [UInt8] {
        if let value { return value.bytes }
        return JSON.object(RequestBody.joining(members, provider.extra.filter { !joined.contains($0.0) })).bytes
    }

    private static func joining(_ members: [(String, JSON)], _ added: [(String, JSON)]) -> [(String, JSON)] {
        var all = members
        for (name, value) in added {
            if let index = all.firstIndex(where: { $0.0 == name }) {
                all[index].1 = value
            } else {
                all.append((name, value))
            }
        }
        return all
    }
}

extension OutboundRequest {
    /// A request of a dialect to a provider, whose own headers replace the dialect's of the same name.
    init(to url: String, _ body: RequestBody, headers: [Header], key: SecretHeader?, for provider: Provider) {
        let own = Set((provider.headers.map(\.name) + provider.secretHeaders.map(\.name)).map { $0.lowercased() })
        func isFree(_ name: String) -> Bool { !own.contains(name.lowercased()) }
        self.init(
            url: url, headers: headers.filter { isFree($0.name) } + provider.headers,
            secretHeaders: [key].compactMap(\.self).filter { isFree($0.name) } + provider.secretHeaders,
            body: body.bytes(for: provider))
    }
}

/// Parts of a base URL.
enum BaseURL {
    /// The URL with `path` appended before its query, with one slash between.
    static func appending(_ path: String, to base: String) -> String {
        let queryStart = base.firstIndex(of: "?") ?? base.endIndex
        var start = String(base[..<queryStart])
        while start.hasSuffix("/") { start.removeLast() }
        return start + path + base[queryStart...]
    }

    /// The URL without the first of these paths that its own path ends with; each begins with a slash.
    static func dropping(_ paths: [String], from base: String) -> String {
        let queryStart = base.firstIndex(of: "?") ?? base.endIndex
        var start = String(base[..<queryStart])
        while start.hasSuffix("/") { start.removeLast() }
        if let path = paths.first(where: { start.hasSuffix($0) }) { start.removeLast(path.count) }
        return start + base[queryStart...]
    }

    /// A text as one part of a path or query: all but letters, digits and `-._~` percent-encoded.
    static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "-._~".utf8.contains(byte) {
                out.append(byte)
            } else {
                out += Array(("%" + Digest.hex([byte]).uppercased()).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The host in lower case, without port and user; empty for what has none.
    static func host(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "" }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let server = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return server.prefix { $0 != ":" }.lowercased()
    }

    /// What a client writes into the header `Host`: the host, and the port unless it is the scheme's own.
    static func authority(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "" }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let server = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
        return server.trimmingSuffix(url.lowercased().hasPrefix("https:") ? ":443" : ":80")
    }

    /// Path and query as a client writes them into the request line: `/v1/x?y=z`.
    static func target(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return "/" }
        let target = url[scheme.upperBound...].drop { !"/?#".contains($0) }.prefix { $0 != "#" }
        return target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// Whether the URL's host is `domain` or one of its subdomains, such as those of regions.
    static func isHost(of url: String, in domain: String) -> Bool {
        let host = host(of: url)
        return host == domain || host.hasSuffix("." + domain)
    }
}

extension String {
    /// The range of the first occurrence of `needle`, or nil.
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
