/// One message of a conversation.
package struct Message: Hashable, Sendable {
    /// Who speaks; `tool` is the answer to a call.
    package enum Role: String, Sendable, CaseIterable { case system, user, assistant, tool }

    package var role: Role
    package var content: String
    /// Calls that an assistant's message asks for; empty for others.
    package var toolCalls: [ToolCall]
    /// The call that a `tool` message answers; nil for others.
    package var answers: ToolCall?

    package init(role: Role, content: String, toolCalls: [ToolCall] = [], answers: ToolCall? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.answers = answers
    }
}

/// A call of a tool that an answer asks for.
package struct ToolCall: Hashable, Sendable {
    /// The provider's name of the call; empty where its API has none.
    package var id: String
    package var name: String
    /// JSON text as the model wrote it, possibly invalid.
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A tool that a model may call.
package struct Tool: Equatable, Sendable {
    package var name: String
    package var description: String
    /// JSON Schema of its arguments: an object.
    package var parameters: JSON

    package init(name: String, description: String = "", parameters: JSON) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}
