import Core
import Dialects
import Testing

@Suite struct ErrorMessageTests {
    private func message(_ text: String, probe: RenderedProbe = Examples.probe) -> String {
        let body: JSON = ["error": ["message": .string(text)]]
        let exchange = Examples.exchange(body.bytes, status: 401)
        return OpenAIChat().decode(exchange, of: probe, streamed: false, now: Examples.now).failure?.message ?? ""
    }

    @Test(arguments: [
        "sk-abc", "sk-proj-****************abcd", "sk-ant-api03-AbC_dEf-123", "gsk_x1", "AIzaSyD-9tSrke72I6",
        "hunt***et",
        "deadbeefdeadbeefdeadbeefdeadbeef", "AbCdEfGh1234567890AbCd", Examples.keyText, "sk-abc...wxyz", "sk-ab…yz",
        "sk-ab…",
        "org-AbCdEfGhIjKlMnOpQrStUv12", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    ])
    func `whatever looks like a key is dropped`(_ key: String) {
        let said = message("Wrong: \(key), see the manual")
        #expect(said == "Wrong: [key], see the manual", "\(said)")
    }

    @Test func `what follows a label is dropped even when it looks like a word`() {
        #expect(message("Incorrect API key provided: hunter2.") == "Incorrect API key provided: [key]")
        #expect(message("got Authorization: Bearer hunter2 instead") == "got Authorization: Bearer [key] instead")
    }

    @Test(arguments: [
        "The model `gpt-4o-2024-08-06` does not exist", "claude-sonnet-4-5-20250929 was retired",
        "see https://platform.openai.com/account/api-keys", "request 123e4567-e89b-12d3-a456-426614174000 failed",
        "Limit 10000, Used 9990, Requested 64. Please try again in 6ms.",
    ])
    func `models, links and numbers stay readable`(_ text: String) {
        #expect(message(text) == text)
    }

    @Test func `what is quoted of the prompt is dropped`() {
        let said = message("bad input: 'What is the capital of France? Reply with the name only.' in messages")
        #expect(said == "bad input: '[…]' in messages")
        let part = message("near \"the capital of France? Reply\"")
        #expect(part == "near \"[…]\"")
        let short = RenderedProbe(
            messages: [Message(role: .user, content: "7 * 191?")], sampling: Sampling(), evaluate: [], seed: 0)
        #expect(message("cannot parse 7 * 191? here", probe: short) == "cannot parse […] here")
    }

    @Test func `a validation error names places and reasons and never the input`() {
        let body =
            #"{"detail":[{"type":"missing","loc":["body","messages",0,"content"],"msg":"Field required","input":{"a":"tell me"}}]}"#
        let failure = OpenAIChat().failure(Examples.exchange(body, status: 422))
        #expect(failure?.message == "body.messages.0.content: Field required")
    }

    @Test func `messages are bounded, on one line and free of control characters`() {
        let said = message("a\n\n\tb\u{0}\u{202E}c " + String(repeating: "word ", count: 2000))
        #expect(said.hasPrefix("a b c word"))
        #expect(said.unicodeScalars.count <= 301)
        let heap = message("x" + String(repeating: "\u{301}", count: 3000))
        #expect(heap.unicodeScalars.count <= 301)
    }

    @Test func `a message and a prompt of one repeated byte take no long time`() {
        let long = RenderedProbe(
            messages: [Message(role: .user, content: String(repeating: "a", count: 200_000))], sampling: Sampling(),
            evaluate: [], seed: 0)
        let said = message(String(repeating: "a", count: 4096), probe: long)
        #expect(said == "[…]")
    }

    @Test func `a router's error carries what the backend said`() {
        let body =
            #"{"error":{"code":429,"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"no quota\",\"code\":\"insufficient_quota\"}}"}}}"#
        let failure = OpenAIChat().failure(Examples.exchange(body, status: 429))
        #expect(failure?.outcome == .money)
        #expect(failure?.message == "Provider returned error: no quota")
    }

    @Test func `an error nested in itself ends`() {
        var body = #"{"error":{"message":"deep"}}"#
        for _ in 0..<5 { body = #"{"error":{"message":"x","metadata":{"raw":\#(body)}}}"# }
        #expect(OpenAIChat().failure(Examples.exchange(body, status: 500))?.message == "x: x: x")
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `no failure shows the key, wherever the far end echoes it`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let key = Examples.keyText
        let bodies = [
            #"{"error":{"message":"bad key \#(key)","type":"\#(key)","code":"\#(key)"}}"#, #"{"error":"\#(key)"}"#,
            #"{"detail":"\#(key)"}"#, "<html>\(key)</html>", key, "data: {\"error\":{\"message\":\"\(key)\"}}\n\n",
            #"{"error":{"message":"m","metadata":{"raw":"\#(key)"}}}"#,
            #"{"choices":"\#(key)","content":"","x":"\#(key)"}"#,
        ]
        for status in [200, 301, 400, 401, 429, 500] {
            for body in bodies {
                for streamed in [false, true] {
                    let shown = "\(dialect.decode(Examples.exchange(body, status: status), streamed: streamed))"
                    #expect(!shown.contains(key), "\(status) \(body): \(shown)")
                }
            }
        }
    }
}
