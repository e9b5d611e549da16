import Core
import Dialects

extension Exchange {
    /// How the parts of a body are told apart where they are JSON: one value, server-sent events, one value a line.
    enum Parts { case whole, events, lines }

    /// The body's parts as they are told apart, or nil for a binary one and for what holds no JSON.
    var parts: Parts? {
        guard let text = String(validating: body, as: UTF8.self) else { return nil }
        if JSON(parsing: text) != nil { return .whole }
        let lines = text.split(separator: "\n")
        if lines.contains(where: { $0.hasPrefix("data:") }) { return .events }
        return !lines.isEmpty && lines.allSatisfy { JSON(parsing: String($0)) != nil } ? .lines : nil
    }

    /// The exchange with every JSON value of its body replaced by what `change` makes of it; nil for a binary body.
    func rewriting(_ change: (JSON) -> JSON) -> Exchange? {
        guard let parts, let text = String(validating: body, as: UTF8.self) else { return nil }
        func changed(_ text: String) -> String { JSON(parsing: text).map { change($0).text } ?? text }
        var result = self
        let written =
            switch parts {
            case .whole: changed(text)
            case .events:
                text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                    line.hasPrefix("data:") ? "data: " + changed(String(line.dropFirst(5))) : String(line)
                }.joined(separator: "\n")
            case .lines: text.split(separator: "\n").map { changed(String($0)) + "\n" }.joined()
            }
        result.body = Array(written.utf8)
        result.chunks = [Chunk(at: .milliseconds(80), length: result.body.count)]
        return result
    }

    /// The exchange with another text as its body.
    func with(_ text: String) -> Exchange {
        var result = self
        result.body = Array(text.utf8)
        result.chunks = [Chunk(at: .milliseconds(80), length: result.body.count)]
        return result
    }

    /// The body as text; what is not UTF-8 is replaced.
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension JSON {
    /// The value of a text, or nil.
    init?(parsing text: String) {
        do { self = try JSONParser.parse(text) } catch { return nil }
    }

    /// The value with every member rewritten by `change`, from the inside out; a nil drops the member. What a model
    /// wrote as arguments of a call stays as it is.
    func rewritingMembers(_ change: (_ key: String, _ value: JSON) -> JSON?) -> JSON {
        switch kind {
        case .array(let values): return .array(values.map { $0.rewritingMembers(change) })
        case .object(let members):
            return .compact(
                members.map { member in
                    let isArguments = ["input", "args", "arguments"].contains(member.key)
                    let inner = isArguments ? member.value : member.value.rewritingMembers(change)
                    return (member.key, change(member.key, inner))
                })
        case .null, .bool, .number, .string: return self
        }
    }

    /// The value with another member in every object, but for arguments of calls.
    func addingToObjects(_ key: String, _ value: JSON) -> JSON {
        switch kind {
        case .array(let values): return .array(values.map { $0.addingToObjects(key, value) })
        case .object(let members):
            let inner = members.map { member in
                let isArguments = ["input", "args", "arguments"].contains(member.key)
                return (member.key, isArguments ? member.value : member.value.addingToObjects(key, value))
            }
            return .object(inner + [(key, value)])
        case .null, .bool, .number, .string: return self
        }
    }
}
