package import Core

/// OpenAI's Responses. Nothing is stored there (`store` is false), so a conversation is sent whole every time.
///
/// It has no seed and no stop sequences; what the model thought in earlier turns is not given back.
/// **Source:** the OpenAPI description that OpenAI publishes, `createResponse`.
package struct OpenAIResponses: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "openai-responses" }
    package var defaultBaseURL: String { "https://api.openai.com/v1" }
    package var fewestOutputTokens: Int { 16 }

    /// True for OpenAI itself; a local server may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { OpenAIChat.isVendor(baseURL) }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        var body = RequestBody()
        func add(_ name: String, _ value: JSON?) { body.add(name, value, for: provider) }
        add("model", .string(provider.model))
        add("input", input(probe.messages.turns.namingCalls()))
        add("instructions", probe.messages.instructions.map(JSON.string))
        add("max_output_tokens", .int(sampling.maxOutputTokens))
        add("temperature", sampling.temperature.map(JSON.double))
        add("top_p", sampling.topP.map(JSON.double))
        add("tools", sampling.tools.isEmpty ? nil : .array(sampling.tools.map(tool)))
        add("tool_choice", sampling.tools.isEmpty ? nil : choice(sampling.toolChoice))
        add("text", format(sampling.format).map { ["format": $0] })
        add("reasoning", effort(sampling.reasoning).map { ["effort": .string($0)] })
        if let count = sampling.logProbabilities {
            add("include", ["message.output_text.logprobs"])
            add("top_logprobs", count > 0 ? .int(count) : nil)
        }
        add("store", false)
        if provider.stream { add("stream", true) }
        return OutboundRequest(
            to: BaseURL.appending("/responses", to: provider.baseURL), body,
            headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
            key: provider.bearer, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.readResponse(body)
        return draft
    }

    package func streamReader() -> any StreamReader { OpenAIResponsesStream() }

    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {
        draft.readAzureHeaders(headers)
    }

    /// One question is its text; a conversation is a list of items, in which calls and their answers stand alone.
    private func input(_ turns: [Message]) -> JSON {
        if turns.count == 1, turns[0].role == .user { return .string(turns[0].content) }
        return .array(turns.flatMap(items))
    }

    private func items(_ message: Message) -> [JSON] {
        if message.role == .tool {
            let id = message.answers?.id ?? ""
            return [
                ["type": "function_call_output", "call_id": .string(id), "output": .string(message.content)]
            ]
        }
        let said: JSON = ["role": .string(message.role.rawValue), "content": .string(message.content)]
        let calls = message.toolCalls.map { call -> JSON in
            [
                "type": "function_call", "call_id": .string(call.id), "name": .string(call.name),
                "arguments": .string(call.arguments),
            ]
        }
        return (message.content.isEmpty && !calls.isEmpty ? [] : [said]) + calls
    }

    /// Tools are enforced to the letter here unless told otherwise, by rewriting their schemas: it is always told.
    private func tool(_ tool: Tool) -> JSON {
        .compact([
            ("type", "function"), ("name", .string(tool.name)),
            ("description", tool.description.isEmpty ? nil : .string(tool.description)),
            ("parameters", tool.parameters), ("strict", .bool(tool.parameters.isStrictSchema)),
        ])
    }

    private func choice(_ choice: Sampling.ToolChoice) -> JSON {
        switch choice {
        case .automatic: "auto"
        case .required: "required"
        case .none: "none"
        case .named(let name): ["type": "function", "name": .string(name)]
        }
    }

    private func format(_ format: Sampling.Format) -> JSON? {
        switch format {
        case .text: nil
        case .json: ["type": "json_object"]
        case .schema(let schema):
            ["type": "json_schema", "name": "answer", "strict": .bool(schema.isStrictSchema), "schema": schema]
        }
    }

    /// An effort; a number of tokens has no place here.
    private func effort(_ reasoning: Sampling.Reasoning?) -> String? {
        switch reasoning {
        case nil, .tokens: nil
        case .off: "none"
        case .effort(let word): word
        }
    }
}
