import Core

/// The part of JSON Schema (draft 2020-12) that answers are checked with; keywords beyond it are refused when read.
///
/// Lengths are counted in Unicode scalars; patterns are PCRE2.
indirect enum JSONSchema: Sendable {
    /// `true` accepts every value, `false` none.
    case constant(Bool)
    case rules([Rule])

    /// One keyword with what it asks for.
    enum Rule: Sendable {
        case type([String])
        case oneOfValues([JSON])
        case minimum(Double, isExclusive: Bool)
        case maximum(Double, isExclusive: Bool)
        case length(ClosedRange<Int>)
        case pattern(Pattern)
        case itemCount(ClosedRange<Int>)
        case unique
        case items(JSONSchema, after: Int)
        case prefixItems([JSONSchema])
        case required([String])
        case memberCount(ClosedRange<Int>)
        case properties([(String, JSONSchema)])
        /// For what neither `properties` nor `patternProperties` name.
        case additional(JSONSchema, besides: [String], patterns: [Pattern])
        case patternProperties([(Pattern, JSONSchema)])
        case all([JSONSchema])
        case any([JSONSchema])
        case one([JSONSchema])
        case not(JSONSchema)
    }

    /// The names of types.
    static let types = ["string", "number", "integer", "boolean", "object", "array", "null"]

    /// Why the value at `place` does not satisfy the schema, or nil.
    func failure(of json: JSON, at place: String) -> String? {
        switch self {
        case .constant(let accepts): return accepts ? nil : "nothing is allowed at \(place)"
        case .rules(let rules):
            for rule in rules { if let failure = rule.failure(of: json, at: place) { return failure } }
            return nil
        }
    }

    /// Whether the value satisfies the schema.
    func accepts(_ json: JSON) -> Bool { failure(of: json, at: "") == nil }
}
