internal import Core
internal import Probing

/// One turn of a scripted conversation as it was read; a single question is one.
struct TurnDraft: Sendable {
    var messages: [Located<Message>]
    /// An empty array where nothing is judged; nil where it was read with errors.
    var evaluate: JSON?

    /// The fields of a turn, which a probe of a single question has itself.
    init(_ fields: inout Fields) {
        let messages = fields.optional(
            "messages", .conversation,
            "What is said, with turns of the assistant that you wrote; the last is the user's.")
        let prompt = fields.optional(
            "prompt", .text(1...1_000_000), "Short for \"messages\" with this one message of the user.")
        fields.require(
            messages == nil || prompt == nil, at: "prompt", "both \"messages\" and \"prompt\"",
            instead: "keep one of them")
        fields.require(
            fields.has("messages") || fields.has("prompt") || fields.has("turns"),
            "there is neither \"messages\" nor \"prompt\"", instead: "add \"prompt\": \"the question\"")
        let place = fields.source["prompt"]?.offset ?? 0
        self.messages = messages ?? prompt.map { [Located(Message(role: .user, content: $0), offset: place)] } ?? []
        let evaluate = fields.optional("evaluate", Shape<JSON>.evaluate.orNil, "What scores the answer.")
        self.evaluate = fields.has("evaluate") ? evaluate ?? nil : .array([])
    }
}

extension Shape where Value == [TurnDraft] {
    /// A scripted conversation.
    static var turns: Shape {
        let turn = Shape<TurnDraft>.object("What is said, and what is expected of the answer to it.") { TurnDraft(&$0) }
        return Shape.array(of: turn, count: 1...12).checked { turns, json, reading in
            let all = json.array ?? []
            for turn in all.dropFirst() {
                guard let first = turn["messages"]?.array?.first, first["role"]?.string != "user",
                    let role = first["role"]?.string.flatMap(Message.Role.init)
                else { continue }
                reading.error(
                    at: first.offset, "a later turn begins with a message of the \(role.rawValue)",
                    instead: "begin with one of the user: the model's own answer is before it")
            }
            guard let last = all.last else { return }
            if !all.contains(where: { $0["evaluate"] != nil }) {
                reading.error(
                    at: json.offset, "no turn has \"evaluate\"", instead: "add it to the turns whose answers count")
            } else if last["evaluate"] == nil {
                reading.warning(
                    at: last.offset, "nothing is expected of the last answer",
                    instead: "add \"evaluate\", or remove the turn")
            }
        }
    }
}
