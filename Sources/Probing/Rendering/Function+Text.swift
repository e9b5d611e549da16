extension Function {
    /// The functions that make or change text. A character is a Unicode scalar.
    func applyToText(_ arguments: Arguments) throws(Fault) -> Value {
        switch self {
        case .str: return .text(arguments.values[0].text)
        case .upper: return .text(try arguments.text(0).uppercased())
        case .lower: return .text(try arguments.text(0).lowercased())
        case .yesno: return .text(try arguments.bool(0) ? "Yes" : "No")
        case .repeat:
            let text = try arguments.text(0)
            let times = try arguments.int(1, in: 0...Int64(Value.longestText), "the number of times")
            guard text.utf8.count * times <= Value.longestText else {
                throw arguments.fault("a text of more than \(Value.longestText) bytes")
            }
            return .text(String(repeating: text, count: times))
        case .replace: return try replaced(arguments)
        case .chars: return .list(try arguments.text(0).unicodeScalars.map { .text(String($0)) })
        case .join: return try joined(arguments)
        case .min, .max, .sum, .abs, .gcd, .lcm, .pow, .isprime, .digitsum, .int, .decimal, .pad, .len, .reverse,
            .contains,
            .count, .index, .sort, .unique, .first, .last, .nth, .take, .range:
            preconditionFailure("not about text")
        }
    }

    private func replaced(_ arguments: Arguments) throws(Fault) -> Value {
        let text = Array(try arguments.text(0).utf8)
        let old = Array(try arguments.text(1).utf8)
        let new = try arguments.text(2).utf8
        guard !old.isEmpty else { throw arguments.fault("the text to be replaced is empty") }
        let found = places(of: old, in: text)
        guard text.count + found.count * new.count <= Value.longestText + found.count * old.count else {
            throw arguments.fault("a text of more than \(Value.longestText) bytes")
        }
        var result: [UInt8] = []
        var copied = 0
        for place in found {
            result += text[copied..<place]
            result += new
            copied = place + old.count
        }
        return .text(String(decoding: result + text[copied...], as: UTF8.self))
    }

    private func joined(_ arguments: Arguments) throws(Fault) -> Value {
        let parts = try arguments.list(0).map(\.text)
        let separator = try arguments.text(1)
        let length = parts.reduce(parts.count * separator.utf8.count) { $0 + $1.utf8.count }
        guard length <= Value.longestText else {
            throw arguments.fault("a text of more than \(Value.longestText) bytes")
        }
        return .text(parts.joined(separator: separator))
    }

    /// The functions that ask the same of a text and of a list.
    func applyToTextOrList(_ arguments: Arguments) throws(Fault) -> Value {
        switch arguments.values[0] {
        case .text(let text): return try apply(toText: text, arguments)
        case .list(let list): return try apply(toElements: list, arguments)
        case .int, .bool: throw arguments.wrong(0, "text or a list")
        }
    }

    private func apply(toText text: String, _ arguments: Arguments) throws(Fault) -> Value {
        if self == .len { return .int(Int64(text.unicodeScalars.count)) }
        if self == .reverse {
            var reversed = String.UnicodeScalarView()
            reversed.append(contentsOf: text.unicodeScalars.reversed())
            return .text(String(reversed))
        }
        let part = Array(try arguments.text(1).utf8)
        guard !part.isEmpty else { throw arguments.fault("the part to look for is empty") }
        let bytes = Array(text.utf8)
        let found = places(of: part, in: bytes)
        if self == .contains { return .bool(!found.isEmpty) }
        if self == .count { return .int(Int64(found.count)) }
        guard let first = found.first else { return .int(0) }
        return .int(Int64(bytes[..<first].count { $0 & 0xC0 != 0x80 }) + 1)
    }

    private func apply(toElements list: [Value], _ arguments: Arguments) throws(Fault) -> Value {
        if self == .len { return .int(Int64(list.count)) }
        if self == .reverse { return .list(list.reversed()) }
        let wanted = arguments.values[1]
        if let other = list.first(where: { !$0.isComparable(with: wanted) }) {
            throw arguments.fault("\(wanted.kindName) is looked for in a list with \(other.kindName) in it")
        }
        if self == .contains { return .bool(list.contains(wanted)) }
        if self == .count { return .int(Int64(list.count { $0 == wanted })) }
        return .int(list.firstIndex(of: wanted).map { Int64($0) + 1 } ?? 0)
    }
}

/// Where `part`, which is not empty, stands in `bytes`, from left to right without overlap.
private func places(of part: [UInt8], in bytes: [UInt8]) -> [Int] {
    var found: [Int] = []
    var at = 0
    while at + part.count <= bytes.count {
        if bytes[at] == part[0], bytes[at..<at + part.count].elementsEqual(part) {
            found.append(at)
            at += part.count
        } else {
            at += 1
        }
    }
    return found
}
