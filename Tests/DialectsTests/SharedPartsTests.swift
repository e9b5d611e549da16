import Core
import Testing

@testable import Dialects

/// What several dialects share on the way in and out.
@Suite struct SharedPartsTests {
    @Test(arguments: [
        ("X-OpenRouter-Cache", "HIT", true), ("x-openrouter-cache", "MISS", false),
        ("CF-AIG-Cache-Status", "hit", true), ("cf-cache-status", "DYNAMIC", false),
        ("x-portkey-cache-status", "SEMANTIC HIT", true), ("X-Cache", "Hit from cloudfront", true),
        ("X-Cache", "Miss from cloudfront", false), ("Cache-Status", "edge; fwd=miss, origin; hit; ttl=30", true),
        ("Cache-Status", "edge; fwd=uri-miss", false), ("x-vsr-cache-hit", "true", true),
        ("x-vsr-cache-hit", "false", false), ("helicone-cache", "", false), ("x-white", "hit", false),
    ])
    func `a gateway's cache is believed when it says that it hit`(_ name: String, _ value: String, _ isHit: Bool) {
        let body = #"{"choices":[{"message":{"content":"hi"}}]}"#
        let decoding = OpenAIChat().decode(Examples.exchange(body, headers: [Header(name, value)]))
        #expect(decoding.completion?.fromCache == isHit)
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
            true
        ),
        (#"{"type":"object","properties":{},"additionalProperties":false}"#, true),
        (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, false),
        (#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#, false),
        (#"{"type":"array","items":{"type":"string"}}"#, false), ("{}", false), ("true", false), ("7", false),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"required":["a"],"additionalProperties":false}"#,
            false
        ),
        (
            ##"{"type":"object","properties":{"a":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/b"}]}},"required":["a"],"additionalProperties":false,"$defs":{"b":{"enum":[1]}}}"##,
            true
        ),
        (
            #"{"type":"object","properties":{"a":{"oneOf":[{"type":"null"}]}},"required":["a"],"additionalProperties":false}"#,
            false
        ),
    ])
    func `only schemas that leave nothing open are enforced to the letter`(_ schema: String, _ isStrict: Bool) throws {
        #expect(try JSONParser.parse(schema).isStrictSchema == isStrict)
    }

    @Test func `a schema nested without end is not enforced, and its check ends`() throws {
        let open = #"{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":"#
        let deep = String(repeating: open, count: 30) + "{}" + String(repeating: "}}", count: 30)
        #expect(try !JSONParser.parse(deep).isStrictSchema)
    }

