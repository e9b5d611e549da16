extension Shape {
    /// An array with so many elements.
    package static func array<Element: Sendable>(
        of element: Shape<Element>, count: ClosedRange<Int> = 0...100_000
    ) -> Shape where Value == [Element] {
        Shape(
            read: { json, reading in
                guard let values = json.array else { return mismatch("an array", json, &reading) ?? [] }
                if !count.contains(values.count) {
                    reading.error(
                        at: json.offset, "an array of \(values.count) elements",
                        instead: values.count < count.lowerBound
                            ? "give at least \(count.lowerBound)" : "give at most \(count.upperBound)")
                }
                return values.map { element.read($0, &reading) }
            },
            schema: { writer in
                .compact([
                    ("type", "array"), ("items", element.schema(&writer)),
                    ("minItems", count.lowerBound > 0 ? .int(count.lowerBound) : nil),
                    ("maxItems", count.upperBound < 100_000 ? .int(count.upperBound) : nil),
                ])
            },
            placeholder: { [] })
    }

    /// One value, or an array of them, read as an array.
    package static func oneOrMore<Element: Sendable>(_ element: Shape<Element>) -> Shape where Value == [Element] {
        let many = Shape<[Element]>.array(of: element, count: 1...10_000)
        return Shape(
            read: { json, reading in json.array == nil ? [element.read(json, &reading)] : many.read(json, &reading) },
            schema: { writer in ["anyOf": [element.schema(&writer), many.schema(&writer)]] }, placeholder: { [] })
    }

    /// An object of free keys whose values have one shape, read in the order of the file; `"//"` keys are comments.
    package static func dictionary<Element: Sendable>(
        of element: Shape<Element>, key: Shape<String> = .text(1...128)
    ) -> Shape where Value == [(String, Element)] {
        Shape(
            read: { json, reading in
                guard let members = json.members else { return mismatch("an object", json, &reading) ?? [] }
                return members.filter { !$0.key.hasPrefix("//") }.map { member in
                    _ = key.read(JSON(.string(member.key), offset: member.keyOffset), &reading)
                    return (member.key, element.read(member.value, &reading))
                }
            },
            schema: { writer in
                ["type": "object", "patternProperties": ["^//": true], "additionalProperties": element.schema(&writer)]
            },
            placeholder: { [] })
    }

    /// An object whose fields `body` names one by one; the same body reads and describes it.
    package static func object(_ summary: String, _ body: @escaping @Sendable (inout Fields) -> Value) -> Shape {
        Shape(
            read: { json, reading in
                guard json.members != nil else {
                    _ = mismatch("an object", json, &reading) as Value?
                    var fields = Fields(describing: SchemaWriter())
                    return body(&fields)
                }
                var fields = Fields(reading: json, reading)
                let value = body(&fields)
                reading = fields.finished()
                return value
            },
            schema: { writer in
                var fields = Fields(describing: writer)
                _ = body(&fields)
                return fields.described(summary, into: &writer)
            },
            placeholder: {
                var fields = Fields(describing: SchemaWriter())
                return body(&fields)
            })
    }

    /// One of several objects, told apart by the word under `key`.
    package static func tagged(_ key: String, _ variants: [Variant<Value>]) -> Shape {
        let names = variants.map(\.name)
        @Sendable func whole(_ variant: Variant<Value>) -> Shape {
            .object(variant.summary) { fields in
                fields.constant(key, variant.name)
                return variant.body(&fields)
            }
        }
        return Shape(
            read: { json, reading in
                guard json.members != nil else {
                    _ = mismatch("an object with a \"\(key)\"", json, &reading) as Value?
                    return whole(variants[0]).placeholder()
                }
                guard let tag = json[key] else {
                    reading.error(
                        at: json.offset, "the key \"\(key)\" is missing",
                        instead: "write \"\(key)\": one of \(quotedList(names))")
                    return whole(variants[0]).placeholder()
                }
                guard let variant = variants.first(where: { $0.name == tag.string }) else {
                    _ = Shape<String>.word(names).read(tag, &reading)
                    return whole(variants[0]).placeholder()
                }
                return whole(variant).read(json, &reading)
            },
            schema: { writer in .object([("oneOf", .array(variants.map { whole($0).schema(&writer) }))]) },
            placeholder: { whole(variants[0]).placeholder() })
    }
}

/// One of the objects of a tagged shape: its word, a sentence about it, and its fields.
package struct Variant<Value: Sendable>: Sendable {
    package let name: String
    package let summary: String
    package let body: @Sendable (inout Fields) -> Value

    package init(_ name: String, _ summary: String, _ body: @escaping @Sendable (inout Fields) -> Value) {
        self.name = name
        self.summary = summary
        self.body = body
    }
}
