/// A pattern as JavaScript reads it, said in the words of PCRE2.
///
/// What differs is written out: `.` stops at every line end of JavaScript, `\s` is its white space, `\v` one character,
/// `[` within a class itself, `\p{Letter}` a long name, and two `\u` halves of a pair are one character. The rest PCRE2
/// does by options: ASCII classes, `$` at the very end only, `\u{…}`, `[]` and `[^]`.
/// **Source:** ECMA-262, section 22.2, flag u; pcre2pattern(3).
struct ECMAPattern {
    private let source: [Unicode.Scalar]
    private var at = 0
    private var out = String.UnicodeScalarView()

    private init(_ source: String) { self.source = Array(source.unicodeScalars) }

    /// The pattern in PCRE2's syntax.
    static func translated(_ source: String) -> String {
        var pattern = ECMAPattern(source)
        pattern.translate()
        return String(pattern.out)
    }

    private static let whiteSpace =
        #"\t\n\x0b\f\r \xa0\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}"#
    private static let lineEnds = #"\n\r\u{2028}\u{2029}"#

    private mutating func translate() {
        var isInClass = false
        while at < source.count {
            let scalar = source[at]
            switch scalar {
            case "\\": escape(isInClass: isInClass); continue
            case ".": isInClass ? out.append(scalar) : write("[^\(ECMAPattern.lineEnds)]")
            case "[" where isInClass: write("\\[")
            case "[":
                isInClass = true
                out.append(scalar)
            case "]":
                isInClass = false
                out.append(scalar)
            default: out.append(scalar)
            }
            at += 1
        }
    }

    private mutating func write(_ text: String) { out.append(contentsOf: text.unicodeScalars) }

    /// The escape at `at`, and past it.
    private mutating func escape(isInClass: Bool) {
        guard at + 1 < source.count else {
            out.append(source[at])
            at += 1
            return
        }
        let letter = source[at + 1]
        switch letter {
        case "s": write(isInClass ? ECMAPattern.whiteSpace : "[\(ECMAPattern.whiteSpace)]")
        case "S" where !isInClass: write("[^\(ECMAPattern.whiteSpace)]")
        case "v": write("\\x0b")
        case "p", "P":
            if let end = property(letter) { at = end; return }
            write("\\\(letter)")
        case "u":
            if let pair = surrogatePair() {
                write("\\u{\(String(pair, radix: 16))}")
                at += 12
                return
            }
            write("\\u")
        default:
            out.append("\\")
            out.append(letter)
        }
        at += 2
    }

    /// Writes `\p{Letter}` and `\p{Script=Greek}` by their short names; gives where it ends, or nil where it is none.
    private mutating func property(_ letter: Unicode.Scalar) -> Int? {
        guard at + 2 < source.count, source[at + 2] == "{", let end = source[at...].firstIndex(of: "}") else {
            return nil
        }
        var name = String(String.UnicodeScalarView(source[(at + 3)..<end]))
        for prefix in ["General_Category=", "gc=", "Script=", "sc=", "Script_Extensions=", "scx="]
        where name.hasPrefix(prefix) { name = String(name.dropFirst(prefix.count)) }
        write("\\\(letter){\(ECMAPattern.categories[name] ?? name)}")
        return end + 1
    }

    /// The character that `\ud83d\udc32` at `at` stands for, or nil.
    private func surrogatePair() -> UInt32? {
        guard let high = hex(at), (0xD800...0xDBFF).contains(high), let low = hex(at + 6),
            (0xDC00...0xDFFF).contains(low)
        else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private func hex(_ start: Int) -> UInt32? {
        guard start + 6 <= source.count, source[start] == "\\", source[start + 1] == "u" else { return nil }
        return UInt32(String(String.UnicodeScalarView(source[(start + 2)..<(start + 6)])), radix: 16)
    }

    private static let categories: [String: String] = [
        "Letter": "L", "Cased_Letter": "L&", "LC": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
        "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
        "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
        "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S",
        "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
        "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
        "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
    ]
}
