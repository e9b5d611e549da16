package import Core

/// A hostile response as the fuzzer writes it: a byte of flags and then the response.
///
/// Bit 0: a stream was asked for. Bit 1: the connection broke. Bits 2 to 4: the status. Bit 5: header lines up to an
/// empty one stand before the body.
package struct DecoderInput: Sendable {
    package var exchange: Exchange
    package var isStreamed: Bool

    private static let statuses = [200, 200, 200, 400, 429, 500, 529, 200]

    /// The response that the bytes are; nil for none.
    package init?(_ bytes: [UInt8]) {
        guard let flags = bytes.first else { return nil }
        var rest = bytes.dropFirst()
        exchange = Exchange(status: Self.statuses[Int(flags >> 2 & 7)], httpVersion: "1.1")
        isStreamed = flags & 1 != 0
        if flags & 0x20 != 0 {
            while let end = rest.firstIndex(of: 10) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = rest[(end + 1)...]
                guard let colon = line.firstIndex(of: ":") else { break }
                exchange.headers.append(Header(String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        exchange.body = Array(rest)
        exchange.chunks = [.init(at: .milliseconds(1), length: exchange.body.count)]
        if flags & 2 != 0 { exchange.failure = .connectionLost("reset") }
    }

    /// What the fuzzer asks: its words must not come back in a failure's message.
    package static let probe = RenderedProbe(
        messages: [Message(role: .user, content: "Zyzzyva quokka: what is the capital of France?")],
        sampling: Sampling(temperature: 0, maxOutputTokens: 16), evaluate: [], seed: 7)
    package static let now = Timestamp(microseconds: 1_795_425_343_000_000)

    /// What is wrong with a result, or nil.
    package static func fault(in decoded: Decoded) -> String? {
        switch decoded {
        case .completion(let completion):
            let usage = completion.usage
            let counts = [usage.inputTokens, usage.outputTokens, usage.cachedInputTokens, usage.reasoningTokens]
            return counts.contains { $0 ?? 0 < 0 } ? "a negative count" : nil
        case .failure(let failure):
            if failure.message.contains("Zyzzyva quokka") { return "the prompt is quoted" }
            return failure.message.count > 300 || failure.code.count > 64 ? "a text without bound" : nil
        }
    }
}
