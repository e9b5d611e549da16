/// The host that a base URL leads to, as far as the network is concerned.
package struct Host: Hashable, Sendable {
    /// In lower case, with a port that is told: `api.openai.com`, `llm.example.net:4000`, `[::1]:8080`.
    package let name: String
    /// On this machine, where no network is needed to reach it.
    package let isLocal: Bool

    /// The host of an absolute `http` or `https` URL; the whole text for anything else.
    package init(url: String) {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        name = place.lowercased()
        let bare: String
        if name.hasPrefix("[") {
            bare = String(name.dropFirst().prefix { $0 != "]" })
        } else {
            bare = String(name.prefix { $0 != ":" })
        }
        isLocal =
            bare == "localhost" || bare.hasSuffix(".localhost") || bare == "::1" || bare.hasPrefix("127.")
    }
}
