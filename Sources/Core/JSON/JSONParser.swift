/// A parser of RFC 8259 that keeps the place of every value, for what people write and for what far ends send.
///
/// Total: any bytes give a value or an error, in linear time, nested at most `maximumDepth` levels.
package struct JSONParser {
    /// Where and why the text is not JSON.
    package struct Failure: Error, Equatable, Sendable {
        /// Byte offset of the fault.
        package var offset: Int
        /// What is wrong there, in a few words.
        package var problem: String
    }

    /// A key that an object has more than once.
    package struct Duplicate: Equatable, Sendable {
        package var key: String
        /// Byte offset of the repeated key.
        package var offset: Int

        package init(key: String, offset: Int) {
            self.key = key
            self.offset = offset
        }
    }

    /// How deep arrays and objects may nest.
    package static let maximumDepth = 128

    private let bytes: ArraySlice<UInt8>
    private let end: Int
    private var at: Int
    private var depth = 0
    private(set) var duplicates: [Duplicate] = []

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        end = bytes.endIndex
        at = bytes.startIndex
    }

    /// The value of a whole text, or why it is none.
    package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSON { try parse(bytes[...]) }

    /// The value of a piece of a text, or why it is none; offsets count from the beginning of the piece.
    package static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> JSON {
        var parser = JSONParser(bytes)
        return try parser.whole()
    }

    /// The value of a whole text, or why it is none.
    package static func parse(_ text: String) throws(Failure) -> JSON { try parse(Array(text.utf8)) }

    /// The value of a whole text with the keys that repeat within one object, or why it is none.
    package static func parseNotingDuplicates(_ bytes: [UInt8]) throws(Failure) -> (
        value: JSON, duplicates: [Duplicate]
    ) {
        var parser = JSONParser(bytes[...])
        return (try parser.whole(), parser.duplicates)
    }

    private mutating func whole() throws(Failure) -> JSON {
        if bytes.first == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at += 3 }
        let value = try value()
        space()
        guard at == end else { throw failure("text after the end of the value") }
        return value
    }

    private func failure(_ problem: String) -> Failure { failure(problem, at: at) }
    /// A failure at a place of `bytes`.
    private func failure(_ problem: String, at place: Int) -> Failure {
        Failure(offset: offset(place), problem: problem)
    }
    private func offset(_ place: Int) -> Int { place - bytes.startIndex }

    private mutating func space() {
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
            at += 1
        }
    }

    private mutating func value() throws(Failure) -> JSON {
        space()
        guard at < end else { throw failure("the text ends where a value is expected") }
        let start = at
        switch bytes[at] {
        case UInt8(ascii: "{"): return JSON(.object(try object()), offset: offset(start))
        case UInt8(ascii: "["): return JSON(.array(try array()), offset: offset(start))
        case UInt8(ascii: "\""): return JSON(.string(try string()), offset: offset(start))
        case UInt8(ascii: "t"): try word("true"); return JSON(.bool(true), offset: offset(start))
        case UInt8(ascii: "f"): try word("false"); return JSON(.bool(false), offset: offset(start))
        case UInt8(ascii: "n"): try word("null"); return JSON(.null, offset: offset(start))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSON(.number(try number()), offset: offset(start))
        case UInt8(ascii: "'"): throw failure("strings are written in double quotes")
        case UInt8(ascii: "/"): throw failure("JSON has no comments; write a \"//\" key instead")
        default: throw failure("a value is expected here")
        }
    }

    private mutating func word(_ text: StaticString) throws(Failure) {
        let start = at
        let matches = text.withUTF8Buffer { word in
            end - at >= word.count && word.elementsEqual(bytes[at..<at + word.count])
        }
        guard matches else { throw failure("a value is expected here") }
        at += text.utf8CodeUnitCount
        if at < end, isWordByte(bytes[at]) { throw failure("a value is expected here", at: start) }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 95
    }

    private mutating func digits() -> Int {
        let start = at
        while at < end, (48...57).contains(bytes[at]) { at += 1 }
        return at - start
    }

    private mutating func number() throws(Failure) -> String {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        let whole = at
        guard digits() > 0 else { throw failure("a digit is expected here") }
        if bytes[whole] == UInt8(ascii: "0"), at - whole > 1 {
            throw failure("a number has no leading zero", at: whole)
        }
        if at < end, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { throw failure("a digit is expected after the point") }
        }
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw failure("a digit is expected in the exponent") }
        }
        if at < end, isWordByte(bytes[at]) {
            throw failure("a number ends here; what follows does not belong to it")
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func array() throws(Failure) -> [JSON] {
        try enter()
        defer { depth -= 1 }
        var values: [JSON] = []
        space()
        if at < end, bytes[at] == UInt8(ascii: "]") { at += 1; return values }
        while true {
            values.append(try value())
            space()
            guard at < end else { throw failure("the text ends inside an array") }
            if bytes[at] == UInt8(ascii: "]") { at += 1; return values }
            guard bytes[at] == UInt8(ascii: ",") else { throw failure("\",\" or \"]\" is expected here") }
            let comma = at
            at += 1
            space()
            if at < end, bytes[at] == UInt8(ascii: "]") { throw failure("trailing comma", at: comma) }
        }
    }

    private mutating func object() throws(Failure) -> [JSON.Member] {
        try enter()
        defer { depth -= 1 }
        var members: [JSON.Member] = []
        var keys = Set<String>()
        space()
        if at < end, bytes[at] == UInt8(ascii: "}") { at += 1; return members }
        while true {
            space()
            guard at < end else { throw failure("the text ends inside an object") }
            guard bytes[at] == UInt8(ascii: "\"") else {
                throw failure(
                    bytes[at] == UInt8(ascii: "/")
                        ? "JSON has no comments; write a \"//\" key instead" : "a key in double quotes is expected here"
                )
            }
            let keyOffset = at
            let key = try string()
            // Most objects are small: looking through their keys costs less than a set of them.
            if members.count == 8 { keys = Set(members.map(\.key)) }
            let isThere = members.count < 8 ? members.contains { $0.key == key } : !keys.insert(key).inserted
            if isThere { duplicates.append(Duplicate(key: key, offset: offset(keyOffset))) }
            space()
            guard at < end, bytes[at] == UInt8(ascii: ":") else {
                throw failure("\":\" is expected after the key")
            }
            at += 1
            members.append(JSON.Member(key: key, keyOffset: offset(keyOffset), value: try value()))
            space()
            guard at < end else { throw failure("the text ends inside an object") }
            if bytes[at] == UInt8(ascii: "}") { at += 1; return members }
            guard bytes[at] == UInt8(ascii: ",") else { throw failure("\",\" or \"}\" is expected here") }
            let comma = at
            at += 1
            space()
            if at < end, bytes[at] == UInt8(ascii: "}") { throw failure("trailing comma", at: comma) }
        }
    }

    private mutating func enter() throws(Failure) {
        depth += 1
        if depth > Self.maximumDepth { throw failure("nested deeper than \(Self.maximumDepth) levels") }
        at += 1
    }

    private mutating func string() throws(Failure) -> String {
        let start = at
        at += 1
        let content = at
        while at < end, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 {
            at += 1
        }
        guard at < end else { throw failure("a string is not closed", at: start) }
        if bytes[at] == UInt8(ascii: "\"") {
            let end = at
            at += 1
            return try text(bytes[content..<end], from: content)
        }
        var plain = Array(bytes[content..<at])
        while true {
            guard at < end else { throw failure("a string is not closed", at: start) }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { at += 1; break }
            if byte < 0x20 { throw failure("a control character in a string is written as \\n, \\t or \\u00XX") }
            if byte == UInt8(ascii: "\\") { try escape(into: &plain) } else { plain.append(byte); at += 1 }
        }
        return try text(plain[...], from: content)
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(Failure) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw failure("not valid UTF-8", at: start + (invalidUTF8Offset(bytes[start...]) ?? 0))
        }
        return text
    }

    private mutating func escape(into plain: inout [UInt8]) throws(Failure) {
        let start = at
        at += 1
        guard at < end else { throw failure("a string is not closed", at: start) }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "b"): plain.append(8)
        case UInt8(ascii: "f"): plain.append(12)
        case UInt8(ascii: "n"): plain.append(10)
        case UInt8(ascii: "r"): plain.append(13)
        case UInt8(ascii: "t"): plain.append(9)
        case UInt8(ascii: "u"):
            var code = UInt32(try hex4(start))
            if (0xD800...0xDBFF).contains(code), at + 1 < end, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                let before = at
                at += 2
                let low = UInt32(try hex4(before))
                if (0xDC00...0xDFFF).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    at = before
                }
            }
            // A lone surrogate stands for nothing; far ends that cut a pair in two send it all the same.
            plain += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
        default: throw failure("\\ is followed by one of \" \\ / b f n r t u", at: start)
        }
    }

    private mutating func hex4(_ start: Int) throws(Failure) -> UInt16 {
        guard at + 4 <= end,
            bytes[at..<at + 4].allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 0x20) }),
            let code = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw failure("\\u is followed by four hexadecimal digits", at: start) }
        at += 4
        return code
    }
}

/// The offset of the first byte that does not belong to valid UTF-8, or nil when all do.
package func invalidUTF8Offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    var decoder = UTF8()
    var iterator = CountingIterator(base: bytes.makeIterator())
    while true {
        let before = iterator.count
        switch decoder.decode(&iterator) {
        case .scalarValue: continue
        case .emptyInput: return nil
        case .error: return before
        }
    }
}

private struct CountingIterator: IteratorProtocol {
    var base: ArraySlice<UInt8>.Iterator
    var count = 0
    mutating func next() -> UInt8? {
        count += 1
        return base.next()
    }
}
