import Core
import Dialects
import Testing

@Suite struct HostileInputTests {
    @Test(arguments: Dialects.all.map(\.name))
    func `mutated responses give a typed result, the same every time`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let cases = try Fixtures.cases(dialect, "decode")
        for seed in UInt64(1)...1_200 {
            var random = SeededRandom(seed: seed)
            let fixture = cases[random.int(in: 0...cases.count - 1)]
            var exchange = fixture.exchange
            exchange.body = mutated(exchange.body, &random)
            if random.chance(0.2) { exchange.failure = .connectionLost("reset") }
            let streamed = random.chance(0.5)
            let decoding = dialect.decode(exchange, streamed: streamed)
            check(decoding, exchange, seed)
            if seed % 10 == 0 { #expect(dialect.decode(exchange, streamed: streamed) == decoding, "seed \(seed)") }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `random bytes are never an answer`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for seed in UInt64(1)...1_000 {
            var random = SeededRandom(seed: seed)
            let body = (0..<random.int(in: 0...200)).map { _ in UInt8(random.int(in: 0...255)) }
            let exchange = Examples.exchange(body, status: random.int(in: 0...700))
            let decoding = dialect.decode(exchange, streamed: random.chance(0.5))
            check(decoding, exchange, seed)
            #expect(decoding.completion == nil, "seed \(seed)")
        }
    }

    private func check(_ decoding: Decoding, _ exchange: Exchange, _ seed: UInt64) {
        #expect(decoding.novelties.count <= 8, "seed \(seed)")
        #expect(decoding.novelties.allSatisfy { $0.count <= 80 }, "seed \(seed)")
        #expect(decoding.firstTokenEnd ?? 0 <= exchange.body.count, "seed \(seed)")
        if let failure = decoding.failure {
            #expect(failure.message.unicodeScalars.count <= 301 && failure.code.count <= 65, "seed \(seed)")
            #expect(failure.outcome.plane != .none || exchange.failure != nil, "seed \(seed)")
        }
        let usage = (decoding.completion ?? decoding.partial)?.usage
        let counts = [usage?.inputTokens, usage?.outputTokens, usage?.cachedInputTokens, usage?.reasoningTokens]
        #expect(counts.compactMap(\.self).allSatisfy { $0 >= 0 }, "seed \(seed)")
    }

    /// A few bytes replaced, removed, doubled or moved, or one of the things that break parsers inserted.
    private func mutated(_ body: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = body
        let inserts = [
            "\u{0}", "\"", "}", "]", "{", "null", "-1", "1e999", "99999999999999999999", "\\ud800", "\n\n", "\r",
            "data: ",
            "\u{FEFF}", "[[[[[[[[", "\"error\":{},", "\"choices\":[],", "\"content\":null,", "true", "\"index\":-1,",
            ":",
        ]
        for _ in 0..<random.int(in: 1...4) where !bytes.isEmpty {
            let at = random.int(in: 0...bytes.count - 1)
            switch random.int(in: 0...4) {
            case 0: bytes[at] = UInt8(random.int(in: 0...255))
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + random.int(in: 1...20)))
            case 2: bytes.insert(contentsOf: Array(bytes[at..<min(bytes.count, at + 50)]), at: at)
            case 3: bytes.insert(contentsOf: Array(inserts[random.int(in: 0...inserts.count - 1)].utf8), at: at)
            default: bytes.removeLast(random.int(in: 0...min(bytes.count, 30)))
            }
        }
        return bytes
    }

    @Test func `deep nesting is malformed or cut and never a crash`() {
        for dialect in Dialects.all {
            let open = String(repeating: "[", count: 200_000)
            #expect(dialect.decode(Examples.exchange(open)).outcome == .truncatedStream)
            #expect(
                dialect.decode(Examples.exchange(open + String(repeating: "]", count: 200_000))).outcome == .malformed)
            #expect(dialect.decode(Examples.exchange("data: \(open)\n\n")).outcome == .truncatedStream)
            #expect(dialect.decode(Examples.exchange(open, status: 500)).outcome == .server)
        }
    }

    @Test func `invalid UTF-8 in an answer is replaced`() {
        let body = Array(#"{"choices":[{"message":{"content":"a"#.utf8) + [0xC3, 0x28] + Array(#""}}]}"#.utf8)
        #expect(OpenAIChat().decode(Examples.exchange(body)).completion?.text == "a\u{FFFD}(")
    }

    @Test func `a byte order mark, white space and doubled keys do not hide an answer`() {
        let body = "\u{FEFF}\n {\"choices\":[],\"choices\":[{\"message\":{\"content\":\"a\",\"content\":\"b\"}}]}\n\n"
        #expect(OpenAIChat().completion(body)?.text == "b")
        #expect(
            OpenAIChat().completion("  \n \n \(#"{"choices":[{"message":{"content":"a\u0000b"}}]}"#)")?.text
                == "a\u{0}b")
    }

    @Test func `numbers beyond all bounds are no usage`() throws {
        let body =
            #"{"choices":[{"index":0e0,"message":{"content":"a"}}],"usage":{"prompt_tokens":1e999,"completion_tokens":99999999999999999999,"prompt_tokens_details":{"cached_tokens":-0},"completion_tokens_details":{"reasoning_tokens":1000000001}}}"#
        let usage = try #require(OpenAIChat().completion(body)).usage
        #expect(usage == Completion.Usage(cachedInputTokens: 0))
    }

    @Test func `a stream of very many events and calls stays bounded`() {
        var text = ""
        for index in 0..<2_000 {
            text +=
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":\(index),\"function\":{\"name\":\"f\"}}]}}]}\n\n"
            text += "event: e\(index)\ndata: {\"type\":\"t\(index)\"}\n\n"
        }
        text += "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"
        #expect(OpenAIChat().completion(text, streamed: true)?.toolCalls.count == 128)
        #expect(AnthropicMessages().decode(Examples.exchange(text), streamed: true).novelties.count == 8)
    }

    @Test func `a line beyond the limit spoils the answer instead of shortening it`() {
        let long = "data: {\"choices\":[{\"delta\":{\"content\":\"\(String(repeating: "x", count: 1 << 20))\"}}]}\n\n"
        let end = "data: {\"choices\":[{\"delta\":{\"content\":\"y\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        #expect(OpenAIChat().decode(Examples.exchange(long + end), streamed: true).outcome == .malformed)
    }
}
