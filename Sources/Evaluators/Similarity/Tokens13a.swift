/// The tokens of mteval-v13a, which BLEU is reported with.
///
/// **Source:** sacrebleu 2.6.0, `tokenizer_13a.py` and `tokenizer_re.py`; white space at the end is dropped first, as
/// `bleu.py` does. The rules are about ASCII alone, so that they hold for bytes as for characters.
func tokens13a(_ text: String) -> Tokens {
    var bytes = Array(text.utf8)
    trimPythonSpaceAtEnd(&bytes)
    bytes = replacing("<skipped>", with: "", in: bytes)
    bytes = replacing("-\n", with: "", in: bytes)
    bytes = replacing("\n", with: " ", in: bytes)
    if bytes.contains(UInt8(ascii: "&")) {
        for (entity, mark) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
            bytes = replacing(entity, with: mark, in: bytes)
        }
    }
    bytes = [32] + bytes + [32]
    return pythonSplit(splitDashes(splitBeforeNoDigit(splitAfterNoDigit(splitMarks(bytes)))))
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
    guard bytes.contains(needle[0]) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        var same = 0
        while same < needle.count, index + same < bytes.count, bytes[index + same] == needle[same] { same += 1 }
        if same == needle.count {
            out += mark
            index += needle.count
        } else {
            out.append(bytes[index])
            index += 1
        }
    }
    return out
}

extension [UInt8] {
    /// Appends a byte between two blanks.
    fileprivate mutating func appendApart(_ byte: UInt8) {
        append(32)
        append(byte)
        append(32)
    }
}

/// Sets the marks apart that are tokens wherever they stand: all of ASCII but `'`, `,`, `-` and `.`.
private func splitMarks(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 4)
    for byte in bytes {
        switch byte {
        case 0x21...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E:
            out.appendApart(byte)
        default: out.append(byte)
        }
    }
    return out
}

private func isPointOrComma(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }

/// Sets points and commas apart that follow what is no digit.
private func splitAfterNoDigit(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    while index < bytes.count {
        out.append(bytes[index])
        if !bytes[index].isDigit, index + 1 < bytes.count, isPointOrComma(bytes[index + 1]) {
            out.appendApart(bytes[index + 1])
            index += 1
        }
        index += 1
    }
    return out
}

/// Sets points and commas apart that stand before what is no digit.
private func splitBeforeNoDigit(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    while index < bytes.count {
        if isPointOrComma(bytes[index]), index + 1 < bytes.count, !bytes[index + 1].isDigit {
            out.appendApart(bytes[index])
            out.append(bytes[index + 1])
            index += 2
        } else {
            out.append(bytes[index])
            index += 1
        }
    }
    return out
}

/// Sets a dash apart that follows a digit.
private func splitDashes(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    while index < bytes.count {
        out.append(bytes[index])
        if bytes[index].isDigit, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
            out.appendApart(bytes[index + 1])
            index += 1
        }
        index += 1
    }
    return out
}
