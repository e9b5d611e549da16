import Core

extension JSONSchema {
    /// A schema in a file.
    static let shape: Shape<JSONSchema> = Shape(
        read: { json, reading in schema(json, &reading) },
        schema: { _ in
            ["type": ["object", "boolean"], "description": "A JSON Schema (draft 2020-12), its common keywords."]
        },
        placeholder: { .constant(true) })

    /// Keywords that say nothing of validity.
    private static let remarks = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "format", "deprecated",
    ]
    private static let keywords = [
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
        "pattern",
        "minItems", "maxItems", "uniqueItems", "items", "prefixItems", "required", "minProperties", "maxProperties",
        "properties",
        "patternProperties", "additionalProperties", "allOf", "anyOf", "oneOf", "not",
    ]

    private static func schema(_ json: JSON, _ reading: inout Reading) -> JSONSchema {
        if let constant = json.bool { return .constant(constant) }
        guard let members = json.members else { return mismatch("a schema", json, &reading) ?? .constant(true) }
        var rules: [Rule] = []
        for member in members where !remarks.contains(member.key) && !member.key.hasPrefix("//") {
            guard keywords.contains(member.key) else {
                let hint =
                    nearest(to: member.key, among: keywords).map { "write \"\($0)\"" } ?? "known here: "
                    + keywords.joined(separator: ", ")
                reading.error(at: member.keyOffset, "unknown schema keyword \(quoted(member.key))", instead: hint)
                continue
            }
            rules += rule(member.key, member.value, of: json, &reading).map { [$0] } ?? []
        }
        return .rules(rules)
    }

    private static func rule(_ keyword: String, _ value: JSON, of whole: JSON, _ reading: inout Reading) -> Rule? {
        switch keyword {
        case "type": return .type(Shape<[String]>.oneOrMore(.word(types)).read(value, &reading))
        case "enum": return .oneOfValues(Shape<[JSON]>.array(of: .any, count: 1...10_000).read(value, &reading))
        case "const": return .oneOfValues([value])
        case "minimum": return .minimum(number(value, &reading), isExclusive: false)
        case "maximum": return .maximum(number(value, &reading), isExclusive: false)
        case "exclusiveMinimum": return .minimum(number(value, &reading), isExclusive: true)
        case "exclusiveMaximum": return .maximum(number(value, &reading), isExclusive: true)
        case "pattern": return .pattern(Pattern.shape().read(value, &reading))
        case "minLength": return .length(count(value, &reading)...Int.max)
        case "maxLength": return .length(0...count(value, &reading))
        case "minItems": return .itemCount(count(value, &reading)...Int.max)
        case "maxItems": return .itemCount(0...count(value, &reading))
        case "minProperties": return .memberCount(count(value, &reading)...Int.max)
        case "maxProperties": return .memberCount(0...count(value, &reading))
        case "uniqueItems": return Shape<Bool>.bool.read(value, &reading) ? .unique : nil
        case "items": return .items(schema(value, &reading), after: whole["prefixItems"]?.array?.count ?? 0)
        case "prefixItems": return .prefixItems(several(value, &reading))
        case "required": return .required(Shape<[String]>.array(of: .text(0...1000)).read(value, &reading))
        case "properties": return .properties(named(value, &reading))
        case "patternProperties": return .patternProperties(byPattern(value, &reading))
        case "additionalProperties": return additional(value, of: whole, &reading)
        case "allOf": return .all(several(value, &reading))
        case "anyOf": return .any(several(value, &reading))
        case "oneOf": return .one(several(value, &reading))
        case "not": return .not(schema(value, &reading))
        default: return nil
        }
    }

    private static func number(_ json: JSON, _ reading: inout Reading) -> Double {
        Shape<Double>.numeric(-1.7e308...1.7e308).read(json, &reading)
    }

    private static func count(_ json: JSON, _ reading: inout Reading) -> Int {
        min(max(Shape<Int>.whole(0...1_000_000_000).read(json, &reading), 0), 1_000_000_000)
    }

    private static func several(_ json: JSON, _ reading: inout Reading) -> [JSONSchema] {
        Shape<[JSONSchema]>.array(of: shape, count: 1...1000).read(json, &reading)
    }

    private static func named(_ json: JSON, _ reading: inout Reading) -> [(String, JSONSchema)] {
        guard let members = json.members else { return mismatch("an object of schemas", json, &reading) ?? [] }
        return members.map { ($0.key, schema($0.value, &reading)) }
    }

    private static func byPattern(_ json: JSON, _ reading: inout Reading) -> [(Pattern, JSONSchema)] {
        guard let members = json.members else { return mismatch("an object of schemas", json, &reading) ?? [] }
        return members.map {
            (Pattern.shape().read(JSON(.string($0.key), offset: $0.keyOffset), &reading), schema($0.value, &reading))
        }
    }

    private static func additional(_ json: JSON, of whole: JSON, _ reading: inout Reading) -> Rule {
        // The patterns' own faults were noted under `patternProperties`: a throw-away reading takes them a second time.
        var unheard = Reading(file: reading.file)
        let patterns = whole["patternProperties"].map { byPattern($0, &unheard).map(\.0) } ?? []
        return .additional(
            schema(json, &reading), besides: whole["properties"]?.members?.map(\.key) ?? [], patterns: patterns)
    }
}
