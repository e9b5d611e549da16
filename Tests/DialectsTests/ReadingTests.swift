import Core
import Dialects
import Testing

@Suite struct ReadingTests {
    private func chat(_ message: String, finish: String = "\"stop\"") -> Decoding {
        OpenAIChat().decode(Examples.exchange(#"{"choices":[{"message":\#(message),"finish_reason":\#(finish)}]}"#))
    }

    @Test(arguments: [
        (#""stop""#, Completion.Finish.stop, "stop"), (#""length""#, .length, "length"),
        (#""MAX_TOKENS""#, .length, "MAX_TOKENS"),
        (#""tool_calls""#, .toolCalls, "tool_calls"), (#""function_call""#, .toolCalls, "function_call"),
        (#""content_filter""#, .contentFilter, "content_filter"), (#""eos""#, .stop, "eos"),
        (#""new""#, .unknown, "new"),
        ("null", .unknown, ""), ("7", .unknown, ""),
    ])
    func `finish reasons have one vocabulary and keep their own word`(
        _ raw: String, _ finish: Completion.Finish, _ kept: String
    ) {
        let completion = chat(#"{"content":"hi"}"#, finish: raw).completion
        #expect(completion?.finish == finish)
        #expect(completion?.rawFinish == kept)
    }

    @Test func `an empty answer is malformed unless the provider says why it is empty`() {
        for content in ["null", "\"\"", "[]", "7", "{}"] {
            #expect(chat(#"{"content":\#(content)}"#).outcome == .malformed, "\(content)")
            #expect(chat(#"{"content":\#(content)}"#, finish: "null").outcome == .malformed)
            #expect(chat(#"{"content":\#(content)}"#, finish: "\"length\"").outcome == .truncated)
            #expect(chat(#"{"content":\#(content)}"#, finish: "\"content_filter\"").outcome == .refusal)
            #expect(chat(#"{"content":\#(content),"refusal":"no"}"#).outcome == .refusal)
            #expect(chat(#"{"content":\#(content),"tool_calls":[{"function":{"name":"f"}}]}"#).outcome == .ok)
        }
        #expect(chat(#"{"content":" "}"#).outcome == .ok)
    }

    @Test func `a malformed answer keeps what it cost`() {
        let body =
            #"{"model":"m1","choices":[{"message":{"content":""},"finish_reason":"stop"}],"usage":{"completion_tokens":64}}"#
        let decoding = OpenAIChat().decode(Examples.exchange(body))
        #expect(decoding.outcome == .malformed)
        #expect(decoding.failure?.retry == .allowed(after: nil))
        #expect(decoding.partial?.usage.outputTokens == 64)
        #expect(decoding.partial?.fingerprint.model == "m1")
    }

    @Test(arguments: [
        "[]", "{}", "null", "7", "[7]", "[{}]", #"[{"message":null}]"#, #"[{"message":"x"}]"#,
        #"[{"index":1,"message":{"content":"x"}}]"#,
    ])
    func `choices without an answer are malformed`(_ choices: String) {
        #expect(OpenAIChat().decode(Examples.exchange(#"{"choices":\#(choices)}"#)).outcome == .malformed)
    }

    @Test func `arguments of a tool are text even when a server sends an object`() {
        let calls = chat(
            #"{"content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}},{"id":"b","function":{"name":"g","arguments":"{oops"}}]}"#
        )
        .completion?.toolCalls
        #expect(calls?.map(\.arguments) == [#"{"x":1}"#, "{oops"])
        #expect(calls?.map(\.name) == ["f", "g"])
    }

    @Test func `streamed tool calls without an index are told apart by their identifiers`() {
        func chunk(_ call: String) -> String { "data: {\"choices\":[{\"delta\":{\"tool_calls\":[\(call)]}}]}\n\n" }
        let text =
            chunk(#"{"id":"a","function":{"name":"f","arguments":"{\"x\""}}"#)
            + chunk(#"{"function":{"arguments":":1}"}}"#)
            + chunk(#"{"id":"b","function":{"name":"g","arguments":"{}"}}"#) + "data: [DONE]\n\n"
        #expect(OpenAIChat().completion(text, streamed: true)?.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
    }

    @Test func `Anthropic's three input counts are one sum`() {
        let body =
            #"{"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"cache_creation_input_tokens":20,"cache_read_input_tokens":300,"output_tokens":4}}"#
        let usage = AnthropicMessages().completion(body)?.usage
        #expect(usage == Completion.Usage(inputTokens: 321, outputTokens: 4, cachedInputTokens: 300))
    }

    @Test func `running totals of a stream replace one another and absurd ones are ignored`() {
        let text =
            #"data: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}"#
            + "\n\n"
            + #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"x"}}"# + "\n\n"
            + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9,"input_tokens":-4}}"#
            + "\n\n"
            + #"data: {"type":"message_stop"}"# + "\n\n"
        let usage = AnthropicMessages().completion(text, streamed: true)?.usage
        #expect(usage == Completion.Usage(inputTokens: 15, outputTokens: 9, cachedInputTokens: 5))
    }

    @Test func `the region that answered is read from its header, in both forms of the answer`() {
        let headers = [Header("X-MS-Region", "Sweden Central")]
        let whole = #"{"choices":[{"message":{"content":"hi"}}]}"#
        let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n"
        for body in [whole, stream] {
            let decoding = OpenAIChat().decode(Examples.exchange(body, headers: headers))
            #expect(decoding.completion?.fingerprint.region == "Sweden Central")
        }
        #expect(OpenAIChat().completion(whole)?.fingerprint.region == "")
    }

    @Test func `a seed fits into 31 bits and the same probe gives the same bytes`() throws {
        for seed in [0, 7, UInt64(1) << 31, .max] {
            var probe = Examples.probe
            probe.seed = seed
            let provider = Examples.provider(OpenAIChat())
            let body = OpenAIChat().encode(probe, for: provider, now: Examples.now).body
            let sent = try #require(try JSONParser.parse(body)["seed"]?.int)
            #expect((0...Int(Int32.max)).contains(sent))
            #expect(OpenAIChat().encode(probe, for: provider, now: Examples.now).body == body)
        }
    }
}
