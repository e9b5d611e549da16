import Core

/// What must hold at a place within a JSON value.
struct JSONCheck: Sendable {
    private let path: JSONPath?
    private let exists: Bool
    private let equals: JSON?
    /// The other conditions as a schema.
    private let schema: JSONSchema?

    /// Why the check does not hold, or nil.
    func failure(of json: JSON) -> String? {
        let place = path?.source ?? "$"
        guard let value = (path ?? JSONPath("$"))?.value(in: json) else {
            return exists ? "there is nothing at \(place)" : nil
        }
        if !exists { return "there is something at \(place)" }
        if let equals, value != equals { return "expected \(short(equals)) at \(place), found \(short(value))" }
        return schema?.failure(of: value, at: place)
    }

    /// A check in a file.
    static let shape: Shape<JSONCheck> = .object("A condition at a place within the value.") { fields in
        let path = fields.required("path", JSONPath.shape, "The place: `$.a.b[0]`.")
        let exists = fields.field(
            "exists", .bool, default: true, shown: true, "Whether there must be something at the place.")
        let equals = fields.optional("equals", .any, "The value there.")
        let type = fields.optional("type", .word(JSONSchema.types), "The type there.")
        let pattern = fields.optional("pattern", Pattern.shape(), "A pattern that the string there must match.")
        let low = fields.optional("min", .numeric(-1e308...1e308), "The smallest number that is right there.")
        let high = fields.optional("max", .numeric(-1e308...1e308), "The largest number that is right there.")
        let schema = fields.optional("schema", JSONSchema.shape, "A JSON Schema that the value there must satisfy.")
        var rules: [JSONSchema.Rule] = []
        if let type { rules.append(.type([type])) }
        if pattern != nil { rules.append(.type(["string"])) }
        if low != nil || high != nil { rules.append(.type(["number"])) }
        if let pattern { rules.append(.pattern(pattern)) }
        if let low { rules.append(.minimum(low, isExclusive: false)) }
        if let high { rules.append(.maximum(high, isExclusive: false)) }
        if let schema { rules.append(.all([schema])) }
        fields.require(
            exists || (equals == nil && rules.isEmpty), at: "exists", "nothing can be said of what must not be there",
            instead: "remove the other conditions")
        return JSONCheck(path: path, exists: exists, equals: equals, schema: rules.isEmpty ? nil : .rules(rules))
    }
}

/// A value for a reason: its text, at most 60 characters.
func short(_ json: JSON) -> String { Excerpt(Array(json.text.utf8.prefix(300))[...], limit: 60).text }
