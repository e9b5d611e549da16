import Core

extension SchemaReader {
    private static let bound: Shape<JSONSchema.Bound> = .exact

    /// A pattern of a schema in a file; an empty one matches everything.
    static let pattern: Shape<Pattern> = Shape<String>.text(0...Pattern.longest).map(placeholder: .nothing) {
        source, json, reading in
        do throws(Pattern.Fault) {
            return try Pattern(source, syntax: .ecma)
        } catch {
            reading.error(
                at: json.offset, "the pattern is wrong: \(error.problem)",
                instead: "write a pattern of JavaScript; a backslash is written twice in JSON")
            return nil
        }
    }

    /// The rule of a keyword that looks at nothing but the value at hand; nil for others.
    static func assertion(_ keyword: String, _ value: JSON, _ reading: inout Reading) -> JSONSchema.Rule? {
        switch keyword {
        case "type": return .type(Shape<[String]>.oneOrMore(.word(JSONSchema.types)).read(value, &reading))
        case "enum": return .oneOfValues(Shape<[JSON]>.array(of: .any).read(value, &reading))
        case "const": return .oneOfValues([value])
        case "multipleOf": return multiple(value, &reading)
        case "minimum": return .minimum(bound.read(value, &reading), isExclusive: false)
        case "maximum": return .maximum(bound.read(value, &reading), isExclusive: false)
        case "exclusiveMinimum": return .minimum(bound.read(value, &reading), isExclusive: true)
        case "exclusiveMaximum": return .maximum(bound.read(value, &reading), isExclusive: true)
        case "pattern": return .pattern(pattern.read(value, &reading))
        case "minLength": return .length(count(value, &reading)...Int.max)
        case "maxLength": return .length(0...count(value, &reading))
        case "minItems": return .itemCount(count(value, &reading)...Int.max)
        case "maxItems": return .itemCount(0...count(value, &reading))
        case "minProperties": return .memberCount(count(value, &reading)...Int.max)
        case "maxProperties": return .memberCount(0...count(value, &reading))
        case "uniqueItems": return Shape<Bool>.bool.read(value, &reading) ? .unique : nil
        case "required": return .required(keys(value, &reading))
        case "dependentRequired":
            guard let members = value.members else { return mismatch("an object of lists of keys", value, &reading) }
            return .dependentKeys(members.map { ($0.key, keys($0.value, &reading)) })
        default: return nil
        }
    }

    /// Notes what is wrong in a keyword that asks for nothing.
    static func checkRemark(_ member: JSON.Member, _ reading: inout Reading) {
        switch member.key {
        case "title", "description", "$comment", "format", "contentEncoding", "contentMediaType":
            _ = Shape<String>.text().read(member.value, &reading)
        case "deprecated", "readOnly", "writeOnly": _ = Shape<Bool>.bool.read(member.value, &reading)
        case "examples": _ = Shape<[JSON]>.array(of: .any).read(member.value, &reading)
        case "minContains", "maxContains": _ = count(member.value, &reading)
        case "$defs", "definitions":
            if member.value.members == nil {
                _ = mismatch("an object of schemas", member.value, &reading) as JSON?
            }
        default: break
        }
    }

    /// A count that a schema asks for, at most a thousand million.
    static func count(_ json: JSON, _ reading: inout Reading) -> Int {
        min(max(Shape<Int>.whole(0...1_000_000_000).read(json, &reading), 0), 1_000_000_000)
    }

    private static func multiple(_ json: JSON, _ reading: inout Reading) -> JSONSchema.Rule? {
        guard numberInQuotes(json).exactNumber != nil else { return mismatch("a number", json, &reading) }
        let bound = bound.read(json, &reading)
        guard !bound.number.isNegative, let digits = bound.number.significand, digits > 0 else {
            reading.error(
                at: json.offset, "nothing is a multiple of \(bound.text)",
                instead: "write a number above 0 of at most 18 digits")
            return nil
        }
        return .multiple(bound)
    }

    private static func keys(_ json: JSON, _ reading: inout Reading) -> [String] {
        Shape<[String]>.array(of: .text(0...1000)).read(json, &reading)
    }
}
