/// Names that carry credentials whatever stands under them: what is kept of a request never shows their values, also
/// where nobody declared them as secrets.
package enum Credentials {
    /// What stands in place of a value.
    package static let redacted = "[redacted]"

    /// Last words in the names of headers.
    private static let headerWords = [
        "authorization", "key", "apikey", "token", "secret", "password", "cookie", "credential", "credentials",
    ]
    /// More of them in what others computed or in the query of a URL.
    private static let otherWords = ["auth", "signature", "sig", "jwt", "session"]

    /// Whether a header of that name carries a credential: `x-api-key`, `Proxy-Authorization`.
    package static func areCarried(byHeader name: String) -> Bool { lastWord(name).map(headerWords.contains) ?? false }

    /// The URL without user, password and the values of query parameters that carry credentials.
    package static func removed(fromURL url: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let base = withoutUser(String(parts[0]))
        guard parts.count == 2 else { return base }
        let query = parts[1].split(separator: "&", omittingEmptySubsequences: false).map { pair -> String in
            guard let mark = pair.firstIndex(of: "="), isSensitive(String(pair[pair.startIndex..<mark])) else {
                return String(pair)
            }
            return String(pair[pair.startIndex...mark]) + redacted
        }
        return base + "?" + query.joined(separator: "&")
    }

    private static func withoutUser(_ url: String) -> String {
        guard let start = url.firstIndex(of: ":"), url[start...].hasPrefix("://") else { return url }
        let authority = url.index(start, offsetBy: 3)
        let end = url[authority...].firstIndex(of: "/") ?? url.endIndex
        guard let at = url[authority..<end].lastIndex(of: "@") else { return url }
        return String(url[..<authority]) + redacted + String(url[at...])
    }

    fileprivate static func isSensitive(_ name: String) -> Bool {
        lastWord(name).map { headerWords.contains($0) || otherWords.contains($0) } ?? false
    }

    private static func lastWord(_ name: String) -> String? {
        name.lowercased().split { !$0.isLetter }.last.map(String.init)
    }
}

extension Header {
    /// The header as it may be kept: a name that carries a credential loses its value, unless that only says where a
    /// secret stood (`Bearer [secret env KEY]`).
    var kept: Header {
        guard Credentials.isSensitive(name), !isPlaceholder else { return self }
        return Header(name, Credentials.redacted)
    }

    private var isPlaceholder: Bool {
        let scheme = value.prefix { $0 != "[" }
        return value[scheme.endIndex...].hasPrefix("[secret ") && value.hasSuffix("]")
            && scheme.utf8.count <= 16 && scheme.utf8.allSatisfy { (97...122).contains($0 | 0x20) || $0 == 32 }
    }
}
