package import Core

/// An HTTP/1 request as a far end received it.
package struct FarEndRequest: Sendable, Equatable {
    package var method: String
    /// What stands between method and version: a path, or a whole URL when the far end plays the proxy.
    package var target: String
    package var headers: [Header]
    package var body: [UInt8]

    /// Takes a complete request off the front of what was read; nil while it is not complete, or not a request.
    static func take(from bytes: inout [UInt8]) -> FarEndRequest? {
        guard let headEnd = indexAfterHead(bytes) else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> Header? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return Header(String(line[..<colon]), String(line[line.index(after: colon)...]).trimmed)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard bytes.count >= headEnd + length else { return nil }
        let body = Array(bytes[headEnd..<headEnd + length])
        bytes.removeFirst(headEnd + length)
        return FarEndRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }

    private static func indexAfterHead(_ bytes: [UInt8]) -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard bytes.count >= mark.count else { return nil }
        return (mark.count...bytes.count).first { bytes[($0 - mark.count)..<$0].elementsEqual(mark) }
    }
}
