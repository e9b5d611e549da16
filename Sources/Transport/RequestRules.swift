import Core

/// The scheme of an absolute URL in lower case, or nil.
func scheme(of url: String) -> String? {
    let letters = url.prefix { $0 != ":" }
    guard !letters.isEmpty, url.dropFirst(letters.count).hasPrefix("://") else { return nil }
    return letters.lowercased()
}

/// Why a request cannot be sent, in words that name no secret and no value; nil when it can.
func problem(of request: OutboundRequest) -> String? {
    guard !request.method.isEmpty, request.method.utf8.allSatisfy(isTokenByte) else {
        return "the method is not a word"
    }
    guard let scheme = scheme(of: request.url) else { return "the URL is not absolute" }
    guard scheme == "http" || scheme == "https" else {
        return "the URL's scheme is neither http nor https"
    }
    // libcurl refuses most of these itself, but a NUL would silently cut the URL.
    guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        return "the URL holds a space or a control character"
    }
    let plain = request.headers.lazy.compactMap { problem(ofHeader: $0.name, value: Array($0.value.utf8)) }
    if let problem = plain.first { return problem }
    let secret = request.secretHeaders.lazy.compactMap {
        problem(ofHeader: $0.name, value: Array($0.prefix.utf8) + $0.secret.revealedBytes)
    }
    return secret.first
}

/// Why a route cannot be taken; nil when it can.
func problem(of route: Route) -> String? {
    if case .url(let proxy) = route.proxy, proxy.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
        return "the proxy's URL holds a space or a control character"
    }
    if let file = route.caFile, file.utf8.contains(0) { return "the name of the CA file holds a NUL" }
    return nil
}

/// A header that would break out of its line, or that the transport alone may set, is refused.
///
/// **Source:** RFC 9110, sections 5.1 and 5.5.
private func problem(ofHeader name: String, value: [UInt8]) -> String? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { return "a header's name is not a word" }
    guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
        return "the value of header \(name) holds a line end or another control character"
    }
    switch name.lowercased() {
    case "content-length", "transfer-encoding", "connection":
        return "header \(name) is the transport's own"
    default:
        return nil
    }
}

/// Whether a byte may stand in a method or in a header's name (RFC 9110, section 5.6.2).
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    default:
        "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
