internal import Core

/// A request for an answer as far as a simulated provider reads it.
struct Asked: Sendable, Equatable {
    /// The name of the model that is asked.
    var model: String
    /// The conversation with the system message first, in both dialects alike.
    var messages: [Message]
    /// Most tokens of the answer; nil for no limit.
    var maxOutputTokens: Int?
    /// How the answer is asked for.
    var delivery: Delivery

    /// The two ways of sending an answer.
    enum Delivery: Sendable, Equatable {
        case whole
        /// As server-sent events; usage is only sent where it is always sent or was asked for.
        case stream(usage: Bool)
    }

    /// What a request body of either dialect asks; nil for what is none.
    init?(_ body: [UInt8]) {
        let json: JSON
        do { json = try JSONParser.parse(body) } catch { return nil }
        guard let model = json["model"]?.string, let turns = json["messages"]?.array, !turns.isEmpty else { return nil }
        let system = json["system"].flatMap(Asked.text).map { [Message(role: .system, content: $0)] } ?? []
        let messages = turns.compactMap(Asked.message)
        guard messages.count == turns.count else { return nil }
        self.model = model
        self.messages = system + messages
        maxOutputTokens = json["max_completion_tokens"]?.int ?? json["max_tokens"]?.int
        let wantsUsage = json["stream_options"]?["include_usage"]?.bool ?? false
        delivery = json["stream"]?.bool ?? false ? .stream(usage: wantsUsage) : .whole
    }

    private static func message(_ turn: JSON) -> Message? {
        guard let role = turn["role"]?.string.flatMap(Message.Role.init), let text = turn["content"].flatMap(text)
        else { return nil }
        return Message(role: role, content: text)
    }

    private static func text(_ content: JSON) -> String? {
        content.string ?? content.array.map { parts in parts.compactMap { $0["text"]?.string }.joined() }
    }
}
