/// The tokens of mteval-v13a, which BLEU is reported with.
///
/// **Source:** sacrebleu 2.6.0, `tokenizer_13a.py` and `tokenizer_re.py`; white space at the end is dropped first, as
/// `bleu.py` does. The rules are about ASCII alone, so that they hold for bytes as for characters.
func tokens13a(_ text: String) -> Tokens {
    var bytes = Array(text.utf8)
    trimPythonSpaceAtEnd(&bytes)
    bytes = replacing("<skipped>", with: "", in: bytes)
    bytes = replacing("-\n", with: "", in: bytes)
    if bytes.contains(UInt8(ascii: "&")) {
        for (entity, mark) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
            bytes = replacing(entity, with: mark, in: bytes)
        }
    }
    blankWideSpace(&bytes)
    var cutter = Cutter13a(bytes.count)
    cutter.take(32)
    bytes.withUnsafeBufferPointer { cutter.take(all: $0) }
    cutter.take(32)
    return cutter.tokens()
}

/// Puts a blank in the place of the first byte of white space beyond ASCII, and of the others: to the rules all of it is
/// alike.
private func blankWideSpace(_ bytes: inout [UInt8]) {
    for index in bytes.indices where bytes[index] >= 0xC2 {
        let length = pythonSpaceLength(bytes, at: index)
        for place in index..<(index + length) { bytes[place] = 32 }
    }
}

private func trimPythonSpaceAtEnd(_ bytes: inout [UInt8]) {
    while !bytes.isEmpty {
        var start = bytes.count - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        guard pythonSpaceLength(bytes, at: start) == bytes.count - start else { return }
        bytes.removeSubrange(start...)
    }
}

/// The bytes with each occurrence replaced, from the left, none overlapping another.
private func replacing(_ needle: String, with mark: String, in bytes: [UInt8]) -> [UInt8] {
    let (needle, mark) = (Array(needle.utf8), Array(mark.utf8))
    var out: [UInt8] = []
    var kept = 0
    bytes.withUnsafeBufferPointer { bytes in
        var index = 0
        while index + needle.count <= bytes.count {
            guard bytes[index] == needle[0], bytes[index + 1] == needle[1],
                needle.indices.allSatisfy({ bytes[index + $0] == needle[$0] })
            else {
                index += 1
                continue
            }
            out += bytes[kept..<index]
            out += mark
            index += needle.count
            kept = index
        }
    }
    return kept == 0 ? bytes : out + bytes[kept...]
}

/// Cuts tokens in one pass: each rule sees what the one before it lets through.
private struct Cutter13a {
    private var made: Tokens
    private var start = 0
    /// The byte before for the second rule, unless that has used it up.
    private var before: UInt8?
    /// A point or comma that waits for what stands behind it.
    private var waiting: UInt8?
    /// Whether the byte before is a digit to the last rule.
    private var followsDigit = false

    /// A cutter of so many bytes.
    init(_ count: Int) {
        made = Tokens(bytes: [])
        made.bytes.reserveCapacity(count)
        // Room for a token at each byte: what is not used is never touched.
        made.places.reserveCapacity(count)
    }

    /// Takes all bytes; of a row that no rule is about the first decides, and the others are copied.
    mutating func take(all bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            take(bytes[index])
            index += 1
            guard isPlain[Int(bytes[index - 1])] else { continue }
            let begin = index
            while index < bytes.count, isPlain[Int(bytes[index])] { index += 1 }
            made.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[begin..<index]))
        }
    }

    /// Sets the marks apart that are tokens wherever they stand: all of ASCII but `'`, `,`, `-` and `.`.
    mutating func take(_ byte: UInt8) {
        switch byte {
        case 0x21...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E:
            addToken(byte)
            before = 32
        default: afterNoDigit(byte)
        }
    }

    /// The tokens of all bytes that were taken, a blank at last.
    func tokens() -> Tokens { made }

    /// Sets points and commas apart that follow what is no digit.
    private mutating func afterNoDigit(_ byte: UInt8) {
        if isPointOrComma(byte), let known = before, !known.isDigit {
            before = nil
            addToken(byte)
        } else {
            before = byte
            beforeNoDigit(byte)
        }
    }

    /// Sets points and commas apart that stand before what is no digit.
    private mutating func beforeNoDigit(_ byte: UInt8) {
        if let known = waiting {
            waiting = nil
            guard byte.isDigit else {
                add(32)
                add(known)
                add(32)
                followsDigit = false
                return dash(byte)
            }
            dash(known)
        }
        if isPointOrComma(byte) { waiting = byte } else { dash(byte) }
    }

    /// Sets a dash apart that follows a digit.
    private mutating func dash(_ byte: UInt8) {
        if followsDigit, byte == UInt8(ascii: "-") {
            add(32)
            add(byte)
            add(32)
            followsDigit = false
        } else {
            add(byte)
            followsDigit = byte.isDigit
        }
    }

    /// Adds a byte with blanks around it, after what waits for what follows.
    private mutating func addToken(_ byte: UInt8) {
        add(32)
        if let known = waiting {
            waiting = nil
            add(known)
            add(32)
        }
        add(byte)
        add(32)
        followsDigit = false
    }

    private mutating func add(_ byte: UInt8) {
        if byte <= 32, byte == 32 || (9...13).contains(byte) || (0x1C...0x1F).contains(byte) {
            if made.bytes.count > start { made.places.append(start..<made.bytes.count) }
            start = made.bytes.count
        } else {
            made.bytes.append(byte)
        }
    }
}

/// For each byte whether no rule is about it: letters, and what is not ASCII.
private let isPlain = (0..<256).map { UInt8($0).isLetter || $0 >= 0x80 }

private func isPointOrComma(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }
