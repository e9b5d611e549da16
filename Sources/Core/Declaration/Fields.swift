/// The fields of one object while it is read or described: each call declares one field, in both at once.
package struct Fields {
    private enum Purpose {
        case reading(JSON, Reading)
        case describing(SchemaWriter)
    }

    private var purpose: Purpose
    private var known: [String] = []
    private var requiredKeys: [String] = []
    private var properties: [(String, JSON)] = []

    init(reading json: JSON, _ reading: Reading) { purpose = .reading(json, reading) }
    init(describing writer: SchemaWriter) { purpose = .describing(writer) }

    /// A field that must be there.
    package mutating func required<V>(_ key: String, _ shape: Shape<V>, _ summary: String) -> V {
        requiredKeys.append(key)
        return declare(key, shape, summary, shown: nil)
            ?? {
                if case .reading(let json, var reading) = purpose {
                    reading.error(
                        at: json.offset, "the key \"\(key)\" is missing",
                        instead: "add \"\(key)\": \(lowercasedFirst(summary))")
                    purpose = .reading(json, reading)
                }
                return shape.placeholder()
            }()
    }

    /// A field that may be left out.
    package mutating func optional<V>(_ key: String, _ shape: Shape<V>, _ summary: String) -> V? {
        declare(key, shape, summary, shown: nil)
    }

    /// A field with a default; `shown` is the default as the schema tells it.
    package mutating func field<V>(_ key: String, _ shape: Shape<V>, default value: V, shown: JSON, _ summary: String)
        -> V
    {
        declare(key, shape, summary, shown: shown) ?? value
    }

    /// A field that always has this word: the tag of a variant.
    mutating func constant(_ key: String, _ word: String) {
        known.append(key)
        requiredKeys.append(key)
        properties.append((key, ["const": .string(word)]))
    }

    /// A rule over several fields: notes an error at `key` (or the object) when reading and `holds` is false.
    package mutating func require(_ holds: Bool, at key: String? = nil, _ problem: String, instead: String = "") {
        guard !holds, case .reading(let json, var reading) = purpose else { return }
        reading.error(at: key.flatMap { json[$0]?.offset } ?? json.offset, problem, instead: instead)
        purpose = .reading(json, reading)
    }

    /// Something odd that does not refuse the file: notes a warning at `key` (or the object) when reading and `odd` is true.
    package mutating func warn(_ odd: Bool, at key: String? = nil, _ problem: String, instead: String = "") {
        guard odd, case .reading(let json, var reading) = purpose else { return }
        reading.warning(at: key.flatMap { json[$0]?.offset } ?? json.offset, problem, instead: instead)
        purpose = .reading(json, reading)
    }

    /// Whether the key stands in the file; false when describing.
    package func has(_ key: String) -> Bool {
        if case .reading(let json, _) = purpose { json[key] != nil } else { false }
    }

    /// The object as it was read, for what keeps it whole; null when describing.
    package var source: JSON {
        if case .reading(let json, _) = purpose { json } else { .null }
    }

    private mutating func declare<V>(_ key: String, _ shape: Shape<V>, _ summary: String, shown: JSON?) -> V? {
        known.append(key)
        switch purpose {
        case .describing(var writer):
            var members = (shape.schema(&writer).members ?? []).map { ($0.key, $0.value) }
            members.append(("description", .string(summary)))
            if let shown { members.append(("default", shown)) }
            properties.append((key, .object(members)))
            purpose = .describing(writer)
            return nil
        case .reading(let json, var reading):
            guard let value = json[key] else { return nil }
            let result = shape.read(value, &reading)
            purpose = .reading(json, reading)
            return result
        }
    }

    /// Notes every key that no field declared, with the nearest one that did.
    func finished() -> Reading {
        guard case .reading(let json, var reading) = purpose else { preconditionFailure("finished() ends reading") }
        for member in json.members ?? [] where !known.contains(member.key) && !member.key.hasPrefix("//") {
            let hint =
                nearest(to: member.key, among: known).map { "write \"\($0)\"" }
                ?? (known.isEmpty
                    ? "leave it out; no key is known here"
                    : "known here: \(known.map { "\"\($0)\"" }.joined(separator: ", "))")
            reading.error(at: member.keyOffset, "unknown key \"\(shortened(member.key, 64))\"", instead: hint)
        }
        return reading
    }

    /// The object's JSON Schema.
    func described(_ summary: String, into writer: inout SchemaWriter) -> JSON {
        guard case .describing(let inner) = purpose else { preconditionFailure("described() ends describing") }
        writer = inner
        return .compact([
            ("type", "object"), ("description", .string(summary)), ("properties", .object(properties)),
            ("required", requiredKeys.isEmpty ? nil : .array(requiredKeys.map(JSON.string))),
            ("patternProperties", ["^//": true]), ("additionalProperties", false),
        ])
    }
}

private func lowercasedFirst(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
}
