/// A place in a JSON value: `$.a.b[0]`, `$["odd key"]`, `$.list[-1]` from the end.
/// **Source:** RFC 9535, singular queries only.
package struct JSONPath: Sendable {
    private enum Step: Sendable {
        case key(String)
        case index(Int)
    }

    /// The path as it was written.
    package let source: String
    private let steps: [Step]

    /// The path, or nil where the text is none.
    package init?(_ source: String) {
        self.source = source
        let bytes = Array(source.utf8)
        guard bytes.first == UInt8(ascii: "$") else { return nil }
        var steps: [Step] = []
        var at = 1
        while at < bytes.count {
            guard let (step, end) = JSONPath.step(bytes, at: at) else { return nil }
            steps.append(step)
            at = end
        }
        self.steps = steps
    }

    /// The path of a member of an object of plain name: `$.name`.
    package init(member name: String) {
        source = "$." + name
        steps = [.key(name)]
    }

    /// The value at the place, or nil.
    package func value(in json: JSON) -> JSON? {
        var value = json
        for step in steps {
            let next: JSON? =
                switch step {
                case .key(let key): value[key]
                case .index(let index): value[index < 0 ? (value.array?.count ?? 0) + index : index]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    private static func step(_ bytes: [UInt8], at start: Int) -> (Step, Int)? {
        if bytes[start] == UInt8(ascii: ".") {
            let name = bytes[(start + 1)...].prefix { isNameByte($0) }
            return name.isEmpty ? nil : (.key(String(decoding: name, as: UTF8.self)), name.endIndex)
        }
        guard bytes[start] == UInt8(ascii: "["), start + 1 < bytes.count else { return nil }
        let quote = bytes[start + 1]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let end = bytes[(start + 2)...].firstIndex(of: quote), end + 1 < bytes.count,
                bytes[end + 1] == UInt8(ascii: "]")
            else { return nil }
            return (.key(String(decoding: bytes[(start + 2)..<end], as: UTF8.self)), end + 2)
        }
        guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "]")),
            let index = Int(String(decoding: bytes[(start + 1)..<end], as: UTF8.self)), abs(index) <= 1_000_000
        else { return nil }
        return (.index(index), end + 1)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 95 || byte == 45 || byte >= 0x80
    }

    /// A path in a file, at most 500 characters.
    package static let shape: Shape<JSONPath?> = Shape<String>.text(1...500).map(placeholder: nil) {
        source, json, reading in
        if let path = JSONPath(source) { return path }
        reading.error(
            at: json.offset, "\"\(shortened(source, 60))\" is no path",
            instead: "write one such as \"$.items[0].name\" or \"$['odd key']\"")
        return nil
    }
}
