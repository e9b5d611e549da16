import Core
import Testing

@Suite struct CompletionJSONTests {
    private static let full = Completion(
        text: "Paris", reasoning: "France", refusal: "no",
        toolCalls: [ToolCall(id: "a", name: "f", arguments: "{oops")],
        finish: .toolCalls, rawFinish: "tool_calls",
        usage: Completion.Usage(
            inputTokens: 1, outputTokens: 2, cachedInputTokens: 3, reasoningTokens: 4, cost: USD(nanodollars: 1_234)),
        fingerprint: Completion.Fingerprint(
            model: "m", systemFingerprint: "s", responseID: "r", backend: "b", serviceTier: "t", region: "eu"),
        probabilities: [
            .init(token: " P", log: -0.1, alternatives: [.init(token: "P", log: -0.1), .init(token: "", log: -9_999)]),
            .init(token: "aris", log: 0),
        ], createdAt: Timestamp(microseconds: 1_741_570_283_000_000), fromCache: true)

    @Test func `an answer with everything that can be told reads back from its JSON`() throws {
        let text = Self.full.json.text
        #expect(Completion(json: try JSONParser.parse(text)) == Self.full)
    }

    @Test func `an answer with nothing to tell writes nothing of it and reads back`() throws {
        let plain = Completion(text: "Paris", rawFinish: "stop")
        let keys = (plain.json.members ?? []).map(\.key)
        #expect(keys == ["text", "finish", "raw_finish", "fingerprint"])
        #expect(Completion(json: plain.json) == plain)
    }

    @Test(arguments: ["null", "{}", #"{"text":7,"finish":"stop"}"#, #"{"text":"x","finish":"paused"}"#])
    func `what is no answer is none`(_ text: String) throws {
        #expect(Completion(json: try JSONParser.parse(text)) == nil)
    }
}
