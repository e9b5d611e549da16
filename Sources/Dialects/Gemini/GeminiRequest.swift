import Core

/// A request to Gemini while it is written.
struct GeminiRequest {
    private let probe: RenderedProbe
    private let model: String
    /// Whether it goes to `/v1`, where the vendor's client has other names for two members.
    private let isStable: Bool

    init(_ probe: RenderedProbe, model: String, isStable: Bool) {
        self.probe = probe
        self.model = model
        self.isStable = isStable
    }

    /// The whole body.
    func body(for provider: Provider) -> RequestBody {
        var body = RequestBody()
        body.add("contents", .array(contents), for: provider)
        body.add("systemInstruction", instruction, for: provider)
        body.add("tools", tools, for: provider)
        body.add("toolConfig", toolConfig, for: provider)
        body.add("generationConfig", generation(for: provider), for: provider)
        return body
    }

    private var instruction: JSON? {
        probe.messages.instructions.map { text in
            let parts: JSON = [["text": .string(text)]]
            return isStable ? ["parts": parts, "role": "user"] : ["parts": parts]
        }
    }

    /// The turns; answers of tools that follow each other are one turn.
    private var contents: [JSON] {
        var contents: [(role: String, parts: [JSON])] = []
        var afterTool = false
        for message in probe.messages.turns {
            let role = message.role == .assistant ? "model" : "user"
            if message.role == .tool, afterTool {
                contents[contents.count - 1].parts += parts(of: message)
            } else {
                contents.append((role, parts(of: message)))
            }
            afterTool = message.role == .tool
        }
        return contents.map { ["role": .string($0.role), "parts": .array($0.parts)] }
    }

    private func parts(of message: Message) -> [JSON] {
        if message.role == .tool { return [response(of: message)] }
        var parts: [JSON] = []
        if !message.content.isEmpty || message.toolCalls.isEmpty { parts.append(["text": .string(message.content)]) }
        for (index, call) in message.toolCalls.enumerated() {
            let function = JSON.compact([
                ("id", call.id.isEmpty ? nil : .string(call.id)), ("name", .string(call.name)),
                ("args", call.argumentsObject),
            ])
            // The signature of its reasoning is not kept; this word stands for one, and only the first call has it.
            let signature: JSON? = index == 0 && wantsSignature ? "skip_thought_signature_validator" : nil
            parts.append(.compact([("functionCall", function), ("thoughtSignature", signature)]))
        }
        return parts
    }

    private func response(of message: Message) -> JSON {
        let call = message.answers ?? ToolCall(id: "", name: "", arguments: "")
        return [
            "functionResponse": .compact([
                ("id", call.id.isEmpty ? nil : .string(call.id)), ("name", .string(call.name)),
                ("response", object(message.content)),
            ])
        ]
    }

    /// What a tool said, as the object that the API wants.
    private func object(_ text: String) -> JSON {
        do {
            let value = try JSONParser.parse(text)
            if value.members != nil { return value }
        } catch {
            // Not every tool answers in JSON.
        }
        return ["result": .string(text)]
    }

    /// Whether the model refuses calls that come back without the signature of its reasoning: Gemini 3 and later.
    /// **Source:** the vendor's page on thought signatures.
    private var wantsSignature: Bool {
        guard let name = model.split(separator: "/").last, name.hasPrefix("gemini-") else { return false }
        return Int(name.dropFirst("gemini-".count).prefix { ("0"..."9").contains($0) }).map { $0 >= 3 } ?? false
    }

    private var tools: JSON? {
        guard !probe.sampling.tools.isEmpty else { return nil }
        let declarations = probe.sampling.tools.map { tool in
            JSON.compact([
                ("name", .string(tool.name)),
                ("description", tool.description.isEmpty ? nil : .string(tool.description)),
                (isStable ? "parameters_json_schema" : "parametersJsonSchema", tool.parameters),
            ])
        }
        return [["functionDeclarations": .array(declarations)]]
    }

    private var toolConfig: JSON? {
        guard !probe.sampling.tools.isEmpty else { return nil }
        let calling: JSON
        switch probe.sampling.toolChoice {
        case .automatic: return nil
        case .required: calling = ["mode": "ANY"]
        case .none: calling = ["mode": "NONE"]
        case .named(let name): calling = ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
        }
        return ["functionCallingConfig": calling]
    }

    private func generation(for provider: Provider) -> RequestBody {
        let sampling = probe.sampling
        var settings = RequestBody()
        settings.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        settings.add("topP", sampling.topP.map(JSON.double), for: provider)
        settings.add("maxOutputTokens", .int(sampling.maxOutputTokens), for: provider)
        settings.add(
            "stopSequences", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)), for: provider)
        settings.add("seed", .int(probe.seed31), for: provider)
        switch sampling.format {
        case .text: break
        case .json: settings.add("responseMimeType", "application/json", for: provider)
        case .schema(let schema):
            settings.add("responseMimeType", "application/json", for: provider)
            settings.add("responseJsonSchema", schema, for: provider)
        }
        if let count = sampling.logProbabilities {
            settings.add("responseLogprobs", true, for: provider)
            settings.add("logprobs", count > 0 ? .int(count) : nil, for: provider)
        }
        switch sampling.reasoning {
        case nil: break
        case .off: settings.add("thinkingConfig", ["thinkingBudget": 0], for: provider)
        case .effort(let word):
            settings.add("thinkingConfig", ["thinkingLevel": .string(word.uppercased())], for: provider)
        case .tokens(let count): settings.add("thinkingConfig", ["thinkingBudget": .int(count)], for: provider)
        }
        return settings
    }
}
