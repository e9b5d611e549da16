import Core

extension JSONSchema.Rule {
    /// Why the value at `place` breaks the rule, or nil; rules of other kinds of values hold.
    func failure(of json: JSON, at place: String) -> String? {
        switch self {
        case .type(let types): typeFailure(json, types, place)
        case .oneOfValues(let values):
            values.contains(json)
                ? nil : "\(short(json)) at \(place) is not " + values.prefix(4).map(short).joined(separator: " or ")
        case .minimum, .maximum: numberFailure(json, place)
        case .length, .pattern: json.string.flatMap { stringFailure($0, place) }
        case .itemCount, .unique, .items, .prefixItems: json.array.flatMap { arrayFailure($0, place) }
        case .required, .memberCount, .properties, .additional, .patternProperties:
            json.members.flatMap { objectFailure(json, $0, place) }
        case .all(let schemas): schemas.lazy.compactMap { $0.failure(of: json, at: place) }.first
        case .any(let schemas):
            schemas.contains { $0.accepts(json) }
                ? nil : "\(short(json)) at \(place) satisfies none of \(schemas.count) schemas"
        case .one(let schemas): oneFailure(json, schemas, place)
        case .not(let schema): schema.accepts(json) ? "\(short(json)) at \(place) is what it must not be" : nil
        }
    }

    private func typeFailure(_ json: JSON, _ types: [String], _ place: String) -> String? {
        let holds = types.contains { type in
            switch type {
            case "integer": json.isWhole
            default: json.kindName == type
            }
        }
        return holds ? nil : "expected \(types.joined(separator: " or ")) at \(place), found \(short(json))"
    }

    private func numberFailure(_ json: JSON, _ place: String) -> String? {
        guard let value = json.double else { return nil }
        switch self {
        case .minimum(let low, let isExclusive) where value < low || (isExclusive && value == low):
            return
                "\(short(json)) at \(place) is less than \(isExclusive ? "or equal to " : "")\(JSON.double(low).text)"
        case .maximum(let high, let isExclusive) where value > high || (isExclusive && value == high):
            return
                "\(short(json)) at \(place) is more than \(isExclusive ? "or equal to " : "")\(JSON.double(high).text)"
        default: return nil
        }
    }

    private func stringFailure(_ text: String, _ place: String) -> String? {
        switch self {
        case .length(let range):
            let length = text.unicodeScalars.count
            return range.contains(length) ? nil : "\(length) characters at \(place), expected \(inWords(range))"
        case .pattern(let pattern):
            return matches(pattern, text) ? nil : "\(quoted(text)) at \(place) does not match \(quoted(pattern.source))"
        default: return nil
        }
    }

    private func arrayFailure(_ values: [JSON], _ place: String) -> String? {
        switch self {
        case .itemCount(let range):
            return range.contains(values.count) ? nil : "\(values.count) items at \(place), expected \(inWords(range))"
        case .unique:
            return Set(values.map(\.identity)).count == values.count
                ? nil : "the items at \(place) are not all different"
        case .items(let schema, let after):
            return values.indices.dropFirst(after).lazy.compactMap {
                schema.failure(of: values[$0], at: "\(place)[\($0)]")
            }.first
        case .prefixItems(let schemas):
            return zip(schemas, values.indices).lazy.compactMap { $0.failure(of: values[$1], at: "\(place)[\($1)]") }
                .first
        default: return nil
        }
    }

    private func objectFailure(_ json: JSON, _ members: [JSON.Member], _ place: String) -> String? {
        switch self {
        case .required(let keys):
            return keys.first { json[$0] == nil }.map { "the key \(quoted($0)) is missing at \(place)" }
        case .memberCount(let range):
            return range.contains(members.count) ? nil : "\(members.count) keys at \(place), expected \(inWords(range))"
        case .properties(let named):
            return named.lazy.compactMap { key, schema in
                json[key].flatMap { schema.failure(of: $0, at: step(place, key)) }
            }.first
        case .patternProperties(let named):
            for (pattern, schema) in named {
                for member in members where matches(pattern, member.key) {
                    if let failure = schema.failure(of: member.value, at: step(place, member.key)) { return failure }
                }
            }
            return nil
        case .additional(let schema, let known, let patterns):
            let names = Set(known)
            for member in members
            where !names.contains(member.key) && !patterns.contains(where: { matches($0, member.key) }) {
                if case .constant(false) = schema { return "the key \(quoted(member.key)) is not expected at \(place)" }
                if let failure = schema.failure(of: member.value, at: step(place, member.key)) { return failure }
            }
            return nil
        default: return nil
        }
    }

    private func oneFailure(_ json: JSON, _ schemas: [JSONSchema], _ place: String) -> String? {
        let count = schemas.count { $0.accepts(json) }
        return count == 1
            ? nil : "\(short(json)) at \(place) satisfies \(count) of \(schemas.count) schemas, expected one"
    }

    private func matches(_ pattern: Pattern, _ text: String) -> Bool {
        if case .match = pattern.search(Array(text.utf8)[...]) { true } else { false }
    }
}

/// The place of a member, cut where a hostile answer nests or names without end.
private func step(_ place: String, _ key: String) -> String {
    place.utf8.count > 200 ? place : "\(place).\(Excerpt(key, limit: 40).text)"
}

extension JSON {
    /// Whether the value is a whole number of any size: `3`, `3.0`, `1e400`.
    fileprivate var isWhole: Bool {
        guard case .number(let text) = kind else { return false }
        return (decimal(text)?.exponent ?? -1) >= 0
    }

    /// A text that equal values share, and only they: numbers by value, keys in order.
    fileprivate var identity: String {
        switch kind {
        case .number(let text): Int(text).map { "\($0)" } ?? decimal(text)?.identity ?? text
        case .array(let values): "[" + values.map(\.identity).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + Dictionary(members.map { (JSON.string($0.key).text, $0.value) }) { $1 }
                .sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.identity)" }.joined(separator: ",") + "}"
        default: text
        }
    }

    private func decimal(_ text: String) -> Decimal? {
        let bytes = Array(text.utf8)
        let summary = NumberScanner(bytes[...], decimalSign: .point).summary()
        return summary.count == 1 ? summary.last?.decimal : nil
    }
}
