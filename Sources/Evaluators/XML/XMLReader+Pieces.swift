extension XMLReader {
    func starts(_ word: StaticString) -> Bool {
        guard text.endIndex - at >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { wanted in
            for offset in 0..<wanted.count where text[at + offset] != wanted[offset] { return false }
            return true
        }
    }

    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    func isNameStart(_ byte: UInt8) -> Bool { byte.isLetter || byte == 95 || byte == 58 || byte >= 0x80 }

    mutating func skipSpace() -> Bool {
        let start = at
        while let byte = text.byte(at: at), isSpace(byte) { at += 1 }
        return at > start
    }

    /// A name: production [5], for ASCII in full and beyond it by the ranges of [4] and [4a].
    mutating func name() throws(Failure) -> String { String(decoding: text[try namePlace()], as: UTF8.self) }

    /// The place of a name.
    mutating func namePlace() throws(Failure) -> Range<Int> {
        let start = at
        guard let first = text.byte(at: at), isNameStart(first) else { throw failure("a name is expected here") }
        while let byte = text.byte(at: at) {
            if byte >= 0x80 {
                let (scalar, length) = self.scalar()
                guard let scalar, XMLReader.isNameScalar(scalar, first: at == start) else { break }
                at += length
            } else if isNameStart(byte) || byte.isDigit || byte == 45 || byte == 46 {
                at += 1
            } else {
                break
            }
        }
        guard at > start else { throw failure("a name is expected here") }
        return start..<at
    }

    private static func isNameScalar(_ scalar: UInt32, first: Bool) -> Bool {
        switch scalar {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        case 0xB7, 0x300...0x36F, 0x203F...0x2040: !first
        default: false
        }
    }

    /// The scalar at the place and its bytes; nil where they are none.
    private func scalar() -> (UInt32?, Int) {
        var decoder = UTF8()
        var bytes = text[at..<min(at + 4, text.endIndex)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return (nil, 1) }
        return (scalar.value, UTF8.width(scalar))
    }

    /// One character of a text; a line end is one `\n`.
    mutating func character(into out: inout [UInt8]) throws(Failure) {
        let byte = text[at]
        switch byte {
        case 13:
            at += text.byte(at: at + 1) == 10 ? 2 : 1
            out.append(10)
        case 9, 10, 32..<128:
            at += 1
            out.append(byte)
        case 128...:
            let (scalar, length) = self.scalar()
            guard let scalar, scalar != 0xFFFE, scalar != 0xFFFF else {
                throw failure("a character that XML does not have")
            }
            out += text[at..<(at + length)]
            at += length
        default: throw failure("a character that XML does not have")
        }
    }

    /// What `&…;` at the place stands for.
    mutating func reference() throws(Failure) -> String {
        let start = at
        guard let end = text[at..<min(at + 16, text.endIndex)].firstIndex(of: UInt8(ascii: ";")) else {
            throw failure("\"&\" is written &amp;")
        }
        let name = String(decoding: text[(at + 1)..<end], as: UTF8.self)
        at = end + 1
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { throw failure("the entity \(quoted(name)) is not declared", at: start) }
            let digits = name.dropFirst()
            let isHex = digits.hasPrefix("x")
            let number = isHex ? digits.dropFirst() : digits
            guard let first = number.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
                let value = UInt32(number, radix: isHex ? 16 : 10), let scalar = Unicode.Scalar(value),
                value >= 32 || value == 9 || value == 10 || value == 13, value != 0xFFFE, value != 0xFFFF
            else { throw failure("&\(Excerpt(name, limit: 20).text); is no character of XML", at: start) }
            return String(Character(scalar))
        }
    }

    mutating func comment() throws(Failure) {
        let start = at
        at += 4
        var unused: [UInt8] = []
        while at < text.endIndex, !starts("--") {
            try character(into: &unused)
            unused.removeAll(keepingCapacity: true)
        }
        guard starts("-->") else {
            throw at < text.endIndex
                ? failure("\"--\" within a comment") : failure("a comment is never closed", at: start)
        }
        at += 3
    }

    mutating func instruction() throws(Failure) {
        let start = at
        at += 2
        let target = try name()
        guard target.lowercased() != "xml" else {
            throw failure("an XML declaration stands at the very beginning", at: start)
        }
        guard starts("?>") || skipSpace() else { throw failure("white space is expected behind an instruction's name") }
        var unused: [UInt8] = []
        while at < text.endIndex, !starts("?>") {
            try character(into: &unused)
            unused.removeAll(keepingCapacity: true)
        }
        guard at < text.endIndex else { throw failure("an instruction is never closed", at: start) }
        at += 2
    }

    /// `<?xml version="1.0" encoding="…" standalone="…"?>`.
    mutating func declaration() throws(Failure) {
        let start = at
        guard let end = text[at...].prefix(300).firstIndex(of: UInt8(ascii: ">")) else {
            throw failure("the XML declaration is never closed", at: start)
        }
        let content = String(decoding: text[(at + 5)..<(end + 1)], as: UTF8.self)
        let allowed = [("version", #"1\.[0-9]+"#), ("encoding", #"[A-Za-z][A-Za-z0-9._-]*"#), ("standalone", "yes|no")]
        let form =
            allowed.enumerated().map { index, part in
                let value = #"[ \t\r\n]+\#(part.0)[ \t\r\n]*=[ \t\r\n]*(?:"(?:\#(part.1))"|'(?:\#(part.1))')"#
                return index == 0 ? value : "(?:\(value))?"
            }.joined() + #"[ \t\r\n]*\?>"#
        do {
            guard case .match = try Pattern(form, extent: .whole).search(Array(content.utf8)[...]) else {
                throw failure("the XML declaration is written <?xml version=\"1.0\" encoding=\"UTF-8\"?>", at: start)
            }
        } catch let error as Failure {
            throw error
        } catch {
            throw failure("the XML declaration cannot be read", at: start)
        }
        at = end + 1
    }

    /// `<!DOCTYPE name …>` without declarations of its own.
    mutating func documentType() throws(Failure) {
        let start = at
        at += 9
        guard skipSpace() else { throw failure("white space is expected behind <!DOCTYPE") }
        _ = try name()
        var quote: UInt8?
        while let byte = text.byte(at: at) {
            at += 1
            if let mark = quote {
                if byte == mark { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "<") {
                throw failure("a document type with declarations of its own is not read", at: start)
            } else if byte == UInt8(ascii: ">") {
                return
            }
        }
        throw failure("a document type is never closed", at: start)
    }
}
