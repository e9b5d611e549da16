/// The declaration of a JSON value: how it is read with every error noted, and its JSON Schema. Both come from here.
package struct Shape<Value: Sendable>: Sendable {
    /// Reads the value; notes what is wrong in the context and then gives a placeholder, so that reading goes on.
    package let read: @Sendable (JSON, inout Reading) -> Value
    /// The value's JSON Schema (draft 2020-12); named shapes go to the writer's definitions.
    package let schema: @Sendable (inout SchemaWriter) -> JSON
    /// A value to go on with where none can be read.
    package let placeholder: @Sendable () -> Value

    package init(
        read: @escaping @Sendable (JSON, inout Reading) -> Value,
        schema: @escaping @Sendable (inout SchemaWriter) -> JSON,
        placeholder: @escaping @Sendable () -> Value
    ) {
        self.read = read
        self.schema = schema
        self.placeholder = placeholder
    }
}

/// What is known while one file is read: the file and everything wrong with it so far.
package struct Reading: Sendable {
    package let file: SourceFile
    package private(set) var diagnostics: [Diagnostic] = []

    package init(file: SourceFile) { self.file = file }

    /// Notes an error at a byte offset.
    package mutating func error(at offset: Int, _ problem: String, instead: String = "") {
        diagnostics.append(file.diagnostic(at: offset, problem, instead: instead))
    }

    /// Notes a warning at a byte offset.
    package mutating func warning(at offset: Int, _ problem: String, instead: String = "") {
        diagnostics.append(file.diagnostic(.warning, at: offset, problem, instead: instead))
    }

    /// Notes diagnostics found elsewhere, in their order.
    package mutating func add(_ more: [Diagnostic]) { diagnostics += more }

    /// Whether anything refuses the file.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Collects the definitions of a JSON Schema while shapes describe themselves.
package struct SchemaWriter: Sendable {
    package private(set) var definitions: [(String, JSON)] = []

    package init() {}

    /// A reference to the definition `name`, which is described once, also when it contains itself.
    package mutating func reference(_ name: String, _ describe: (inout SchemaWriter) -> JSON) -> JSON {
        if !definitions.contains(where: { $0.0 == name }) {
            definitions.append((name, .null))
            let schema = describe(&self)
            if let index = definitions.firstIndex(where: { $0.0 == name }) { definitions[index].1 = schema }
        }
        return ["$ref": .string("#/$defs/\(name)")]
    }
}

extension Shape {
    /// Reads a whole file: the value where nothing is wrong, and everything that is.
    package func read(file: SourceFile) -> (value: Value?, diagnostics: [Diagnostic]) {
        var reading = Reading(file: file)
        do {
            let (json, duplicates) = try JSONParser.parseNotingDuplicates(file.bytes)
            for duplicate in duplicates where !duplicate.key.hasPrefix("//") {
                reading.error(
                    at: duplicate.offset, "the key \"\(duplicate.key)\" is there twice", instead: "remove one of them")
            }
            let value = read(json, &reading)
            return (reading.hasErrors ? nil : value, reading.diagnostics.sorted(by: inFileOrder))
        } catch {
            reading.error(at: error.offset, error.problem)
            return (nil, reading.diagnostics)
        }
    }

    /// The whole JSON Schema document of this shape.
    package func schemaDocument(id: String, title: String) -> JSON {
        var writer = SchemaWriter()
        let body = schema(&writer)
        var members: [(String, JSON)] = [
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", .string(id)),
            ("title", .string(title)),
        ]
        members += (body.members ?? []).map { ($0.key, $0.value) }
        if !writer.definitions.isEmpty { members.append(("$defs", .object(writer.definitions.sorted { $0.0 < $1.0 }))) }
        return .object(members)
    }

    /// The same declaration under a name that others refer to, needed where a shape contains itself.
    package func named(_ name: String) -> Shape {
        Shape(read: read, schema: { writer in writer.reference(name, schema) }, placeholder: placeholder)
    }

    /// A shape that is made when it is needed, so that it may contain itself.
    package static func lazily(_ make: @escaping @Sendable () -> Shape) -> Shape {
        Shape(
            read: { make().read($0, &$1) }, schema: { make().schema(&$0) }, placeholder: { make().placeholder() })
    }

    /// The same value turned into another; `turn` may note errors at the value's place and give nil for the placeholder.
    package func map<Other: Sendable>(
        placeholder other: Other, _ turn: @escaping @Sendable (Value, JSON, inout Reading) -> Other?
    ) -> Shape<Other> {
        Shape<Other>(
            read: { json, reading in
                let errorsBefore = reading.diagnostics.count
                let value = read(json, &reading)
                guard reading.diagnostics.count == errorsBefore else { return other }
                return turn(value, json, &reading) ?? other
            },
            schema: schema, placeholder: { other })
    }

    /// The same value, where a `{{template}}` may stand in its place in a file; only the schema differs.
    package var templated: Shape {
        Shape(
            read: read,
            schema: { writer in ["anyOf": [schema(&writer), ["type": "string", "pattern": "\\{\\{.*\\}\\}"]]] },
            placeholder: placeholder)
    }
}

private func inFileOrder(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    (a.line, a.column, a.problem) < (b.line, b.column, b.problem)
}
