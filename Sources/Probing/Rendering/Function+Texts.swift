import Core

extension Function {
    /// That make or change text. A character is a Unicode scalar.
    static let texts: [Function] = [
        Function("str(value)") { a throws(Fault) in .text(a.values[0].text) },
        Function("upper(text)") { a throws(Fault) in .text(try a.text(0).uppercased()) },
        Function("lower(text)") { a throws(Fault) in .text(try a.text(0).lowercased()) },
        Function("yesno(condition)") { a throws(Fault) in .text(try a.bool(0) ? "Yes" : "No") },
        Function("repeat(text, times)") { a throws(Fault) in
            let text = try a.text(0)
            let times = try a.int(1, in: 0...Int64(Value.longestText), "the number of times")
            guard text.utf8.count * times <= Value.longestText else { throw a.tooLong }
            return .text(String(repeating: text, count: times))
        },
        Function("replace(text, old, new)") { a throws(Fault) in try replaced(a) },
        Function("chars(text)") { a throws(Fault) in
            let scalars = try a.text(0).unicodeScalars
            guard scalars.count <= Value.longestList else {
                throw a.fault("a text of more than \(Value.longestList) characters")
            }
            return .list(scalars.map { .text(String($0)) })
        },
        Function("words(text)") { a throws(Fault) in
            .list(try a.text(0).unicodeScalars.split { $0.properties.isWhitespace }.map { .text(String($0)) })
        },
        Function("split(text, separator)") { a throws(Fault) in
            let bytes = Array(try a.text(0).utf8)
            let separator = Array(try a.text(1).utf8)
            guard !separator.isEmpty else { throw a.fault("the separator is empty", instead: "write chars(text)") }
            var (parts, begin): ([Value], Int) = ([], 0)
            for place in places(of: separator, in: bytes) + [bytes.count] {
                parts.append(.text(String(decoding: bytes[begin..<place], as: UTF8.self)))
                begin = place + separator.count
            }
            return .list(parts)
        },
        Function("join(list, separator)") { a throws(Fault) in try joined(a) },
        Function("trim(text)") { a throws(Fault) in
            let scalars = Array(try a.text(0).unicodeScalars)
            guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
                let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
            else { return .text("") }
            return .text(text(scalars[first...last]))
        },
        Function("startswith(text, part)") { a throws(Fault) in
            .bool(try a.text(0).utf8.starts(with: try a.text(1).utf8))
        },
        Function("endswith(text, part)") { a throws(Fault) in
            .bool(try a.text(0).utf8.reversed().starts(with: try a.text(1).utf8.reversed()))
        },
        Function("json(value)") { a throws(Fault) in .text(a.values[0].json.text) },
        Function("pretty(value)") { a throws(Fault) in .text(String(a.values[0].json.pretty.dropLast())) },
    ]

    /// That ask the same of a text and of a list.
    static let textsAndLists: [Function] = [
        Function("len(text) or len(list)", 1...1) { a throws(Fault) in
            try either(
                a, { text throws(Fault) in .int(text.unicodeScalars.count) }, { list throws(Fault) in .int(list.count) }
            )
        },
        Function("reverse(text) or reverse(list)", 1...1) { a throws(Fault) in
            try either(
                a, { whole throws(Fault) in .text(text(whole.unicodeScalars.reversed())) },
                { list throws(Fault) in .list(list.reversed()) })
        },
        Function("contains(text, part) or contains(list, element)", 2...2) { a throws(Fault) in
            try either(
                a, { text throws(Fault) in .bool(!(try found(a, in: Array(text.utf8))).isEmpty) },
                { list throws(Fault) in .bool(list.contains(try wanted(a, in: list))) })
        },
        Function("count(text, part) or count(list, element)", 2...2) { a throws(Fault) in
            try either(
                a, { text throws(Fault) in .int(try found(a, in: Array(text.utf8)).count) },
                { list throws(Fault) in
                    let wanted = try wanted(a, in: list)
                    return .int(list.count { $0 == wanted })
                })
        },
        Function("index(text, part) or index(list, element)", 2...2) { a throws(Fault) in
            try either(
                a,
                { text throws(Fault) in
                    let bytes = Array(text.utf8)
                    guard let first = try found(a, in: bytes).first else { return .int(0) }
                    return .int(bytes[..<first].count { $0 & 0xC0 != 0x80 } + 1)
                },
                { list throws(Fault) in .int(list.firstIndex(of: try wanted(a, in: list)).map { $0 + 1 } ?? 0) })
        },
        Function("slice(text, from, to) or slice(list, from, to)", 3...3) { a throws(Fault) in
            try either(
                a,
                { whole throws(Fault) in
                    let scalars = Array(whole.unicodeScalars)
                    return .text(text(scalars[try bounds(a, scalars.count)]))
                }, { list throws(Fault) in .list(Array(list[try bounds(a, list.count)])) })
        },
    ]
}

extension Arguments {
    /// The fault of a text that would be too long.
    var tooLong: Fault { fault("a text of more than \(Value.longestText) bytes") }
}

/// A text of these characters.
private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func either(
    _ arguments: Arguments, _ onText: (String) throws(Fault) -> Value, _ onList: ([Value]) throws(Fault) -> Value
) throws(Fault) -> Value {
    switch arguments.values[0] {
    case .text(let text): return try onText(text)
    case .list(let list): return try onList(list)
    case .int, .bool, .ratio, .date, .record: throw arguments.wrong(0, "text or a list")
    }
}

/// Places from 1 to the length; both ends belong to it, and an end before the beginning is nothing.
private func bounds(_ arguments: Arguments, _ length: Int) throws(Fault) -> Range<Int> {
    let from = try arguments.int(1, in: 1...Int64(length + 1), "the first place")
    let to = try arguments.int(2, in: 0...Int64(length), "the last place")
    return (from - 1)..<max(from - 1, to)
}

private func found(_ arguments: Arguments, in bytes: [UInt8]) throws(Fault) -> [Int] {
    let part = Array(try arguments.text(1).utf8)
    guard !part.isEmpty else { throw arguments.fault("the part to look for is empty") }
    return places(of: part, in: bytes)
}

private func wanted(_ arguments: Arguments, in list: [Value]) throws(Fault) -> Value {
    let wanted = arguments.values[1]
    if let other = list.first(where: { !$0.isComparable(with: wanted) }) {
        throw arguments.fault("\(wanted.kindName) is looked for in a list with \(other.kindName) in it")
    }
    return wanted
}

private func replaced(_ arguments: Arguments) throws(Fault) -> Value {
    let text = Array(try arguments.text(0).utf8)
    let old = Array(try arguments.text(1).utf8)
    let new = try arguments.text(2).utf8
    guard !old.isEmpty else { throw arguments.fault("the text to be replaced is empty") }
    let found = places(of: old, in: text)
    guard text.count + found.count * new.count <= Value.longestText + found.count * old.count else {
        throw arguments.tooLong
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
    guard length <= Value.longestText else { throw arguments.tooLong }
    return .text(parts.joined(separator: separator))
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
