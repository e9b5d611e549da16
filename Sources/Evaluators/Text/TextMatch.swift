import Core

/// How two texts are compared.
enum TextMatch: String, CaseIterable, Sendable {
    /// Byte for byte.
    case exact
    /// White space, typographic quotes and dashes do not matter.
    case normal
    /// Nor do case, and quotes, emphasis and punctuation around the text.
    case loose

    /// The field under which every evaluator of texts declares it.
    static func read(_ fields: inout Fields, default value: TextMatch = .normal) -> TextMatch {
        fields.field(
            "match", .choice, default: value, shown: .string(value.rawValue),
            "exact: byte for byte; normal: white space and typographic quotes do not matter; loose: nor do case and decoration."
        )
    }

    /// The text in the form in which it is compared.
    func form(_ text: String) -> String {
        switch self {
        case .exact: text
        case .normal: plainSpelling(text)
        case .loose: String(decoding: undecorated(plainSpelling(text, lowercase: true)[...]), as: UTF8.self)
        }
    }

    /// The text with each line in the form in which it is compared; nothing but a line feed ends a line.
    func formOfLines(_ text: String) -> String {
        guard self != .exact else { return text }
        var text = text
        return text.withUTF8 { bytes in
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count)
            var lower = LowercaseMemory()
            var start = 0
            while true {
                var end = start
                while end < bytes.count, bytes[end] != 10 { end += 1 }
                let begin = out.count
                appendPlainSpelling(
                    UnsafeBufferPointer(rebasing: bytes[start..<end]), lowercase: self == .loose, &lower, to: &out)
                if self == .loose {
                    let core = out[begin...].inner(
                        leading: { leadingDecoration[Int($0)] }, trailing: { trailingDecoration[Int($0)] })
                    out.removeSubrange(core.upperBound...)
                    out.removeSubrange(begin..<core.lowerBound)
                }
                guard end < bytes.count else { return String(decoding: out, as: UTF8.self) }
                out.append(10)
                start = end + 1
            }
        }
    }

    /// Whether two forms are the same text: canonically equivalent ones are (a composed é and one made of two scalars),
    /// unless it is to be exact.
    func isSame(_ form: String, _ other: String) -> Bool {
        self == .exact ? form.utf8.elementsEqual(other.utf8) : form == other
    }

    /// The text in the form in which others are looked for within it: nothing is taken off its ends.
    func searchForm(_ text: String) -> [UInt8] {
        switch self {
        case .exact: Array(text.utf8)
        case .normal: plainSpelling(text, lowercase: false)
        case .loose: plainSpelling(text, lowercase: true)
        }
    }
}

/// The text with runs of white space as one space and none at the ends, typographic quotes and dashes as ASCII has
/// them, and without characters that are not seen.
func plainSpelling(_ text: String) -> String { String(decoding: plainSpelling(text, lowercase: false), as: UTF8.self) }

/// As the other one, as UTF-8 and perhaps in lower case: what a long answer needs.
func plainSpelling(_ text: String, lowercase: Bool) -> [UInt8] {
    var text = text
    return text.withUTF8 { bytes in
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var lower = LowercaseMemory()
        appendPlainSpelling(bytes, lowercase: lowercase, &lower, to: &out)
        return out
    }
}

private func appendPlainSpelling(
    _ bytes: UnsafeBufferPointer<UInt8>, lowercase: Bool, _ lower: inout LowercaseMemory, to out: inout [UInt8]
) {
    let start = out.count
    var spaceWaits = false
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        let scalar = byte < 0x80 ? Unicode.Scalar(byte) : bytes.scalar(at: index, length: length)
        defer { index += length }
        if scalar.isWhiteSpace {
            spaceWaits = out.count > start
            continue
        }
        if scalar.isUnseen { continue }
        if spaceWaits { out.append(32) }
        spaceWaits = false
        if byte < 0x80 {
            out.append(lowercase ? byte.lowered : byte)
        } else if let plain = scalar.plain {
            plain.withUTF8Buffer { out += $0 }
        } else if lowercase {
            lower.append(scalar, bytes[index..<(index + length)], to: &out)
        } else {
            out += bytes[index..<(index + length)]
        }
    }
}

/// Remembers what letters are in lower case: the standard library takes long to tell, and a text has few of them.
private struct LowercaseMemory {
    /// Empty until the first letter: most texts are short, and ASCII.
    private var known: [(scalar: UInt32, lower: [UInt8])] = []

    mutating func append(_ scalar: Unicode.Scalar, _ bytes: Slice<UnsafeBufferPointer<UInt8>>, to out: inout [UInt8]) {
        // Han, kana, Hangul, pictures and the mark for what is no text have no case.
        switch scalar.value {
        case 0x2E80...0xA63F, 0xAC00...0xFAFF, 0xFFFD, 0x1F000...: return out += bytes
        default: break
        }
        if known.isEmpty { known = Array(repeating: (0, []), count: 256) }
        let slot = Int(scalar.value & 255)
        if known[slot].scalar != scalar.value {
            known[slot] = (scalar.value, Array(scalar.properties.lowercaseMapping.utf8))
        }
        out += known[slot].lower
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The scalar of `length` bytes at `index` of valid UTF-8.
    fileprivate func scalar(at index: Int, length: Int) -> Unicode.Scalar {
        var value = UInt32(self[index]) & (0x7F >> UInt32(length))
        for offset in 1..<length where index + offset < count {
            value = value << 6 | UInt32(self[index + offset] & 0x3F)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}

/// The bytes without quotes, emphasis, full stops and the like around them.
func undecorated(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes[bytes.inner(leading: { leadingDecoration[Int($0)] }, trailing: { trailingDecoration[Int($0)] })]
}

private let leadingDecoration = byteTable(" \t\r\n\"'`*_#([{<")
private let trailingDecoration = byteTable(" \t\r\n\"'`*_)]}>.,;:!?")

/// For each byte whether it stands in the text.
func byteTable(_ text: String) -> [Bool] {
    var table = [Bool](repeating: false, count: 256)
    for byte in text.utf8 { table[Int(byte)] = true }
    return table
}

extension Unicode.Scalar {
    /// White space, the same in every version of Unicode so far.
    /// **Source:** property White_Space of PropList.txt, Unicode 15.
    var isWhiteSpace: Bool {
        switch value {
        case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// A soft hyphen, zero-width space, word joiner or byte order mark.
    var isUnseen: Bool { value == 0xAD || value == 0x200B || value == 0x2060 || value == 0xFEFF }

    /// A character of a script that is written without spaces: Han, kana, fullwidth forms.
    var isIdeograph: Bool {
        switch value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    /// What ASCII has in its place, or nil.
    fileprivate var plain: StaticString? {
        switch value {
        case 0x2018...0x201B, 0x2032: "'"
        case 0x201C...0x201F, 0x2033: "\""
        case 0x2010...0x2015, 0x2212: "-"
        case 0x2026: "..."
        default: nil
        }
    }
}
