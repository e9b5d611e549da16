/// A JSON value as it was read: members in their order, numbers with their text, every value with its place.
package struct JSON: Sendable {
    /// What kind of value this is, and its content.
    package enum Kind: Sendable {
        case null
        case bool(Bool)
        /// A number as it was written, so that nothing is lost: `1.50`, `12345678901234567890`.
        case number(String)
        case string(String)
        case array([JSON])
        case object([Member])
    }

    /// One member of an object; keys may repeat (`JSONParser.Result.duplicates` tells), the last one counts.
    package struct Member: Sendable {
        package var key: String
        /// Byte offset of the key's opening quote in the source; 0 when not read from one.
        package var keyOffset: Int
        package var value: JSON

        package init(key: String, keyOffset: Int = 0, value: JSON) {
            self.key = key
            self.keyOffset = keyOffset
            self.value = value
        }
    }

    package var kind: Kind
    /// Byte offset of the value's first byte in the source; 0 when not read from one.
    package var offset: Int

    package init(_ kind: Kind, offset: Int = 0) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSON {
    package static let null = JSON(.null)
    package static func string(_ value: String) -> JSON { JSON(.string(value)) }
    package static func bool(_ value: Bool) -> JSON { JSON(.bool(value)) }
    package static func int(_ value: Int) -> JSON { JSON(.number("\(value)")) }
    /// A number in its shortest form that reads back equal; null for what JSON has no number for.
    package static func double(_ value: Double) -> JSON {
        guard value.isFinite else { return .null }
        return value == value.rounded() && abs(value) < 1e15
            ? JSON(.number("\(Int64(value))")) : JSON(.number("\(value)"))
    }
    package static func array(_ values: [JSON]) -> JSON { JSON(.array(values)) }
    /// An object with its members in the given order.
    package static func object(_ members: [(String, JSON)]) -> JSON {
        JSON(.object(members.map { Member(key: $0.0, value: $0.1) }))
    }
    /// An object with the members that are not nil, in the given order.
    package static func compact(_ members: [(String, JSON?)]) -> JSON {
        JSON(.object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } }))
    }
    package static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    package static func optional(_ value: Int?) -> JSON { value.map(JSON.int) ?? .null }
    package static func optional(_ value: Double?) -> JSON { value.map(JSON.double) ?? .null }

    /// The member `key` of an object (the last of that name), or nil: also for every other kind of value.
    package subscript(_ key: String) -> JSON? {
        guard case .object(let members) = kind else { return nil }
        return members.last { JSON.sameBytes($0.key, key) }?.value
    }

    /// The element at `index` of an array, or nil.
    package subscript(_ index: Int) -> JSON? {
        guard case .array(let values) = kind, values.indices.contains(index) else { return nil }
        return values[index]
    }

    package var string: String? { if case .string(let value) = kind { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = kind { value } else { nil } }
    package var array: [JSON]? { if case .array(let values) = kind { values } else { nil } }
    package var members: [Member]? { if case .object(let members) = kind { members } else { nil } }
    package var isNull: Bool { if case .null = kind { true } else { false } }
    /// The number as a double, or nil for what is no number.
    package var double: Double? { if case .number(let text) = kind { Double(text) } else { nil } }
    /// The number as an integer when it is a whole number that fits (`3`, `3.0`, `3e2`), or nil.
    package var int: Int? {
        guard case .number(let text) = kind else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    /// The word people use for the kind of value: `null`, `boolean`, `number`, `string`, `array`, `object`.
    package var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: Equatable {
    /// Equality of values after JSON Schema: numbers by their exact value, texts and keys by their bytes, objects without
    /// regard to order, offsets ignored.
    package static func == (a: JSON, b: JSON) -> Bool {
        switch (a.kind, b.kind) {
        case (.null, .null): return true
        case (.bool(let x), .bool(let y)): return x == y
        case (.number(let x), .number(let y)): return sameNumber(x, y)
        case (.string(let x), .string(let y)): return sameBytes(x, y)
        case (.array(let x), .array(let y)): return x.count == y.count && x == y
        case (.object(let x), .object(let y)):
            let (left, right) = (lastByKey(x), lastByKey(y))
            return left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
        default: return false
        }
    }

    private static func lastByKey(_ members: [Member]) -> [ExactText: JSON] {
        Dictionary(members.map { (ExactText($0.key), $0.value) }) { $1 }
    }

    /// Whether two texts are the same byte for byte; `==` of texts alone holds an é of one scalar and one of two equal.
    static func sameBytes(_ a: String, _ b: String) -> Bool { a == b && a.utf8.elementsEqual(b.utf8) }
}

/// A text that is equal to another only where every byte is, as keys of JSON objects are.
package struct ExactText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: ExactText, b: ExactText) -> Bool { JSON.sameBytes(a.text, b.text) }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
}
