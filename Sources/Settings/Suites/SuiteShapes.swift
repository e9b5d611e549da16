internal import Core
internal import Evaluators
internal import Probing

extension Shape where Value == String {
    /// A category: any name; one that is nearly a known one is warned of.
    static var category: Shape {
        Shape<String>.name.checked { category, json, reading in
            guard json.string != nil, !Suite.knownCategories.contains(category),
                let known = nearest(to: category, among: Suite.knownCategories)
            else { return }
            reading.warning(
                at: json.offset, "the category \"\(shortened(category, 64))\" is not known",
                instead: "write \"\(known)\" if that is meant")
        }
    }
}

extension Shape where Value == String {
    /// A language as a code after BCP 47: `de`, `pt-BR`, `zh-Hant`.
    static var language: Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else { return mismatch("a language (a string)", json, &reading) ?? "" }
                let parts = text.utf8.split(separator: 45, omittingEmptySubsequences: false)
                let isCode = parts.enumerated().allSatisfy { index, part in
                    (index == 0 ? 2...3 : 2...8).contains(part.count)
                        && part.allSatisfy {
                            index == 0
                                ? (97...122).contains($0) : (97...122).contains($0 | 0x20) || (48...57).contains($0)
                        }
                }
                if !isCode {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 40))\" is no code of a language",
                        instead: "write two or three small letters, such as \"de\", \"fr\" or \"zh-Hant\"")
                }
                return text
            },
            schema: { _ in ["type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"] }, placeholder: { "en" })
    }
}

extension Shape where Value == [Located<Lint>] {
    /// Names of lints.
    static var allowed: Shape { .array(of: Shape<Lint>.choice.located, count: 0...20) }
}

extension Shape where Value == Located<String> {
    /// The text of a system message.
    static var systemMessage: Shape { Shape<String>.text(1...1_000_000).located }
}

extension Shape where Value == Message.Role {
    /// Who may speak in a file; what tools say comes from their results.
    fileprivate static var speaker: Shape {
        Shape<String>.word(["system", "user", "assistant"]).turned { Message.Role(rawValue: $0) ?? .user }
    }
}

extension Shape where Value == Located<Message> {
    /// One turn of a conversation, with the place of its content.
    static var message: Shape {
        .object("One turn of a conversation.") { fields in
            let role = fields.required("role", .speaker, "Who speaks.")
            let content = fields.required(
                "content", .text(1...1_000_000), "What is said; {{…}} stands for values of \"vary\".")
            return Located(Message(role: role, content: content), offset: fields.source["content"]?.offset ?? 0)
        }
    }
}

extension Shape where Value == [Located<Message>] {
    /// A conversation: perhaps a system message, then turns of which the last is the user's.
    static var conversation: Shape {
        Shape<[Located<Message>]>.array(of: .message, count: 1...200).checked { _, json, reading in
            let turns = json.array ?? []
            for turn in turns.dropFirst() where turn["role"]?.string == "system" {
                reading.error(
                    at: turn.offset, "a system message after the beginning", instead: "put it first, or into \"system\""
                )
            }
            guard let last = turns.last, let role = last["role"]?.string, role != "user",
                Message.Role(rawValue: role) != nil
            else { return }
            reading.error(
                at: last.offset, "the last message is the \(role)'s, so nothing is asked",
                instead: "end with one of the user")
        }
    }
}

extension Shape where Value == JSON {
    /// Evaluators as they are written: read for good once their templates are filled in.
    static var evaluate: Shape {
        Shape(
            read: { json, reading in
                if json.array == nil, json.members == nil {
                    return mismatch("an evaluator (an object) or an array of them", json, &reading) ?? .array([])
                }
                return json
            },
            schema: Judge.shape.schema, placeholder: { .array([]) })
    }
}
