internal import Core

/// How much of an incident's facts fits into an alert.
struct Room: Sendable {
    /// Most bytes of a string, as JSON writes them.
    let stringBytes: Int
    /// Most elements of an array and members of an object.
    let elements: Int
    /// How deep objects and arrays may nest.
    let depth: Int

    /// All that people read at a glance.
    static let full = Room(stringBytes: 600, elements: 24, depth: 5)
    static let tight = Room(stringBytes: 160, elements: 16, depth: 4)
    static let scant = Room(stringBytes: 64, elements: 16, depth: 2)
    /// No facts at all.
    static let none = Room(stringBytes: 64, elements: 0, depth: 0)

    /// The value with long strings, arrays and objects cut and what nests too deep left out.
    func cut(_ json: JSON) -> JSON { cut(json, level: 0) ?? .object([]) }

    /// The text with at most `stringBytes` bytes when written as JSON, an ellipsis where something was cut.
    func cut(_ text: String) -> String {
        var left = stringBytes
        var end = text.unicodeScalars.startIndex
        while end < text.unicodeScalars.endIndex {
            let scalar = text.unicodeScalars[end]
            left -= scalar.value < 0x20 || scalar == "\"" || scalar == "\\" ? 6 : UTF8.width(scalar)
            if left < 0 { return String(text.unicodeScalars[..<end]) + "…" }
            end = text.unicodeScalars.index(after: end)
        }
        return text
    }

    private func cut(_ json: JSON, level: Int) -> JSON? {
        switch json.kind {
        case .null, .bool: return json
        case .number(let text): return text.utf8.count <= 40 ? json : .null
        case .string(let text): return .string(cut(text))
        case .array(let values):
            guard level < depth else { return nil }
            return .array(values.prefix(elements).compactMap { cut($0, level: level + 1) })
        case .object(let members):
            guard level < depth else { return nil }
            return .object(
                members.prefix(elements).compactMap { member in
                    cut(member.value, level: level + 1).map { (cut(member.key), $0) }
                })
        }
    }
}