    @Test func `every call has a name and its answer the same one`() {
        func call(_ id: String, _ name: String = "f") -> ToolCall { ToolCall(id: id, name: name, arguments: "{}") }
        func answer(_ call: ToolCall?) -> Message { Message(role: .tool, content: "x", answers: call) }
        let talk = [
            answer(call("stray")),
            Message(role: .assistant, content: "", toolCalls: [call(""), call("b"), call("", "g")]),
            answer(call("", "g")), answer(call("b")), answer(call("")), answer(nil),
            Message(role: .assistant, content: "", toolCalls: [call(""), call("b")]), answer(nil), answer(call("b")),
        ]
        let named = talk.namingCalls { "<\($0)>" }
        #expect(named.flatMap { $0.toolCalls.map(\.id) } == ["<call_1>", "<b>", "<call_3>", "<call_4>", "<b>"])
        #expect(
            named.compactMap { $0.answers?.id } == [
                "<stray>", "<call_3>", "<b>", "<call_1>", "<call_0>", "<call_4>", "<b>",
            ])
        #expect(named.map(\.content) == talk.map(\.content))
    }

    @Test func `log-probabilities are kept within their limits, the likeliest alternatives first`() throws {
        let others = (0..<30).map { #"{"token":"t\#($0)","logprob":\#(-Double($0 % 7))}"# }.joined(separator: ",")
        let token = #"{"token":"\#(String(repeating: "é", count: 900))","logprob":0.5,"top_logprobs":[\#(others)]}"#
        let tokens = Array(repeating: token, count: 600).joined(separator: ",")
        let body = #"{"choices":[{"message":{"content":"hi"},"logprobs":{"content":[{"token":"lost"},7,\#(tokens)]}}]}"#
        let read = try #require(OpenAIChat().completion(body)).probabilities
        #expect(read.count == Completion.maximumProbabilities)
        #expect(read[0].log == 0)
        #expect(read[0].token.unicodeScalars.count == 200)
        #expect(read[0].alternatives.count == 20)
        #expect(read[0].alternatives.prefix(6).map(\.token) == ["t0", "t7", "t14", "t21", "t28", "t1"])
    }

    @Test func `the identifier of a streamed answer is its first, however it changes`() {
        func chunk(_ id: String, _ rest: String) -> String { "data: {\"id\":\"\(id)\",\"choices\":[\(rest)]}\n\n" }
        let text =
            chunk("", "") + chunk("a", #"{"delta":{"content":"hi"}}"#) + chunk("b", #"{"finish_reason":"stop"}"#)
        #expect(OpenAIChat().completion(text, streamed: true)?.fingerprint.responseID == "a")
    }

    @Test(arguments: [
        (#""cost":0.5"#, USD(0.5)), (#""cost":0"#, .zero), (#""cost":-1"#, nil), (#""cost":1e9"#, nil),
        (#""cost":"1""#, nil), (#""cost":{"total":1}"#, nil),
        (#""cost":0.25,"is_byok":true,"cost_details":{"upstream_inference_cost":1}"#, USD(1.25)),
        (#""cost":0.25,"is_byok":false,"cost_details":{"upstream_inference_cost":1}"#, USD(0.25)),
    ])
    func `a told cost is dollars within reason`(_ usage: String, _ cost: USD?) {
        let body = #"{"choices":[{"message":{"content":"hi"}}],"usage":{\#(usage)}}"#
        for dialect in [OpenRouter(), OpenAIChat()] as [any Dialect] {
            #expect(dialect.completion(body)?.usage.cost == cost)
        }
    }

    @Test func `an answer that failed keeps what it is known by`() throws {
        let body =
            #"{"id":"r1","model":"m1","status":"failed","error":{"code":"server_error","message":"x"},"output":[],"usage":{"input_tokens":7}}"#
        let decoding = OpenAIResponses().decode(Examples.exchange(body))
        #expect(decoding.outcome == .errorIn200)
        #expect(decoding.partial?.fingerprint.model == "m1")
        #expect(decoding.partial?.usage.inputTokens == 7)
    }

    @Test func `a salt is another one every time and for every question`() throws {
        let dialect = try #require(Dialects.named("vllm", options: ["fresh_cache": true]))
        func salt(seed: UInt64, at now: Timestamp) throws -> String {
            var probe = Examples.probe
            probe.seed = seed
            let body = dialect.encode(probe, for: Examples.provider(dialect), now: now).body
            return try #require(try JSONParser.parse(body)["cache_salt"]?.string)
        }
        let later = Examples.now + .seconds(900)
        let salts = [
            try salt(seed: 7, at: Examples.now), try salt(seed: 7, at: later), try salt(seed: 8, at: Examples.now),
        ]
        #expect(Set(salts).count == 3)
        #expect(try salt(seed: 7, at: later) == salts[1])
    }

    @Test(arguments: [
        ("openrouter", #"{"sort":"speed"}"#), ("openrouter", #"{"only":[]}"#), ("openrouter", #"{"only":"fireworks"}"#),
        ("openrouter", #"{"allow_fallbacks":"no"}"#), ("vllm", #"{"top_k":-2}"#), ("vllm", #"{"min_p":1.5}"#),
        ("vllm", #"{"chat_template_kwargs":[]}"#), ("vllm", #"{"format_by":"guided_json"}"#), ("cohere", #"{"k":501}"#),
        ("azure-openai", #"{"auth":"entra"}"#), ("azure-openai", #"{"deployment":""}"#),
        ("anthropic-messages", #"{"auth":"basic"}"#), ("mistral", #"{"safe_prompt":true}"#),
    ])
    func `options out of their range are refused`(_ name: String, _ options: String) throws {
        #expect(Dialects.named(name, options: try JSONParser.parse(options)) == nil)
    }

    @Test(arguments: [
        ("openrouter", #"{}"#, true), ("openrouter", #"{"only":["a"]}"#, false),
        ("openrouter", #"{"only":["a","b"]}"#, true),
        ("openrouter", #"{"order":["a"]}"#, true), ("openrouter", #"{"order":["a"],"allow_fallbacks":false}"#, false),
        ("openrouter", #"{"order":["a","b"],"allow_fallbacks":false}"#, true), ("openai-chat", "{}", false),
    ])
    func `a router that may choose another backend every time is told`(
        _ name: String, _ options: String, _ isTold: Bool
    ) throws {
        let dialect = try #require(Dialects.named(name, options: try JSONParser.parse(options)))
        #expect((dialect.caveat != nil) == isTold)
    }

    /// **Source:** the vendors' clients of autumn 2026 against a far end that answered so, attempts counted.
    @Test(arguments: [
        (408, true), (409, true), (429, true), (500, true), (502, true), (503, true), (504, true), (529, true),
        (400, false), (401, false), (404, false),
    ])
    func `what the vendors' clients ask again may be asked again`(_ status: Int, _ again: Bool) {
        for dialect in [OpenAIChat(), OpenAIResponses(), AzureOpenAI(), AnthropicMessages(), Cohere()] as [any Dialect]
        {
            let failure = dialect.failure(Examples.exchange("{}", status: status))
            #expect((failure?.retry != .never) == again, "\(dialect.name)")
            let forbidden = Examples.exchange("{}", status: status, headers: [Header("x-should-retry", "false")])
            #expect(dialect.failure(forbidden)?.retry == .never, "\(dialect.name)")
        }
    }
}
