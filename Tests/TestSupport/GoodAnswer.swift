package import Core

/// A response that a dialect understands: what faults are made from.
package struct GoodAnswer: Sendable {
    package var headers: [Header]
    package var body: [UInt8]

    package init(headers: [Header], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// The head of a response with these lines after the status line.
    package func head(status: Int = 200, _ more: [String] = []) -> [UInt8] {
        let own = headers.filter { !["content-length", "transfer-encoding"].contains($0.name.lowercased()) }
        let lines = ["HTTP/1.1 \(status) Scripted"] + own.map { "\($0.name): \($0.value)" } + more
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// The whole response with its length.
    package var response: [UInt8] { head(["Content-Length: \(body.count)"]) + body }

    /// The response in chunks of so many bytes.
    package func chunked(by size: Int) -> [UInt8] {
        var bytes = head(["Transfer-Encoding: chunked"])
        for start in stride(from: 0, to: body.count, by: size) {
            bytes += GoodAnswer.chunk(body[start..<min(start + size, body.count)])
        }
        return bytes + GoodAnswer.chunk([])
    }

    /// A piece of a chunked body; an empty one ends it.
    package static func chunk(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }
}
