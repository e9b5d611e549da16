extension JSON {
    /// The value on one line, members in their order, non-ASCII characters as they are. Reads back equal.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value's UTF-8 bytes on one line.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        write(into: &out, indent: nil, level: 0, sorted: false)
        return out
    }

    /// The value on one line with every object's keys in order of their bytes: what content hashes are made of.
    package var canonical: String {
        var out: [UInt8] = []
        write(into: &out, indent: nil, level: 0, sorted: true)
        return String(decoding: out, as: UTF8.self)
    }

    /// The value indented for people, with a line end after it.
    package var pretty: String {
        var out: [UInt8] = []
        write(into: &out, indent: 2, level: 0, sorted: false)
        out.append(10)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(into out: inout [UInt8], indent: Int?, level: Int, sorted: Bool) {
        switch kind {
        case .null: out += Array("null".utf8)
        case .bool(let value): out += Array((value ? "true" : "false").utf8)
        case .number(let text): out += Array(text.utf8)
        case .string(let value): JSON.quote(value, into: &out)
        case .array(let values):
            guard !values.isEmpty else { out += Array("[]".utf8); return }
            out.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSON.lineBreak(into: &out, indent: indent, level: level + 1)
                value.write(into: &out, indent: indent, level: level + 1, sorted: sorted)
            }
            JSON.lineBreak(into: &out, indent: indent, level: level)
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            guard !members.isEmpty else { out += Array("{}".utf8); return }
            out.append(UInt8(ascii: "{"))
            let ordered =
                sorted ? members.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) } : members
            for (index, member) in ordered.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSON.lineBreak(into: &out, indent: indent, level: level + 1)
                JSON.quote(member.key, into: &out)
                out.append(UInt8(ascii: ":"))
                if indent != nil { out.append(UInt8(ascii: " ")) }
                member.value.write(into: &out, indent: indent, level: level + 1, sorted: sorted)
            }
            JSON.lineBreak(into: &out, indent: indent, level: level)
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func lineBreak(into out: inout [UInt8], indent: Int?, level: Int) {
        guard let indent else { return }
        out.append(10)
        out += [UInt8](repeating: 32, count: indent * level)
    }

    /// Appends a string in double quotes, with the escapes that RFC 8259 asks for and no others.
    package static func quote(_ text: String, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out += [92, 34]
            case UInt8(ascii: "\\"): out += [92, 92]
            case 10: out += [92, 110]
            case 13: out += [92, 114]
            case 9: out += [92, 116]
            case 0..<0x20: out += Array("\\u00".utf8) + Array(Digest.hex([byte]).utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}

extension JSON {
    /// Bytes of a far end as a value: a string where they are UTF-8, else `{"base64": "…"}`.
    package static func blob(_ bytes: [UInt8]) -> JSON {
        String(validating: bytes, as: UTF8.self).map(JSON.string) ?? ["base64": .string(Base64.encode(bytes))]
    }

    /// The bytes of a value that `blob` made, or nil.
    package var blob: [UInt8]? {
        if let string { return Array(string.utf8) }
        return self["base64"]?.string.flatMap(Base64.decode)
    }
}
