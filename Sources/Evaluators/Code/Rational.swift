/// An exact fraction in lowest terms, within 128 bits; what does not fit is nil.
struct Rational: Sendable, Hashable {
    let numerator: Int128
    /// Above 0.
    let denominator: Int128

    static let zero = Rational(0)

    init(_ whole: Int128) { (numerator, denominator) = (whole, 1) }

    /// The fraction, or nil where the divisor is 0 or it does not fit.
    init?(_ numerator: Int128, over denominator: Int128) {
        guard denominator != 0, denominator != .min, numerator != .min else { return nil }
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = Int128(a)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * (numerator / divisor)
        self.denominator = sign * (denominator / divisor)
    }

    /// The number that digits with one point at most spell, or nil where it does not fit.
    init?(digits: ArraySlice<UInt8>) {
        var (value, scale): (Int128, Int128) = (0, 1)
        var isBehindPoint = false
        for byte in digits {
            guard byte != UInt8(ascii: ".") else { isBehindPoint = true; continue }
            guard let next = Rational.times(value, 10), let sum = Rational.plus(next, Int128(byte - 48)) else {
                return nil
            }
            value = sum
            if isBehindPoint {
                guard let more = Rational.times(scale, 10) else { return nil }
                scale = more
            }
        }
        self.init(value, over: scale)
    }

    private static func times(_ a: Int128, _ b: Int128) -> Int128? {
        let (value, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : value
    }

    private static func plus(_ a: Int128, _ b: Int128) -> Int128? {
        let (value, overflow) = a.addingReportingOverflow(b)
        return overflow ? nil : value
    }

    func plus(_ other: Rational) -> Rational? {
        guard let a = Rational.times(numerator, other.denominator),
            let b = Rational.times(other.numerator, denominator),
            let sum = Rational.plus(a, b), let scale = Rational.times(denominator, other.denominator)
        else { return nil }
        return Rational(sum, over: scale)
    }

    func times(_ other: Rational) -> Rational? {
        // Divided crosswise first, so that what fits in the end does not overflow on the way.
        guard let a = Rational(numerator, over: other.denominator),
            let b = Rational(other.numerator, over: denominator),
            let above = Rational.times(a.numerator, b.numerator),
            let below = Rational.times(a.denominator, b.denominator)
        else { return nil }
        return Rational(above, over: below)
    }

    var negated: Rational { Rational(0 - numerator, over: denominator) ?? self }

    /// One over the number; nil for 0.
    var inverse: Rational? { Rational(denominator, over: numerator) }

    /// The greatest whole number that is not greater.
    var floor: Int128 {
        let quotient = numerator / denominator
        return numerator < 0 && numerator % denominator != 0 ? quotient - 1 : quotient
    }

    var isWhole: Bool { denominator == 1 }

    /// The number for people: `7`, `-3/4`.
    var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

    /// Whether the number is less; nil where that does not fit.
    func isLess(than other: Rational) -> Bool? { plus(other.negated).map { $0.numerator < 0 } }
}
