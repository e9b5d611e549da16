package import Core

/// Ollama's own API, `/api/chat`: it tells more of itself than the one it shares with OpenAI, and takes a context size.
///
/// Streams are lines of JSON. `extra` and `omit` reach into `options`. **Source:** Ollama's `api/types.go`, `docs/api.md`.
package struct Ollama: Dialect {
    private var contextTokens: Int?
    private var keepAlive: String?

    /// The dialect without options.
    package init() {}

    package var name: String { "ollama" }
    package var defaultBaseURL: String { "http://127.0.0.1:11434" }
    package var inventory: (any Dialect)? { Inventory.ollama }
    package var leavesOutCachedTokens: Bool { true }
    package var framing: StreamFraming { .lines }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.contextTokens = fields.optional(
            "num_ctx", .int(128...16_777_216),
            "Tokens of context; a small one cuts prompts without a word. Default: the server's.")
        dialect.keepAlive = fields.optional(
            "keep_alive", .text(1...32), "How long the model stays loaded after an answer, such as \"30m\".")
        return dialect
    }

    /// True for the vendor's own cloud; a server of one's own has no key.
    package func needsAPIKey(baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "ollama.com") }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        var body = RequestBody()
        body.add("model", .string(provider.model), for: provider)
        body.add("messages", .array(probe.messages.map(turn)), for: provider)
        body.add("tools", tools(sampling), for: provider)
        // The server streams unless it is told not to.
        body.add("stream", .bool(provider.stream), for: provider)
        switch sampling.format {
        case .text: break
        case .json: body.add("format", "json", for: provider)
        case .schema(let schema): body.add("format", schema, for: provider)
        }
        switch sampling.reasoning {
        case nil: break
        case .off: body.add("think", false, for: provider)
        case .effort(let word): body.add("think", .string(word), for: provider)
        // There is no place for a number.
        case .tokens: body.add("think", true, for: provider)
        }
        if let count = sampling.logProbabilities {
            body.add("logprobs", true, for: provider)
            body.add("top_logprobs", count > 0 ? .int(count) : nil, for: provider)
        }
        body.add("options", settings(probe, provider), for: provider)
        body.add("keep_alive", keepAlive.map(JSON.string), for: provider)
        return OutboundRequest(
            to: BaseURL.appending("/api/chat", to: provider.baseURL), body,
            headers: [
                Header("content-type", "application/json"),
                Header("accept", provider.stream ? "application/x-ndjson" : "application/json"),
            ], key: provider.bearer, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft()
        draft.readOllama(body)
        if body["message"]?.members == nil { draft.flaw = "the body has no message" }
        // Lines are told from a whole body by a second one; this is the first of a stream that went no further.
        if draft.state == .open, body["done"]?.bool != false { draft.state = .complete }
        return draft
    }

    package func streamReader() -> any StreamReader { OllamaStream() }

    private func settings(_ probe: RenderedProbe, _ provider: Provider) -> RequestBody {
        let sampling = probe.sampling
        var settings = RequestBody()
        settings.add("num_predict", .int(sampling.maxOutputTokens), for: provider)
        settings.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        settings.add("top_p", sampling.topP.map(JSON.double), for: provider)
        settings.add("stop", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)), for: provider)
        settings.add("seed", .int(probe.seed31), for: provider)
        settings.add("num_ctx", contextTokens.map(JSON.int), for: provider)
        return settings
    }

    /// The tools; there is no choice among them, and none are sent where none may be called.
    private func tools(_ sampling: Sampling) -> JSON? {
        guard !sampling.tools.isEmpty, sampling.toolChoice != .none else { return nil }
        let tools = sampling.tools.map { tool -> JSON in
            [
                "type": "function",
                "function": .compact([
                    ("name", .string(tool.name)),
                    ("description", tool.description.isEmpty ? nil : .string(tool.description)),
                    ("parameters", tool.parameters),
                ]),
            ]
        }
        return .array(tools)
    }

    private func turn(_ message: Message) -> JSON {
        let calls = message.toolCalls.map { call -> JSON in
            .compact([
                ("id", call.id.isEmpty ? nil : .string(call.id)),
                ("function", ["name": .string(call.name), "arguments": call.argumentsObject]),
            ])
        }
        let answered = message.role == .tool ? message.answers : nil
        return .compact([
            ("role", .string(message.role.rawValue)), ("content", .string(message.content)),
            ("tool_calls", calls.isEmpty ? nil : .array(calls)), ("tool_name", answered.map { .string($0.name) }),
            ("tool_call_id", answered.flatMap { $0.id.isEmpty ? nil : .string($0.id) }),
        ])
    }
}
