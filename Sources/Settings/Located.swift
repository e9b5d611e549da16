internal import Core

/// A value with the place in its file, so that what is found out later can still be reported there.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    /// Byte offset in the file that the value was read from; 0 for a default.
    package var offset: Int

    package init(_ value: Value, offset: Int = 0) {
        self.value = value
        self.offset = offset
    }
}

extension Shape {
    /// The same value with its place.
    var located: Shape<Located<Value>> {
        Shape<Located<Value>>(
            read: { json, reading in Located(read(json, &reading), offset: json.offset) },
            schema: schema, placeholder: { Located(placeholder()) })
    }

    /// The same value with one more rule, which is asked also when others were broken; only reading differs.
    func checked(_ rule: @escaping @Sendable (Value, JSON, inout Reading) -> Void) -> Shape {
        Shape(
            read: { json, reading in
                let value = read(json, &reading)
                rule(value, json, &reading)
                return value
            },
            schema: schema, placeholder: placeholder)
    }

    /// The same value read from the same JSON, turned into another also where something was wrong with it.
    func turned<Other: Sendable>(_ turn: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(
            read: { json, reading in turn(read(json, &reading)) }, schema: schema, placeholder: { turn(placeholder()) })
    }

    /// The same value, nil where an error was noted while it was read.
    var orNil: Shape<Value?> {
        Shape<Value?>(
            read: { json, reading in
                let before = reading.diagnostics.count
                let value = read(json, &reading)
                return reading.hasErrors(since: before) ? nil : value
            },
            schema: schema, placeholder: { nil })
    }

    /// The same declaration with more members in its JSON Schema: what editors can check and reading checks elsewhere.
    func describedBy(_ members: [(String, JSON)]) -> Shape {
        Shape(
            read: read,
            schema: { writer in .object((schema(&writer).members ?? []).map { ($0.key, $0.value) } + members) },
            placeholder: placeholder)
    }

    /// The same object of free keys, in whose JSON Schema `"//"` keys are comments.
    var withComments: Shape { describedBy([("patternProperties", ["^//": true])]) }
}

extension Reading {
    /// Notes every object of an array that has the same word under `key` as one before it, with the place of the first.
    mutating func refuseRepeated(_ key: String, of what: String, in array: JSON) {
        var places: [String: Int] = [:]
        for element in array.array ?? [] {
            guard let value = element[key], let word = value.string else { continue }
            guard let first = places[word] else {
                places[word] = value.offset
                continue
            }
            let (line, column) = file.place(of: first)
            error(
                at: value.offset, "the \(what) \"\(shortened(word, 64))\" is there already, at \(line):\(column)",
                instead: "give it another name")
        }
    }

    /// Whether an error was noted since there were `count` diagnostics.
    func hasErrors(since count: Int) -> Bool { diagnostics[count...].contains { $0.severity == .error } }
}
