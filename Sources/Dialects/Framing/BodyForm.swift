import Core

/// The form of a successful response's body.
enum BodyForm {
    /// One JSON value.
    case whole
    /// Parts of a streamed answer.
    case stream(StreamFraming)
    /// A page for people: a captive portal, a gateway.
    case page

    /// The form that the body's first bytes show, else the content type, else what was asked for.
    ///
    /// The bytes come first, for servers answer a request for a stream with a whole body and mislabel both. Server-sent
    /// events are known whatever the dialect's own framing is, for gateways translate.
    static func of(_ exchange: Exchange, framing: StreamFraming, streamed: Bool) -> BodyForm {
        var start = exchange.body[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        start = start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let type = (exchange.headers["content-type"] ?? "").lowercased()
        switch start.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isLines = framing == .lines && (namesLines(type) || hasSecondValue(start))
            return isLines ? .stream(.lines) : .whole
        case UInt8(ascii: "<"): return .page
        case UInt8(ascii: ":"): return .stream(.serverSentEvents)
        default: break
        }
        if ["data:", "event:", "id:", "retry:"].contains(where: { start.starts(with: $0.utf8) }) {
            return .stream(.serverSentEvents)
        }
        if framing == .amazonEvents, AmazonEventParser.begins(exchange.body) { return .stream(.amazonEvents) }
        if type.hasPrefix("text/event-stream") { return .stream(.serverSentEvents) }
        if framing == .amazonEvents, type.hasPrefix("application/vnd.amazon.eventstream") {
            return .stream(.amazonEvents)
        }
        if framing == .lines, namesLines(type) { return .stream(.lines) }
        if type.hasPrefix("text/html"), !start.isEmpty { return .page }
        return streamed ? .stream(framing) : .whole
    }

    private static func namesLines(_ type: String) -> Bool {
        ["application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json-lines"].contains {
            type.hasPrefix($0)
        }
    }

    /// Whether anything but white space follows the object or array that the bytes begin with.
    private static func hasSecondValue(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let end = NestingScan.end(of: bytes) else { return false }
        return bytes[end...].contains { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    }

    /// The bytes as they are when they are UTF-8, else with U+FFFD for what is not.
    static func lenientUTF8(_ bytes: [UInt8]) -> [UInt8] {
        String(validating: bytes, as: UTF8.self) == nil ? Array(String(decoding: bytes, as: UTF8.self).utf8) : bytes
    }

    /// Whether bytes that are not JSON merely end too early: white space alone, or an object or array that is not closed.
    static func isCut(_ bytes: [UInt8]) -> Bool {
        var scan = NestingScan()
        for byte in bytes where !scan.take(byte) { return false }
        return !bytes.isEmpty
    }
}

/// Follows brackets and strings through bytes that may be JSON.
private struct NestingScan {
    private var depth = 0
    private var inString = false
    private var escaped = false

    /// The index after the object or array that begins the bytes; nil while it is open.
    static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var scan = NestingScan()
        return bytes.firstIndex { !scan.take($0) }.map { $0 + 1 }
    }

    /// Takes in a byte; false when no object or array is open after it, white space before the first one excepted.
    mutating func take(_ byte: UInt8) -> Bool {
        if inString {
            if escaped {
                escaped = false
            } else if byte == 0x5C {
                escaped = true
            } else if byte == 0x22 {
                inString = false
            }
            return true
        }
        switch byte {
        case 0x22: inString = true
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D: depth -= 1
        case 0x20, 0x09, 0x0A, 0x0D: return true
        default: break
        }
        return depth > 0 || inString
    }
}
