import Core

/// The form of a successful response's body.
enum BodyForm {
    /// One JSON value, and server-sent events.
    case whole, stream
    /// A page for people: a captive portal, a gateway.
    case page

    /// The form that the body's first bytes show, else the content type, else what was asked for.
    ///
    /// The bytes come first, for servers answer a request for a stream with a whole body and mislabel both.
    static func of(_ exchange: Exchange, streamed: Bool) -> BodyForm {
        var start = exchange.body[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        start = start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        switch start.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .whole
        case UInt8(ascii: "<"): return .page
        case UInt8(ascii: ":"): return .stream
        default: break
        }
        if ["data:", "event:", "id:", "retry:"].contains(where: { start.starts(with: $0.utf8) }) { return .stream }
        let type = (exchange.headers["content-type"] ?? "").lowercased()
        if type.hasPrefix("text/event-stream") { return .stream }
        if type.hasPrefix("text/html"), !start.isEmpty { return .page }
        return streamed ? .stream : .whole
    }

    /// The bytes as they are when they are UTF-8, else with U+FFFD for what is not.
    static func lenientUTF8(_ bytes: [UInt8]) -> [UInt8] {
        String(validating: bytes, as: UTF8.self) == nil ? Array(String(decoding: bytes, as: UTF8.self).utf8) : bytes
    }

    /// Whether bytes that are not JSON merely end too early: white space alone, or an object or array that is not closed.
    static func isCut(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == 0x5C {
                    escaped = true
                } else if byte == 0x22 {
                    inString = false
                }
                continue
            }
            switch byte {
            case 0x22: inString = true
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            case 0x20, 0x09, 0x0A, 0x0D: continue
            default: if depth == 0 { return false }
            }
            if depth <= 0, !inString { return false }
        }
        return !bytes.isEmpty
    }
}
