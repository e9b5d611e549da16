package import Core

/// A value of a template: what a generator draws and what an expression yields.
package enum Value: Sendable {
    case int(Int64)
    case bool(Bool)
    case text(String)
    case list([Value])
    /// A fraction that is no whole number.
    case ratio(Ratio)
    case date(Day)
    /// Values by name, in their order; a table is a list of records.
    case record([Field])

    /// One value of a record.
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: Value
    }

    /// The longest text, in bytes of UTF-8.
    static let longestText = 1_000_000
    /// The longest list, in elements.
    static let longestList = 10_000
    /// The most values in one value, those in lists in lists counted.
    static let mostValues = 100_000
    /// The most bytes of text in one value, those in lists in lists counted.
    static let mostBytes = 8_000_000
}

extension Value {
    /// The value as it stands in a text: digits, `true` or `false`, the text itself, a list's elements with `, `
    /// between, a fraction as `7/3`, a date as `2024-03-03`, a record as JSON.
    package var text: String {
        switch self {
        case .int(let value): "\(value)"
        case .bool(let value): value ? "true" : "false"
        case .text(let value): value
        case .list(let values): values.map(\.text).joined(separator: ", ")
        case .ratio(let value): value.text
        case .date(let day): day.text
        case .record: json.text
        }
    }

    /// The value as JSON: a number, boolean, string, array or object. A fraction that ends as a decimal is a number, any
    /// other a string such as `7/3`, and a date is a string.
    package var json: JSON {
        switch self {
        case .int(let value): JSON(.number("\(value)"))
        case .bool(let value): .bool(value)
        case .text(let value): .string(value)
        case .list(let values): .array(values.map(\.json))
        case .ratio(let value): value.exactDecimal.map { JSON(.number($0)) } ?? .string(value.text)
        case .date(let day): .string(day.text)
        case .record(let fields): .object(fields.map { ($0.name, $0.value.json) })
        }
    }

    /// What kind of value this is, for people.
    var kindName: String {
        switch self {
        case .int: "a number"
        case .bool: "true or false"
        case .text: "text"
        case .list: "a list"
        case .ratio: "a fraction"
        case .date: "a date"
        case .record: "a record"
        }
    }

    /// The number that this is, whole or not.
    var number: Ratio? {
        switch self {
        case .int(let value): Ratio(value)
        case .ratio(let value): value
        case .bool, .text, .list, .date, .record: nil
        }
    }

    /// Which of two values comes first: numbers by size, texts by the bytes of their UTF-8, dates by time; nil for
    /// anything else.
    func precedes(_ other: Value) -> Bool? {
        if let a = number, let b = other.number { return a < b }
        if case (.text(let a), .text(let b)) = (self, other) { return a.utf8.lexicographicallyPrecedes(b.utf8) }
        if case (.date(let a), .date(let b)) = (self, other) { return a.number < b.number }
        return nil
    }

    /// Whether both are of the same kind, so that asking for their equality means something.
    func isComparable(with other: Value) -> Bool {
        switch (self, other) {
        case (.int, .int), (.int, .ratio), (.ratio, .int), (.ratio, .ratio): true
        case (.bool, .bool), (.text, .text), (.list, .list), (.date, .date), (.record, .record): true
        case (.int, _), (.bool, _), (.text, _), (.list, _), (.ratio, _), (.date, _), (.record, _): false
        }
    }

    /// The value of a record's field.
    package func field(_ name: String) -> Value? {
        guard case .record(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// A record of these values.
    static func record(_ fields: KeyValuePairs<String, Value>) -> Value {
        .record(fields.map { Field(name: $0.key, value: $0.value) })
    }

    /// A list of texts.
    static func texts(_ texts: [String]) -> Value { .list(texts.map(Value.text)) }
    /// A whole number.
    static func int(_ value: Int) -> Value { .int(Int64(value)) }
}

extension Value: Equatable {
    /// Equality of kind and content; texts byte by byte, so that no version of Unicode changes an answer; records have
    /// the same fields in any order.
    package static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.int(let x), .int(let y)): x == y
        case (.bool(let x), .bool(let y)): x == y
        case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
        case (.list(let x), .list(let y)): x == y
        case (.ratio(let x), .ratio(let y)): x == y
        case (.date(let x), .date(let y)): x == y
        case (.record(let x), .record(let y)):
            x.count == y.count && x.allSatisfy { field in b.field(field.name) == field.value }
        case (.int, _), (.bool, _), (.text, _), (.list, _), (.ratio, _), (.date, _), (.record, _): false
        }
    }
}

extension Value {
    /// How many values this is, and how many bytes of text are in it; counted no further than a little beyond the limits.
    var extent: (values: Int, bytes: Int) {
        var extent = (values: 0, bytes: 0)
        count(into: &extent)
        return extent
    }

    private func count(into extent: inout (values: Int, bytes: Int)) {
        extent.values += 1
        switch self {
        case .int, .bool, .ratio, .date: extent.bytes += 8
        case .text(let text): extent.bytes += text.utf8.count
        case .list(let elements):
            for element in elements where extent.values <= Self.mostValues { element.count(into: &extent) }
        case .record(let fields):
            for field in fields where extent.values <= Self.mostValues {
                extent.bytes += field.name.utf8.count
                field.value.count(into: &extent)
            }
        }
    }
}
