/// A URI or a reference relative to one, in its five parts. **Source:** RFC 3986, section 5.
struct URIReference: Sendable, Equatable {
    var scheme: Substring?
    var authority: Substring?
    var path: Substring
    var query: Substring?
    var fragment: Substring?

    init(_ text: String) {
        var rest = text[...]
        if let mark = rest.firstIndex(of: "#") {
            fragment = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), URIReference.isScheme(rest[..<colon]) {
            scheme = rest[..<colon]
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            let start = rest.index(rest.startIndex, offsetBy: 2)
            let end = rest[start...].firstIndex(of: "/") ?? rest.endIndex
            authority = rest[start..<end]
            rest = rest[end...]
        }
        path = rest
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first.isLetter else { return false }
        return text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 43 || $0 == 45 || $0 == 46 }
    }

    /// The reference seen from this URI.
    func resolving(_ reference: URIReference) -> URIReference {
        var target = reference
        guard reference.scheme == nil else { return target.withoutDots() }
        target.scheme = scheme
        guard reference.authority == nil else { return target.withoutDots() }
        target.authority = authority
        guard !reference.path.isEmpty else {
            target.path = path
            target.query = reference.query ?? query
            return target
        }
        if !reference.path.hasPrefix("/") {
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? (authority == nil ? "" : "/")
            target.path = folder + reference.path
        }
        return target.withoutDots()
    }

    private func withoutDots() -> URIReference {
        guard path.hasPrefix("/") else { return self }
        var kept: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        var copy = self
        copy.path = "/" + kept.joined(separator: "/")[...]
        return copy
    }

    /// The URI without what follows `#`.
    var withoutFragment: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
    }

    /// What follows `#` with `%41` and the like decoded; empty where there is nothing.
    var decodedFragment: String {
        guard let fragment else { return "" }
        var bytes: [UInt8] = []
        var rest = fragment.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
