/// A fraction of whole numbers without loss, in lowest terms. Callers bound its size.
struct Fraction: Hashable, Sendable {
    let numerator: BigInt
    /// At least 1.
    let denominator: BigInt

    static let zero = Fraction(0)
    static let one = Fraction(1)

    init(_ value: Int) { (numerator, denominator) = (BigInt(value), .one) }

    init(_ value: BigInt) { (numerator, denominator) = (value, .one) }

    /// A fraction, or nil where the denominator is zero.
    init?(_ numerator: BigInt, over denominator: BigInt) {
        guard !denominator.isZero else { return nil }
        let divisor = BigInt.gcd(numerator, denominator)
        let (above, below) =
            divisor.isOne
            ? (numerator, denominator)
            : (numerator.divided(by: divisor).quotient, denominator.divided(by: divisor).quotient)
        (self.numerator, self.denominator) = below.isNegative ? (-above, -below) : (above, below)
    }

    private init(unchecked numerator: BigInt, _ denominator: BigInt) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    var isZero: Bool { numerator.isZero }
    var isNegative: Bool { numerator.isNegative }
    var isWhole: Bool { denominator.isOne }
    var magnitude: Fraction { Fraction(unchecked: numerator.magnitude, denominator) }
    /// Bits of the longer of the two.
    var bitWidth: Int { max(numerator.bitWidth, denominator.bitWidth) }
    /// One over this, or nil for zero.
    var inverse: Fraction? { Fraction(denominator, over: numerator) }

    /// The greatest whole number that is not greater.
    var floor: BigInt {
        let (quotient, remainder) = numerator.divided(by: denominator)
        return remainder.isNegative ? quotient - .one : quotient
    }

    static prefix func - (a: Fraction) -> Fraction { Fraction(unchecked: -a.numerator, a.denominator) }

    static func + (a: Fraction, b: Fraction) -> Fraction {
        if a.isWhole, b.isWhole { return Fraction(a.numerator + b.numerator) }
        return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
    }

    static func - (a: Fraction, b: Fraction) -> Fraction { a + -b }

    static func * (a: Fraction, b: Fraction) -> Fraction {
        if a.isWhole, b.isWhole { return Fraction(a.numerator * b.numerator) }
        return reduced(a.numerator * b.numerator, a.denominator * b.denominator)
    }

    /// The quotient, or nil where the divisor is zero.
    func divided(by other: Fraction) -> Fraction? { other.inverse.map { self * $0 } }

    /// This number to a whole power; nil for zero to a negative one.
    func power(_ exponent: Int) -> Fraction? {
        if exponent < 0 { return inverse?.power(-exponent) }
        return Fraction(unchecked: numerator.power(exponent), denominator.power(exponent))
    }

    private static func reduced(_ numerator: BigInt, _ denominator: BigInt) -> Fraction {
        // Denominators are never zero here.
        Fraction(numerator, over: denominator) ?? .zero
    }
}

extension Fraction: Comparable {
    static func < (a: Fraction, b: Fraction) -> Bool {
        a.numerator * b.denominator < b.numerator * a.denominator
    }
}

extension Fraction {
    /// Rounded half away from zero to a whole number times 10 to the power of minus `decimals`.
    func rounded(decimals: Int) -> Fraction {
        let scale = BigInt(10).power(abs(decimals))
        let scaled = decimals >= 0 ? self * Fraction(scale) : Fraction(numerator, over: denominator * scale) ?? .zero
        let twice = scaled.numerator.magnitude * BigInt(2) + scaled.denominator
        let whole = twice.divided(by: scaled.denominator * BigInt(2)).quotient
        let signed = Fraction(isNegative ? -whole : whole)
        return decimals >= 0 ? signed.divided(by: Fraction(scale)) ?? .zero : signed * Fraction(scale)
    }

    /// Rounded half away from zero to so many significant digits, at least 1.
    func rounded(significant: Int) -> Fraction {
        guard !isZero else { return self }
        // The digit count of the quotient is off by at most one.
        var point = numerator.magnitude.description.utf8.count - denominator.description.utf8.count
        if magnitude < (Fraction(10).power(point) ?? .one) { point -= 1 }
        return rounded(decimals: significant - 1 - point)
    }

    /// The number for people: plain where it ends, else a fraction; at most 120 characters.
    var text: String {
        if isWhole { return shortNumber(numerator.description) }
        let digits = decimalPlaces
        guard let digits, digits <= 30 else {
            return shortNumber(numerator.description) + "/" + shortNumber(denominator.description)
        }
        let scaled = (self * Fraction(BigInt(10).power(digits))).numerator.magnitude.description
        let padded = String(repeating: "0", count: max(0, digits + 1 - scaled.utf8.count)) + scaled
        return (isNegative ? "-" : "") + shortNumber(String(padded.dropLast(digits))) + "." + padded.suffix(digits)
    }

    /// Digits after the point, or nil where they do not end within thirty.
    private var decimalPlaces: Int? {
        guard denominator.bitWidth <= 110 else { return nil }
        return (1...30).first { BigInt(10).power($0).divided(by: denominator).remainder.isZero }
    }
}

private func shortNumber(_ digits: String) -> String {
    digits.utf8.count <= 60 ? digits : digits.prefix(60) + "…"
}
