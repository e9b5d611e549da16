import Core

/// Status and headers of a response, read line by line as libcurl hands them over: interim responses, redirects and
/// the final one in turn, each beginning with a status line. Only the last block counts.
struct ResponseHead {
    private enum Place { case beforeStatus, headers, afterHeaders }

    /// Status of the last block; 0 before the first.
    private(set) var status = 0
    /// `1.1`, `2` or empty.
    private(set) var version = ""
    /// Headers of the last block in order; trailers after the body are not among them.
    private(set) var headers: [Header] = []
    private var place = Place.beforeStatus

    /// True when a whole block of headers has been read, interim ones included.
    var isComplete: Bool { place == .afterHeaders }

    /// The status when it is that of a final response, else 0.
    var finalStatus: Int { status >= 200 || status == 101 ? status : 0 }

    /// The headers when they are those of a final response.
    var finalHeaders: [Header] { finalStatus == 0 ? [] : headers }

    /// Takes one line with or without its end; total on arbitrary bytes.
    mutating func take(_ line: UnsafeRawBufferPointer) {
        let text = withoutLineEnd(line)
        if isStatusLine(text) { return begin(String(decoding: text, as: UTF8.self)) }
        guard place == .headers else { return }
        if text.isEmpty {
            place = .afterHeaders
        } else if text.first == UInt8(ascii: " ") || text.first == UInt8(ascii: "\t") {
            fold(String(decoding: text, as: UTF8.self).trimmed)
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: text[..<colon], as: UTF8.self).trimmed
            headers.append(Header(name, String(decoding: text[(colon + 1)...], as: UTF8.self).trimmed))
        }
    }

    private mutating func begin(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        version = String(words[0].dropFirst("HTTP/".count))
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        headers = []
        place = .headers
    }

    /// A line that begins with white space continues the one before (RFC 9112, section 5.2).
    private mutating func fold(_ text: String) {
        guard let last = headers.indices.last else { return }
        headers[last].value += headers[last].value.isEmpty ? text : " " + text
    }

    private func isStatusLine(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        place != .headers && text.starts(with: "HTTP/".utf8)
    }

    private func withoutLineEnd(_ line: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        var text = line[...]
        while let last = text.last, last == 10 || last == 13 { text.removeLast() }
        return text
    }
}
