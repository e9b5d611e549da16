import Core

/// A request to Converse while it is written.
struct BedrockRequest {
    private let probe: RenderedProbe

    init(_ probe: RenderedProbe) { self.probe = probe }

    /// The whole body. Seed, log-probabilities and JSON without a schema have no place in this API, and a number of
    /// reasoning tokens none that all its models share.
    func body(for provider: Provider) -> RequestBody {
        var body = RequestBody()
        body.add("messages", .array(messages), for: provider)
        body.add("system", probe.messages.instructions.map { [["text": .string($0)]] }, for: provider)
        body.add("inferenceConfig", inference(for: provider), for: provider)
        body.add("toolConfig", toolConfig, for: provider)
        body.add("outputConfig", output, for: provider)
        return body
    }

    /// The turns: roles alternate, so that what one side says in a row is one message.
    private var messages: [JSON] {
        var messages: [(role: String, content: [JSON])] = []
        for message in probe.messages.turns.namingCalls() {
            let role = message.role == .assistant ? "assistant" : "user"
            if messages.last?.role == role {
                messages[messages.count - 1].content += blocks(of: message)
            } else {
                messages.append((role, blocks(of: message)))
            }
        }
        return messages.map { ["role": .string($0.role), "content": .array($0.content)] }
    }

    private func blocks(of message: Message) -> [JSON] {
        if message.role == .tool {
            let id = message.answers?.id ?? ""
            let content: JSON = [["text": .string(message.content)]]
            return [["toolResult": ["toolUseId": .string(id), "content": content]]]
        }
        // The API refuses an empty text.
        let text: [JSON] = message.content.isEmpty ? [] : [["text": .string(message.content)]]
        return text
            + message.toolCalls.map { call in
                [
                    "toolUse": [
                        "toolUseId": .string(call.id), "name": .string(call.name), "input": call.argumentsObject,
                    ]
                ]
            }
    }

    private func inference(for provider: Provider) -> RequestBody {
        let sampling = probe.sampling
        var settings = RequestBody()
        settings.add("maxTokens", .int(sampling.maxOutputTokens), for: provider)
        settings.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        settings.add("topP", sampling.topP.map(JSON.double), for: provider)
        settings.add(
            "stopSequences", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)), for: provider)
        return settings
    }

    /// The tools. There is no word for "none": a conversation without calls then goes without tools.
    private var toolConfig: JSON? {
        let sampling = probe.sampling
        guard !sampling.tools.isEmpty else { return nil }
        let tools = sampling.tools.map { tool -> JSON in
            let spec = JSON.compact([
                ("name", .string(tool.name)),
                ("description", tool.description.isEmpty ? nil : .string(tool.description)),
                ("inputSchema", ["json": tool.parameters]),
            ])
            return ["toolSpec": spec]
        }
        let choice: JSON?
        switch sampling.toolChoice {
        case .automatic: choice = ["auto": [:]]
        case .required: choice = ["any": [:]]
        case .named(let name): choice = ["tool": ["name": .string(name)]]
        case .none:
            guard probe.messages.contains(where: { !$0.toolCalls.isEmpty }) else { return nil }
            choice = nil
        }
        return .compact([("tools", .array(tools)), ("toolChoice", choice)])
    }

    private var output: JSON? {
        var members: [(String, JSON)] = []
        switch probe.sampling.format {
        case .text, .json: break
        case .schema(let schema):
            let declared: JSON = ["jsonSchema": ["name": "answer", "schema": .string(schema.text)]]
            members.append(("textFormat", ["type": "json_schema", "structure": declared]))
        }
        switch probe.sampling.reasoning {
        case nil, .off, .tokens: break
        case .effort(let word): members.append(("effort", .string(word)))
        }
        return members.isEmpty ? nil : .object(members)
    }
}
