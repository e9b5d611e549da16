import Core

/// What must hold at a place within a JSON value.
struct JSONCheck: Sendable {
    private let path: JSONPath?
    private let exists: Bool
    private let equals: JSON?
    private let contains: JSON?
    /// The other conditions as a schema.
    private let rules: JSONSchema?
    private let schema: JSONSchema?

    /// The path, as it was written.
    var place: String { path?.source ?? "$" }

    /// Why the check does not hold, or whether that could not be found out.
    func outcome(of json: JSON, _ effort: inout Effort) -> JSONSchema.Outcome {
        guard let value = (path ?? JSONPath("$"))?.value(in: json) else {
            return exists ? .fails(["there is nothing at \(place)"]) : .holds
        }
        if !exists { return .fails(["there is something at \(place)"]) }
        if let equals, value != equals {
            return .fails(["expected \(short(equals)) at \(place), found \(short(value))"])
        }
        if let contains, !value.contains(contains) {
            return .fails(["expected \(short(contains)) within \(place), found \(short(value))"])
        }
        for each in [rules, schema] {
            let outcome = each?.outcome(of: value, at: place, &effort) ?? .holds
            if outcome != .holds { return outcome }
        }
        return .holds
    }

    /// A check in a file.
    static let shape: Shape<JSONCheck> = .object("A condition at a place within the value.") { fields in
        let path = fields.required("path", JSONPath.shape, "The place: `$.a.b[0]`.")
        let exists = fields.field(
            "exists", .bool, default: true, shown: true, "Whether there must be something at the place.")
        let equals = fields.optional("equals", .any, "The value there; numbers are compared exactly.")
        let contains = fields.optional(
            "contains", .any, "What the value there must have, other keys beside it allowed.")
        let type = fields.optional("type", .word(JSONSchema.types), "The type there.")
        let pattern = fields.optional("pattern", Pattern.shape(), "A pattern that the string there must match.")
        let low = fields.optional("min", .exact, "The smallest number that is right there.")
        let high = fields.optional("max", .exact, "The largest number that is right there.")
        let schema = fields.optional(
            "schema", SchemaReader.shape, "A JSON Schema that the value there must satisfy.")
        var rules: [JSONSchema.Rule] = []
        if let type { rules.append(.type([type])) }
        if pattern != nil { rules.append(.type(["string"])) }
        if low != nil || high != nil { rules.append(.type(["number"])) }
        if let pattern { rules.append(.pattern(pattern)) }
        if let low { rules.append(.minimum(low, isExclusive: false)) }
        if let high { rules.append(.maximum(high, isExclusive: false)) }
        fields.require(
            exists || (equals == nil && contains == nil && rules.isEmpty && schema == nil), at: "exists",
            "nothing can be said of what must not be there", instead: "remove the other conditions")
        return JSONCheck(
            path: path, exists: exists, equals: equals, contains: contains,
            rules: rules.isEmpty ? nil : .rules(rules), schema: schema)
    }
}

extension JSONSchema {
    /// A schema of rules that refer to no other.
    static func rules(_ rules: [Rule]) -> JSONSchema {
        JSONSchema(nodes: [Node(rules: rules, resource: 0)], root: 0, dynamicAnchors: [[:]], asksForUnevaluated: false)
    }
}

extension Shape where Value == JSONSchema.Bound {
    /// A number without loss, also as a string of digits: what a filled-in `{{…}}` may be.
    static var exact: Shape {
        let zero = JSONSchema.Bound(number: .zero, text: "0")
        return Shape(
            read: { json, reading in
                guard case .number(let text) = numberInQuotes(json).kind, let number = ExactNumber(text) else {
                    return mismatch("a number", json, &reading) ?? zero
                }
                return JSONSchema.Bound(number: number, text: Excerpt(text, limit: 40).text)
            },
            schema: { Shape<Double>.number(-1e308...1e308).templated.schema(&$0) }, placeholder: { zero })
    }
}

/// A value for a reason: its text, at most 60 characters.
func short(_ json: JSON) -> String { Excerpt(Array(json.text.utf8.prefix(300))[...], limit: 60).text }
