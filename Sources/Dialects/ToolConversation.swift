import Core

extension [Message] {
    /// What all system messages say, for APIs that take it apart from the conversation; nil for none.
    var instructions: String? {
        let texts = filter { $0.role == .system }.map(\.content)
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }

    /// The conversation without its system messages.
    var turns: [Message] { filter { $0.role != .system } }

    /// The conversation with an identifier for every tool call and the same one for its answer.
    ///
    /// Calls of an API without identifiers are numbered; an answer without one belongs to the first call of its tool
    /// that has none yet. `form` brings identifiers of another API into the form that this one accepts.
    func namingCalls(_ form: (String) -> String = { $0 }) -> [Message] {
        var open: [ToolCall] = []
        var count = 0
        return map { message in
            var message = message
            for index in message.toolCalls.indices {
                count += 1
                let id = message.toolCalls[index].id
                message.toolCalls[index].id = form(id.isEmpty ? "call_\(count)" : id)
                open.append(message.toolCalls[index])
            }
            guard message.role == .tool else { return message }
            var answered = message.answers ?? ToolCall(id: "", name: "", arguments: "")
            let place =
                answered.id.isEmpty
                ? open.firstIndex { $0.name == answered.name } ?? open.indices.first
                : open.firstIndex { $0.id == form(answered.id) }
            if let place {
                answered = open.remove(at: place)
            } else {
                answered.id = form(answered.id.isEmpty ? "call_0" : answered.id)
            }
            message.answers = answered
            return message
        }
    }
}

extension ToolCall {
    /// The arguments as the object that some APIs want; what the model wrote instead of one stays readable in it.
    var argumentsObject: JSON { readArguments ?? ["arguments": .string(arguments)] }
}

extension JSON {
    /// Whether this is a JSON Schema that can be enforced to the letter: every object names all its properties as
    /// required and allows no others, and nothing beside that is used which constrained decoding leaves out.
    /// **Source:** OpenAI's guide to structured outputs, "Supported schemas".
    var isStrictSchema: Bool { self["type"]?.string == "object" && isStrict(depth: 0) }

    private func isStrict(depth: Int) -> Bool {
        guard depth < 10, let members else { return false }
        let unsupported = ["allOf", "oneOf", "not", "if", "patternProperties", "dependentSchemas", "prefixItems"]
        if members.contains(where: { unsupported.contains($0.key) }) { return false }
        if self["type"]?.string == "object" || self["properties"] != nil {
            let required = Set((self["required"]?.array ?? []).compactMap(\.string))
            guard self["additionalProperties"]?.bool == false,
                (self["properties"]?.members ?? []).allSatisfy({ required.contains($0.key) })
            else { return false }
        }
        let named = ["properties", "$defs", "definitions"].flatMap { self[$0]?.members ?? [] }.map(\.value)
        let inner = named + (self["anyOf"]?.array ?? []) + [self["items"]].compactMap(\.self)
        return inner.allSatisfy { $0.isStrict(depth: depth + 1) }
    }
}
