import Core
import Dialects
import Testing

@Suite struct GeminiTests {
    private func whole(_ candidate: String, _ usage: String = "{}") -> Decoding {
        Gemini().decode(Examples.exchange(#"{"candidates":[\#(candidate)],"usageMetadata":\#(usage)}"#))
    }

    @Test(arguments: [
        ("STOP", Completion.Finish.stop, Outcome.ok), ("MAX_TOKENS", .length, .truncated),
        ("SAFETY", .contentFilter, .refusal), ("RECITATION", .contentFilter, .refusal),
        ("BLOCKLIST", .contentFilter, .refusal), ("PROHIBITED_CONTENT", .contentFilter, .refusal),
        ("SPII", .contentFilter, .refusal), ("LANGUAGE", .unknown, .ok), ("OTHER", .unknown, .ok),
        ("MALFORMED_FUNCTION_CALL", .unknown, .ok), ("UNEXPECTED_TOOL_CALL", .unknown, .ok),
        ("TOO_MANY_TOOL_CALLS", .unknown, .ok), ("FINISH_REASON_UNSPECIFIED", .unknown, .ok), ("TIRED", .unknown, .ok),
    ])
    func `finish reasons have one vocabulary and keep their own word`(
        _ raw: String, _ finish: Completion.Finish, _ outcome: Outcome
    ) {
        let decoding = whole(#"{"content":{"parts":[{"text":"Paris."}]},"finishReason":"\#(raw)"}"#)
        #expect(decoding.completion?.finish == finish && decoding.completion?.rawFinish == raw)
        #expect(decoding.outcome == outcome)
        #expect(decoding.novelties == (raw == "TIRED" ? ["finish reason TIRED"] : []))
    }

    @Test func `a count that is left out beside others is zero, and without counts nothing is known`() {
        let parts = #"{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}"#
        #expect(whole(parts).completion?.usage == Completion.Usage())
        #expect(
            whole(parts, #"{"promptTokenCount":9,"totalTokenCount":9}"#).completion?.usage
                == Completion.Usage(inputTokens: 9, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0))
        #expect(
            whole(
                parts,
                #"{"promptTokenCount":9,"toolUsePromptTokenCount":4,"candidatesTokenCount":3,"thoughtsTokenCount":40,"totalTokenCount":56}"#
            )
            .completion?.usage
                == Completion.Usage(inputTokens: 13, outputTokens: 43, cachedInputTokens: 0, reasoningTokens: 40))
        #expect(
            whole(parts, #"{"promptTokenCount":-1,"candidatesTokenCount":1e99}"#).completion?.usage
                == Completion.Usage())
        #expect(
            whole(parts, #"{"promptTokenCount":9,"candidatesTokenCount":-3,"totalTokenCount":9}"#).completion?.usage
                == Completion.Usage(inputTokens: 9, cachedInputTokens: 0))
    }

    @Test func `no candidates are an answer only where reasoning took all the tokens`() {
        func outcome(_ body: String) -> Outcome { Gemini().decode(Examples.exchange(body)).outcome }
        #expect(
            outcome(#"{"usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":64,"totalTokenCount":73}}"#)
                == .truncated)
        #expect(outcome(#"{"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}}"#) == .malformed)
        #expect(outcome(#"{"candidates":[]}"#) == .malformed && outcome("{}") == .malformed)
        #expect(outcome(#"{"promptFeedback":{"blockReason":"OTHER"}}"#) == .refusal)
        #expect(outcome(#"{"promptFeedback":{"safetyRatings":[]}}"#) == .malformed)
    }

    @Test(arguments: [
        ("https://generativelanguage.googleapis.com", "/v1beta/models/m:generateContent"),
        ("https://generativelanguage.googleapis.com/v1beta", "/v1beta/models/m:generateContent"),
        ("https://generativelanguage.googleapis.com/v1", "/v1/models/m:generateContent"),
        ("https://gw.example.net/google/v1alpha/", "/google/v1alpha/models/m:generateContent"),
        ("https://gw.example.net/vertex", "/vertex/v1beta/models/m:generateContent"),
    ])
    func `the base URL chooses the version`(_ base: String, _ path: String) throws {
        var provider = Examples.provider(Gemini())
        provider.baseURL = base
        let request = Gemini().encode(Examples.probe, for: provider, now: Examples.now)
        #expect(request.url.hasSuffix(path), "\(request.url)")
        let isStable = base.hasSuffix("/v1")
        #expect((try JSONParser.parse(request.body)["systemInstruction"]?["role"] != nil) == isStable)
    }

    @Test(arguments: [
        ("gemini-2.5-flash", false), ("gemini-3-pro-preview", true), ("models/gemini-3.1-flash", true),
        ("gemini-10-nano", true), ("gemini-pro", false), ("gemma-3-27b-it", false),
    ])
    func `calls go back with a signature where models want one`(_ model: String, _ wants: Bool) {
        var provider = Examples.provider(Gemini())
        provider.model = model
        var probe = Examples.probe
        let call = ToolCall(id: "a", name: "f", arguments: "{oops")
        probe.messages += [
            Message(role: .assistant, content: "", toolCalls: [call, call]),
            Message(role: .tool, content: "[1]", answers: call),
        ]
        let body = String(decoding: Gemini().encode(probe, for: provider, now: Examples.now).body, as: UTF8.self)
        #expect(body.split(separator: "thoughtSignature").count == (wants ? 2 : 1))
        #expect(body.contains(#""args":{"arguments":"{oops"}"#), "what is no JSON stays readable")
        #expect(body.contains(#""response":{"result":"[1]"}"#))
    }

    @Test func `a limit for a day is money and one for a minute waits as long as the body says`() {
        func failure(_ quota: String) -> CallFailure? {
            Gemini().failure(
                Examples.exchange(
                    #"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"\#(quota)"}]},{"retryDelay":"31.5s"}]}}"#,
                    status: 429))
        }
        #expect(failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier")?.outcome == .money)
        #expect(failure("GenerateRequestsPerMinutePerProject")?.outcome == .rateLimited)
        #expect(failure("GenerateRequestsPerMinutePerProject")?.retry == .allowed(after: .milliseconds(31_500)))
    }
}
