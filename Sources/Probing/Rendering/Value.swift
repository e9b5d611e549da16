package import Core

/// A value of a template: what a generator draws and what an expression yields.
package enum Value: Sendable {
    case int(Int64)
    case bool(Bool)
    case text(String)
    case list([Value])

    /// The longest text, in bytes of UTF-8.
    static let longestText = 1_000_000
    /// The longest list, in elements.
    static let longestList = 10_000
}

extension Value {
    /// The value as it stands in a text: digits, `true` or `false`, the text itself, a list's elements with `, `
    /// between.
    package var text: String {
        switch self {
        case .int(let value): "\(value)"
        case .bool(let value): value ? "true" : "false"
        case .text(let value): value
        case .list(let values): values.map(\.text).joined(separator: ", ")
        }
    }

    /// The value as JSON: a number, boolean, string or array.
    package var json: JSON {
        switch self {
        case .int(let value): JSON(.number("\(value)"))
        case .bool(let value): .bool(value)
        case .text(let value): .string(value)
        case .list(let values): .array(values.map(\.json))
        }
    }

    /// What kind of value this is, for people.
    var kindName: String {
        switch self {
        case .int: "a number"
        case .bool: "true or false"
        case .text: "text"
        case .list: "a list"
        }
    }

    /// Which of two values comes first: numbers by size, texts by the bytes of their UTF-8; nil for anything else.
    func precedes(_ other: Value) -> Bool? {
        switch (self, other) {
        case (.int(let a), .int(let b)): a < b
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.int, _), (.bool, _), (.text, _), (.list, _): nil
        }
    }

    /// Whether both are of the same kind, so that asking for their equality means something.
    func isComparable(with other: Value) -> Bool {
        switch (self, other) {
        case (.int, .int), (.bool, .bool), (.text, .text), (.list, .list): true
        case (.int, _), (.bool, _), (.text, _), (.list, _): false
        }
    }
}

extension Value: Equatable {
    /// Equality of kind and content; texts byte by byte, so that no version of Unicode changes an answer.
    package static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.int(let x), .int(let y)): x == y
        case (.bool(let x), .bool(let y)): x == y
        case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
        case (.list(let x), .list(let y)): x == y
        case (.int, _), (.bool, _), (.text, _), (.list, _): false
        }
    }
}
