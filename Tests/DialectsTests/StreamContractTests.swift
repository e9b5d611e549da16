import Core
import Dialects
import Testing

@Suite struct StreamContractTests {
    @Test(arguments: Dialects.all.map(\.name))
    func `any division into chunks decodes equally`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for fixture in try Fixtures.cases(dialect, "decode") {
            var exchange = fixture.exchange
            var expected = dialect.decode(exchange, streamed: fixture.streamed)
            for seed in UInt64(1)...5 {
                exchange.chunks = chunks(of: exchange.body.count, seed: seed)
                let decoding = dialect.decode(exchange, streamed: fixture.streamed)
                expected.timeToFirstToken = decoding.timeToFirstToken
                #expect(decoding == expected, "\(fixture.name), seed \(seed)")
                #expect((decoding.timeToFirstToken != nil) == (decoding.firstTokenEnd != nil), "\(fixture.name)")
            }
        }
    }

    private func chunks(of count: Int, seed: UInt64) -> [Exchange.Chunk] {
        var random = SeededRandom(seed: seed)
        var chunks: [Exchange.Chunk] = []
        var at = 0
        while at < count {
            let length = min(count - at, random.int(in: seed == 1 ? 1...1 : 1...200))
            chunks.append(Exchange.Chunk(at: .milliseconds(chunks.count), length: length))
            at += length
        }
        return chunks
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `a body that is cut at any byte is never a shorter answer`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for fixture in try Fixtures.cases(dialect, "decode") where fixture.exchange.status == 200 {
            let whole = dialect.decode(fixture.exchange, streamed: fixture.streamed)
            guard let answer = whole.completion else { continue }
            // Every byte of the plain answers; the others and long recordings add few new kinds of bytes.
            let length = fixture.exchange.body.count
            let isPlain = ["simple", "stream", "tool", "stream-tool"].contains { fixture.name.hasSuffix("/\($0).json") }
            for count in stride(from: 0, to: length, by: isPlain && length <= 4096 ? 1 : 13) {
                var exchange = fixture.exchange
                exchange.body = Array(exchange.body.prefix(count))
                for failure in [nil, TransportFailure.connectionLost("reset")] where failure == nil || count % 5 == 0 {
                    exchange.failure = failure
                    check(
                        dialect.decode(exchange, streamed: fixture.streamed), answer, whole.form,
                        "\(fixture.name) at \(count)")
                }
            }
        }
    }

    private func check(_ cut: Decoding, _ answer: Completion, _ form: Decoding.Form, _ place: String) {
        if let completion = cut.completion {
            #expect(completion.text == answer.text, "\(place)")
            #expect(completion.toolCalls == answer.toolCalls, "\(place)")
            #expect(completion.reasoning == answer.reasoning, "\(place)")
            #expect(completion.finish == answer.finish, "\(place)")
            #expect(form == .stream || cut.form == .whole, "\(place)")
        } else if form == .stream {
            #expect([.truncatedStream, .network].contains(cut.outcome), "\(place): \(cut)")
            #expect(cut.failure?.retry == .allowed(after: nil), "\(place)")
        } else {
            #expect([.truncatedStream, .network, .malformed].contains(cut.outcome), "\(place): \(cut)")
            // Nothing at all is the one cut that cannot be told from an empty answer.
            if cut.outcome == .malformed { #expect(place.hasSuffix(" at 0"), "\(place)") }
        }
    }

    @Test func `a stream that broke tells what it is by how it broke`() throws {
        let start = "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"},\"finish_reason\":null}]}\n\n"
        func outcome(_ failure: TransportFailure?, _ text: String) -> Outcome {
            var exchange = Examples.exchange(text)
            exchange.failure = failure
            return OpenAIChat().decode(exchange, streamed: true).outcome
        }
        #expect(outcome(nil, start) == .truncatedStream)
        #expect(outcome(.connectionLost("reset"), start) == .truncatedStream)
        #expect(outcome(.connectionLost("reset"), "") == .network)
        #expect(outcome(.timeout(.body), start) == .timeout)
        #expect(outcome(.lowSpeed, start) == .timeout)
        #expect(outcome(.bodyTooLarge(limit: 9), start) == .server)
        #expect(outcome(.cancelled, start) == .cancelled)
        let finished = start + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        #expect(outcome(nil, finished) == .ok)
        #expect(outcome(.connectionLost("reset"), finished) == .truncatedStream)
        #expect(outcome(.connectionLost("reset"), finished + "data: [DONE]\n\n") == .ok)
        #expect(outcome(.timeout(.body), finished + "data: [DONE]\n\n") == .ok)
    }

    @Test func `what a cut stream said so far is kept beside the failure`() throws {
        let dialect = AnthropicMessages()
        let fixture = try #require(
            try Fixtures.cases(dialect, "decode").first { $0.name.hasSuffix("/stream-cut.json") })
        let decoding = dialect.decode(fixture.exchange, streamed: true)
        #expect(decoding.partial?.text == "Paris.")
        #expect(decoding.partial?.usage.inputTokens == 21)
    }

    @Test func `the time to the first token is when its chunk came`() {
        let role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
        let first = "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"}}]}\n\n"
        let rest =
            "data: {\"choices\":[{\"delta\":{\"content\":\"is\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        var exchange = Examples.exchange(": hello\n\n" + role + first + rest)
        exchange.chunks = [
            Exchange.Chunk(at: .milliseconds(10), length: 9),
            Exchange.Chunk(at: .milliseconds(20), length: role.utf8.count),
            Exchange.Chunk(at: .milliseconds(300), length: first.utf8.count),
            Exchange.Chunk(at: .milliseconds(400), length: rest.utf8.count),
        ]
        let decoding = OpenAIChat().decode(exchange, streamed: true)
        #expect(decoding.timeToFirstToken == .milliseconds(300))
        #expect(decoding.firstTokenEnd == 9 + role.utf8.count + first.utf8.count - 2)
        exchange.chunks.removeAll()
        #expect(OpenAIChat().decode(exchange, streamed: true).timeToFirstToken == nil)
        #expect(
            OpenAIChat().decode(Examples.exchange(#"{"choices":[{"message":{"content":"x"}}]}"#)).timeToFirstToken
                == nil)
    }

    @Test func `an event in the middle that is not JSON spoils the answer`() {
        let text =
            "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"}}]}\n\ndata: {oops}\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        #expect(OpenAIChat().decode(Examples.exchange(text), streamed: true).outcome == .malformed)
    }

    @Test func `the form of the answer is what came and not what was asked for`() throws {
        for dialect in Dialects.all {
            for fixture in try Fixtures.cases(dialect, "decode") {
                for type in ["application/json", "text/event-stream; charset=utf-8", "text/plain", ""] {
                    var exchange = fixture.exchange
                    exchange.headers = exchange.headers.filter { $0.name.lowercased() != "content-type" }
                    exchange.headers.append(Header("Content-Type", type))
                    #expect(dialect.decode(exchange, streamed: true) == dialect.decode(exchange, streamed: false))
                }
            }
        }
    }
}
