import Core

/// The body of a request to Messages.
struct AnthropicRequest {
    private let probe: RenderedProbe

    /// The body that asks this probe.
    init(_ probe: RenderedProbe) { self.probe = probe }

    /// The members in the order in which they are sent.
    func body(for provider: Provider) -> RequestBody {
        let sampling = probe.sampling
        var body = RequestBody()
        func add(_ name: String, _ value: JSON?) { body.add(name, value, for: provider) }
        add("model", .string(provider.model))
        add("max_tokens", .int(sampling.maxOutputTokens))
        add("system", probe.messages.instructions.flatMap { $0.isEmpty ? nil : .string($0) })
        add("messages", .array(turns))
        // A model that thinks takes no temperature; sent all the same, both are refused.
        add("temperature", isThinking ? nil : sampling.temperature.map(JSON.double))
        add("top_p", isThinking ? nil : sampling.topP.map(JSON.double))
        add("stop_sequences", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)))
        add("tools", sampling.tools.isEmpty ? nil : .array(sampling.tools.map(tool)))
        add("tool_choice", sampling.tools.isEmpty ? nil : toolChoice)
        add("thinking", thinking)
        add("output_config", outputConfig)
        if provider.stream { add("stream", true) }
        return body
    }

    private var isThinking: Bool {
        switch probe.sampling.reasoning {
        case nil, .off: false
        case .effort, .tokens: true
        }
    }

    /// An answer to a tool would have to give back the signed thinking before the call, which no message holds: there
    /// the model is not asked to think again.
    private var thinking: JSON? {
        let answersTool = probe.messages.turns.last?.role == .tool
        switch probe.sampling.reasoning {
        case nil: return nil
        case .off: return ["type": "disabled"]
        case .effort: return answersTool ? nil : ["type": "adaptive"]
        case .tokens(let count): return answersTool ? nil : ["type": "enabled", "budget_tokens": .int(count)]
        }
    }

    /// Any JSON object without a schema cannot be asked for here.
    private var outputConfig: JSON? {
        var members: [(String, JSON)] = []
        if case .effort(let word) = probe.sampling.reasoning { members.append(("effort", .string(word))) }
        if case .schema(let schema) = probe.sampling.format {
            members.append(("format", ["type": "json_schema", "schema": schema]))
        }
        return members.isEmpty ? nil : .object(members)
    }

    private func tool(_ tool: Tool) -> JSON {
        .compact([
            ("name", .string(tool.name)),
            ("description", tool.description.isEmpty ? nil : .string(tool.description)),
            ("input_schema", tool.parameters),
        ])
    }

    private var toolChoice: JSON {
        switch probe.sampling.toolChoice {
        case .automatic: ["type": "auto"]
        case .required: ["type": "any"]
        case .none: ["type": "none"]
        case .named(let name): ["type": "tool", "name": .string(name)]
        }
    }

    /// The answers of tools are blocks of one user's message.
    private var turns: [JSON] {
        var turns: [JSON] = []
        var results: [JSON] = []
        func endResults() {
            if !results.isEmpty { turns.append(["role": "user", "content": .array(results)]) }
            results = []
        }
        for message in probe.messages.turns.namingCalls(AnthropicRequest.callID) {
            if message.role == .tool {
                let id = message.answers?.id ?? ""
                results.append([
                    "type": "tool_result", "tool_use_id": .string(id), "content": .string(message.content),
                ])
            } else {
                endResults()
                turns.append(["role": .string(message.role.rawValue), "content": content(message)])
            }
        }
        endResults()
        return turns
    }

    private func content(_ message: Message) -> JSON {
        guard !message.toolCalls.isEmpty else { return .string(message.content) }
        let text: [JSON] = message.content.isEmpty ? [] : [["type": "text", "text": .string(message.content)]]
        return .array(
            text
                + message.toolCalls.map { call in
                    [
                        "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                        "input": call.argumentsObject,
                    ]
                })
    }

    /// Identifiers of calls are letters, digits, `_` and `-` here; others are replaced by a stable one.
    private static func callID(_ id: String) -> String {
        let isNative = id.utf8.allSatisfy {
            (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 95 || $0 == 45
        }
        return isNative ? id : "call_" + StableHash.hex([id])
    }
}
