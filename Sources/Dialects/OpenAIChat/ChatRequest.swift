import Core

/// A request of Chat Completions while it is written: every family of servers takes the parts it shares with OpenAI.
struct ChatRequest {
    /// What servers of one family call things.
    struct Words {
        /// The member with the most tokens of the answer.
        var limit = "max_tokens"
        var seed = "seed"
        /// The tool choice that forbids an answer without a call.
        var required = "required"
        /// Whether a tool's answer also names the tool.
        var namesTools = false
        /// The form that identifiers of tool calls must have.
        var callID: @Sendable (String) -> String = { $0 }
    }

    private let probe: RenderedProbe
    private let provider: Provider
    private let words: Words
    private var body = RequestBody()

    /// A request with model and messages; `model` replaces the provider's.
    init(_ probe: RenderedProbe, for provider: Provider, model: String? = nil, words: Words = Words()) {
        self.probe = probe
        self.provider = provider
        self.words = words
        body.add("model", .string(model ?? provider.model), for: provider)
        body.add("messages", .array(probe.messages.namingCalls(words.callID).map(turn)), for: provider)
    }

    /// Adds a member of this family's own.
    mutating func add(_ name: String, _ value: JSON?) { body.add(name, value, for: provider) }

    /// Adds limit, temperature, nucleus, stop sequences and seed.
    mutating func addSampling() {
        let sampling = probe.sampling
        add(words.limit, .int(sampling.maxOutputTokens))
        add("temperature", sampling.temperature.map(JSON.double))
        add("top_p", sampling.topP.map(JSON.double))
        add("stop", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)))
        add(words.seed, .int(probe.seed31))
    }

    /// Adds the tools and which of them are called. Schemas that can be enforced to the letter are.
    mutating func addTools() {
        let sampling = probe.sampling
        guard !sampling.tools.isEmpty else { return }
        let tools = sampling.tools.map { tool -> JSON in
            let function = JSON.compact([
                ("name", .string(tool.name)),
                ("description", tool.description.isEmpty ? nil : .string(tool.description)),
                ("parameters", tool.parameters), ("strict", tool.parameters.isStrictSchema ? true : nil),
            ])
            return ["type": "function", "function": function]
        }
        add("tools", .array(tools))
        let choice: JSON =
            switch sampling.toolChoice {
            case .automatic: "auto"
            case .required: .string(words.required)
            case .none: "none"
            case .named(let name): ["type": "function", "function": ["name": .string(name)]]
            }
        add("tool_choice", choice)
    }

    /// Adds the form that the answer is asked for in.
    mutating func addFormat() {
        switch probe.sampling.format {
        case .text: break
        case .json: add("response_format", ["type": "json_object"])
        case .schema(let schema):
            let declared = JSON.compact([
                ("name", "answer"), ("strict", schema.isStrictSchema ? true : nil), ("schema", schema),
            ])
            add("response_format", ["type": "json_schema", "json_schema": declared])
        }
    }

    /// Adds how much the model may think, as an effort; Chat Completions has no place for a number of tokens.
    mutating func addEffort() {
        switch probe.sampling.reasoning {
        case nil, .tokens: break
        case .off: add("reasoning_effort", "none")
        case .effort(let word): add("reasoning_effort", .string(word))
        }
    }

    /// Adds that log-probabilities are asked for, with the number of alternatives where there are to be any.
    mutating func addProbabilities() {
        guard let count = probe.sampling.logProbabilities else { return }
        add("logprobs", true)
        add("top_logprobs", count > 0 ? .int(count) : nil)
    }

    /// Adds that a stream is asked for, and, where that has to be asked for too, its usage.
    mutating func addStream(withUsageOption: Bool = true) {
        guard provider.stream else { return }
        add("stream", true)
        if withUsageOption { add("stream_options", ["include_usage": true]) }
    }

    /// The request, to `url`; the provider's key goes into `Authorization` as a bearer unless `key` is another header.
    func request(to url: String, accept: String = "application/json", key: SecretHeader? = nil) -> OutboundRequest {
        OutboundRequest(
            to: url, body, headers: [Header("content-type", "application/json"), Header("accept", accept)],
            key: key ?? provider.bearer, for: provider)
    }

    private func turn(_ message: Message) -> JSON {
        let calls = message.toolCalls.map { call -> JSON in
            let function: JSON = ["name": .string(call.name), "arguments": .string(call.arguments)]
            return ["id": .string(call.id), "type": "function", "function": function]
        }
        let answered = message.role == .tool ? message.answers : nil
        return .compact([
            ("role", .string(message.role.rawValue)),
            ("content", message.content.isEmpty && !calls.isEmpty ? .null : .string(message.content)),
            ("tool_calls", calls.isEmpty ? nil : .array(calls)),
            ("tool_call_id", (answered?.id).map(JSON.string)),
            ("name", words.namesTools ? (answered?.name).map(JSON.string) : nil),
        ])
    }
}

extension RenderedProbe {
    /// The seed in 31 bits: servers read it into signed integers of as few as 32.
    var seed31: Int { Int(seed & 0x7FFF_FFFF) }
}

extension Provider {
    /// The key as a bearer token; nil without one.
    var bearer: SecretHeader? { apiKey.map { SecretHeader("authorization", prefix: "Bearer ", $0) } }
}
