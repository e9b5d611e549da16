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
    static func read(_ fields: inout Fields) -> TextMatch {
        fields.field(
            "match", .choice, default: .normal, shown: "normal",
            "exact: byte for byte; normal: white space and typographic quotes do not matter; loose: nor do case and decoration."
        )
    }

    /// The text in the form in which it is compared.
    func form(_ text: String) -> String {
        switch self {
        case .exact: text
        case .normal: plainSpelling(text)
        case .loose: String(decoding: undecorated(Array(plainSpelling(text).lowercased().utf8)[...]), as: UTF8.self)
        }
    }

    /// The text in the form in which others are looked for within it: nothing is taken off its ends.
    func searchForm(_ text: String) -> [UInt8] {
        switch self {
        case .exact: Array(text.utf8)
        case .normal: Array(plainSpelling(text).utf8)
        case .loose: Array(plainSpelling(text).lowercased().utf8)
        }
    }
}

/// The text with runs of white space as one space and none at the ends, typographic quotes and dashes as ASCII has
/// them, and without characters that are not seen.
func plainSpelling(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var spaceWaits = false
    for scalar in text.unicodeScalars {
        if scalar.isWhiteSpace {
            spaceWaits = !out.isEmpty
        } else if !scalar.isUnseen {
            if spaceWaits { out.append(" ") }
            spaceWaits = false
            scalar.appendPlain(to: &out)
        }
    }
    return String(out)
}

/// The bytes without quotes, emphasis, full stops and the like around them.
func undecorated(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let leading = Array(" \t\r\n\"'`*_#([{<".utf8)
    let trailing = Array(" \t\r\n\"'`*_)]}>.,;:!?".utf8)
    var rest = bytes
    while let first = rest.first, leading.contains(first) { rest.removeFirst() }
    while let last = rest.last, trailing.contains(last) { rest.removeLast() }
    return rest
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

    fileprivate func appendPlain(to out: inout String.UnicodeScalarView) {
        switch value {
        case 0x2018...0x201B, 0x2032: out.append("'")
        case 0x201C...0x201F, 0x2033: out.append("\"")
        case 0x2010...0x2015, 0x2212: out.append("-")
        case 0x2026: out.append(contentsOf: "...".unicodeScalars)
        default: out.append(self)
        }
    }
}
