internal import Core

/// A piece of markup. What stands in a literal of this program is markup; every string put into it is text and is
/// escaped. There is no way to turn a string that is not a literal into markup.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// The markup so far.
    private(set) var markup: String

    init(stringLiteral value: StaticString) { markup = value.description }

    init(stringInterpolation: Pieces) { markup = stringInterpolation.markup }

    /// Nothing.
    static let empty: HTML = ""

    /// All pieces one after the other.
    static func join(_ pieces: some Sequence<HTML>) -> HTML {
        var all = HTML.empty
        for piece in pieces { all.markup += piece.markup }
        return all
    }

    static func + (a: HTML, b: HTML) -> HTML { join([a, b]) }

    /// Collects the literal parts and the escaped values.
    struct Pieces: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: StaticString) { markup += literal.description }
        /// Markup as it is.
        mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
        /// Text, escaped for content and for attributes in quotes alike.
        mutating func appendInterpolation(_ text: String) { HTML.escape(text, into: &markup) }
        mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }
        mutating func appendInterpolation(_ id: RecordID) { markup += "\(id)" }
        /// A coordinate or length of a drawing, to a tenth.
        mutating func appendInterpolation(at value: Double) { markup += fixed(value, 1) }
    }

    /// Appends text so that a browser shows it and does nothing else with it: what could end the text is escaped, and
    /// characters that are invisible or reorder what is around them are made visible.
    private static func escape(_ text: String, into markup: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: markup += "&amp;"
            case 0x3C: markup += "&lt;"
            case 0x3E: markup += "&gt;"
            case 0x22: markup += "&quot;"
            case 0x27: markup += "&#39;"
            case 0x09, 0x0A: markup.unicodeScalars.append(scalar)
            case 0x0D: markup += "␍"
            case 0x00...0x1F: markup.unicodeScalars.append(scalar.picture)
            case 0x7F: markup += "␡"
            // C1 controls, marks and overrides of direction, invisible spaces and operators, language tags.
            case 0x80...0x9F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
                0xFFF9...0xFFFB, 0xE0000...0xE007F:
                markup += "⟨U+" + String(scalar.value, radix: 16, uppercase: true) + "⟩"
            default: markup.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// The picture of a control character: U+2400 and following.
    fileprivate var picture: Unicode.Scalar { Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}" }
}
