/// A number as it stands in a text: where its digits are. Its value is made when it is asked for, since most numbers
/// of a text are only passed over.
struct WrittenNumber: Sendable {
    var isNegative = false
    /// Where the digits before the point are, perhaps with separators between them.
    var whole: Range<Int>
    /// Where the digits behind the point are; empty where there are none.
    var fraction = 0..<0
    /// The power of ten behind it.
    var exponent = 0
    /// Where the digits of the denominator are; empty where it is no fraction.
    var under = 0..<0
    /// Where the digits of the whole number before a fraction are: `1` in `1 1/2`; empty where there is none.
    var mixed = 0..<0
    /// What a sign such as `¾`, or words, stand for, beside `mixed`.
    var fixed: (above: Int, below: Int)?
    /// Its bytes in the text, sign included, unit not.
    var place: Range<Int>

    /// The value in the text that it was found in.
    func value(in text: ArraySlice<UInt8>) -> NumberValue {
        func digits(_ range: Range<Int>) -> [UInt8] {
            range.isEmpty ? [] : text[range].lazy.filter(\.isDigit).map { $0 - 48 }
        }
        if fixed == nil, under.isEmpty {
            return NumberValue(
                Decimal(isNegative: isNegative, whole: digits(whole), fraction: digits(fraction), exponent: exponent))
        }
        // Longer ones were not taken for fractions.
        let part =
            fixed.flatMap { Fraction(BigInt($0.above), over: BigInt($0.below)) } ?? Fraction(
                BigInt(digits: digits(whole)), over: BigInt(digits: digits(under))) ?? .zero
        let magnitude = part + Fraction(BigInt(digits: digits(mixed)))
        return NumberValue(isNegative ? -magnitude : magnitude)
    }
}

/// The value of a number in an answer or declaration.
struct NumberValue: Sendable {
    /// Beyond this many digits, or powers of ten, a number is compared as it is written alone.
    static let longest = 400

    /// Without loss, where it is a plain decimal; nil for a fraction.
    let decimal: Decimal?
    /// Without loss; nil where it is beyond the limits.
    let rational: Fraction?

    init(_ decimal: Decimal) {
        self.decimal = decimal
        guard decimal.digits.count <= Self.longest, abs(decimal.exponent) <= Self.longest else {
            rational = nil
            return
        }
        let whole = BigInt(digits: decimal.digits)
        let scale = BigInt(10).power(abs(decimal.exponent))
        let magnitude = decimal.exponent < 0 ? Fraction(whole, over: scale) : Fraction(whole * scale)
        rational = decimal.isNegative ? magnitude.map { -$0 } : magnitude
    }

    init(_ rational: Fraction) {
        decimal = nil
        self.rational = rational
    }

    /// The number for people.
    var text: String { decimal?.text ?? rational?.text ?? "" }
}

/// Which sign separates decimals where a number such as `1,234` or `1.234` can be read both ways.
enum DecimalSign: String, CaseIterable, Sendable {
    case point, comma
}
