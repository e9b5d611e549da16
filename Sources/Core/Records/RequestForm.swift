/// What is asked for beyond text: tools, format, reasoning, log-probabilities. One JSON form for hashes and traces.
struct RequestForm {
    /// The members that are set; empty for plain text.
    let json: JSON

    init(_ sampling: Sampling) {
        let choice: JSON? =
            switch sampling.toolChoice {
            case .automatic: nil
            case .required: "required"
            case .none: "none"
            case .named(let name): ["name": .string(name)]
            }
        let format: JSON? =
            switch sampling.format {
            case .text: nil
            case .json: "json"
            case .schema(let schema): ["schema": schema]
            }
        let reasoning: JSON? =
            switch sampling.reasoning {
            case nil: nil
            case .off: "off"
            case .effort(let word): ["effort": .string(word)]
            case .tokens(let count): ["tokens": .int(count)]
            }
        json = .compact([
            ("tools", sampling.tools.isEmpty ? nil : .array(sampling.tools.map(\.json))), ("tool_choice", choice),
            ("format", format), ("reasoning", reasoning),
            ("log_probabilities", sampling.logProbabilities.map(JSON.int)),
        ])
    }

    /// Reads back what `json` wrote into a sampling; what is missing stays as it is.
    static func read(_ json: JSON, into sampling: inout Sampling) {
        sampling.tools = (json["tools"]?.array ?? []).compactMap(Tool.init(json:))
        switch json["tool_choice"] {
        case "required": sampling.toolChoice = .required
        case "none": sampling.toolChoice = .none
        case let choice: if let name = choice?["name"]?.string { sampling.toolChoice = .named(name) }
        }
        if json["format"] == "json" { sampling.format = .json }
        if let schema = json["format"]?["schema"] { sampling.format = .schema(schema) }
        if json["reasoning"] == "off" { sampling.reasoning = .off }
        if let word = json["reasoning"]?["effort"]?.string { sampling.reasoning = .effort(word) }
        if let count = json["reasoning"]?["tokens"]?.int { sampling.reasoning = .tokens(count) }
        sampling.logProbabilities = json["log_probabilities"]?.int
    }
}

extension Tool {
    package var json: JSON {
        .compact([
            ("name", .string(name)), ("description", description.isEmpty ? nil : .string(description)),
            ("parameters", parameters),
        ])
    }

    package init?(json: JSON) {
        guard let name = json["name"]?.string, let parameters = json["parameters"] else { return nil }
        self.init(name: name, description: json["description"]?.string ?? "", parameters: parameters)
    }
}

extension ToolCall {
    package var json: JSON {
        ["id": .string(id), "name": .string(name), "arguments": .string(arguments)]
    }

    package init(json: JSON) {
        self.init(
            id: json["id"]?.string ?? "", name: json["name"]?.string ?? "", arguments: json["arguments"]?.string ?? "")
    }
}

extension Message {
    package var json: JSON {
        .compact([
            ("role", .string(role.rawValue)), ("content", .string(content)),
            ("tool_calls", toolCalls.isEmpty ? nil : .array(toolCalls.map(\.json))), ("answers", answers?.json),
        ])
    }

    package init?(json: JSON) {
        guard let role = json["role"]?.string.flatMap(Role.init), let content = json["content"]?.string else {
            return nil
        }
        self.init(
            role: role, content: content, toolCalls: (json["tool_calls"]?.array ?? []).map(ToolCall.init(json:)),
            answers: json["answers"].map(ToolCall.init(json:)))
    }
}

extension ToolResult {
    package var json: JSON {
        .compact([("tool", .string(tool)), ("arguments", arguments), ("result", .string(result))])
    }

    package init?(json: JSON) {
        guard let tool = json["tool"]?.string, let result = json["result"]?.string else { return nil }
        self.init(tool: tool, arguments: json["arguments"], result: result)
    }
}

extension FollowUp {
    package var json: JSON { ["messages": .array(messages.map(\.json)), "evaluate": evaluate] }

    package init?(json: JSON) {
        guard let messages = json["messages"]?.array, let evaluate = json["evaluate"] else { return nil }
        self.init(messages: messages.compactMap(Message.init(json:)), evaluate: evaluate)
    }
}
