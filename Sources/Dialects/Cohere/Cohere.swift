package import Core

/// Cohere's Chat, version 2. Its answers do not name the model: the fingerprint has none.
///
/// Tokens are those that the model read and wrote, its hidden preamble included, not the fewer that are billed: a
/// changed preamble shows in them. Costs are therefore told too high rather than too low.
/// **Source:** the types of the vendor's own client.
package struct Cohere: Dialect {
    private var topK: Int?

    /// The dialect without options.
    package init() {}

    package var name: String { "cohere" }
    package var defaultBaseURL: String { "https://api.cohere.com/v2" }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.topK = fields.optional("k", .int(0...500), "Tokens that are sampled from; 0 for all.")
        return dialect
    }

    /// True for Cohere itself, under its old name too.
    package func needsAPIKey(baseURL: String) -> Bool {
        ["api.cohere.com", "api.cohere.ai"].contains { BaseURL.isHost(of: baseURL, in: $0) }
    }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        var body = RequestBody()
        func add(_ name: String, _ value: JSON?) { body.add(name, value, for: provider) }
        add("model", .string(provider.model))
        add("messages", .array(probe.messages.namingCalls().map(turn)))
        add("max_tokens", .int(sampling.maxOutputTokens))
        add("temperature", sampling.temperature.map(JSON.double))
        add("p", sampling.topP.map(JSON.double))
        add("k", topK.map(JSON.int))
        add("stop_sequences", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)))
        add("seed", .int(probe.seed31))
        addTools(of: sampling, add)
        add("response_format", format(sampling.format))
        add("thinking", thinking(sampling.reasoning))
        add("logprobs", sampling.logProbabilities == nil ? nil : true)
        add("stream", .bool(provider.stream))
        return OutboundRequest(
            to: BaseURL.appending("/v2/chat", to: BaseURL.dropping(["/v2", "/v1"], from: provider.baseURL)), body,
            headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
            key: provider.bearer, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.readCohereEnvelope(body)
        if let message = body["message"], message.members != nil {
            draft.readCohereMessage(message)
            draft.completion.toolCalls = ToolCallDraft.calls(of: message)
        } else {
            draft.flaw = "the body has no message"
        }
        for item in body["logprobs"]?.array ?? [] { draft.readCohereProbabilities(item) }
        draft.readCohereFinish(body)
        return draft
    }

    package func streamReader() -> any StreamReader { CohereStream() }

    /// One tool cannot be asked for by its name: it is given alone instead.
    private func addTools(of sampling: Sampling, _ add: (String, JSON?) -> Void) {
        var tools = sampling.tools
        var choice: JSON?
        switch sampling.toolChoice {
        case .automatic: break
        case .required: choice = "REQUIRED"
        case .none: choice = "NONE"
        case .named(let name):
            choice = "REQUIRED"
            tools.removeAll { $0.name != name }
        }
        guard !tools.isEmpty else { return }
        add(
            "tools",
            .array(
                tools.map { tool in
                    let function = JSON.compact([
                        ("name", .string(tool.name)),
                        ("description", tool.description.isEmpty ? nil : .string(tool.description)),
                        ("parameters", tool.parameters),
                    ])
                    return ["type": "function", "function": function]
                }))
        add("tool_choice", choice)
    }

    private func format(_ format: Sampling.Format) -> JSON? {
        switch format {
        case .text: nil
        case .json: ["type": "json_object"]
        case .schema(let schema): ["type": "json_object", "json_schema": schema]
        }
    }

    /// Models that can think do so unless told otherwise; how much is a number of tokens, an effort has no place.
    private func thinking(_ reasoning: Sampling.Reasoning?) -> JSON? {
        switch reasoning {
        case nil: nil
        case .off: ["type": "disabled"]
        case .effort: ["type": "enabled"]
        case .tokens(let count): ["type": "enabled", "token_budget": .int(count)]
        }
    }

    /// What an assistant says beside its calls is their plan.
    private func turn(_ message: Message) -> JSON {
        let calls = message.toolCalls.map { call -> JSON in
            let function: JSON = ["name": .string(call.name), "arguments": .string(call.arguments)]
            return ["id": .string(call.id), "type": "function", "function": function]
        }
        guard calls.isEmpty else {
            return .compact([
                ("role", "assistant"), ("tool_calls", .array(calls)),
                ("tool_plan", message.content.isEmpty ? nil : .string(message.content)),
            ])
        }
        let answered = message.role == .tool ? message.answers : nil
        return .compact([
            ("role", .string(message.role.rawValue)), ("tool_call_id", (answered?.id).map(JSON.string)),
            ("content", .string(message.content)),
        ])
    }
}
