/// A number with 224 bits behind the point: numeric evaluation that is the same on every machine.
struct FixedPoint: Sendable {
    /// Bits behind the point.
    static let places = 224
    /// Most bits before the point; what is larger has no value.
    static let mostBits = 256

    /// The value times 2 to the power of `places`.
    let raw: BigInt

    init(raw: BigInt) { self.raw = raw }

    init(_ value: Fraction) {
        raw = value.numerator.shiftedLeft(Self.places).divided(by: value.denominator).quotient
    }

    init(_ value: Int) { self.init(Fraction(value)) }

    var isZero: Bool { raw.isZero }
    var isNegative: Bool { raw.isNegative }
    var magnitude: FixedPoint { FixedPoint(raw: raw.magnitude) }
    /// Whether it is within the limits.
    var isBounded: Bool { raw.bitWidth <= Self.places + Self.mostBits }

    static prefix func - (a: FixedPoint) -> FixedPoint { FixedPoint(raw: -a.raw) }
    static func + (a: FixedPoint, b: FixedPoint) -> FixedPoint { FixedPoint(raw: a.raw + b.raw) }
    static func - (a: FixedPoint, b: FixedPoint) -> FixedPoint { FixedPoint(raw: a.raw - b.raw) }
    static func * (a: FixedPoint, b: FixedPoint) -> FixedPoint {
        FixedPoint(raw: (a.raw * b.raw).shiftedRight(places))
    }

    /// Divided by a small whole number.
    func over(_ divisor: Int) -> FixedPoint { FixedPoint(raw: raw.divided(by: BigInt(divisor)).quotient) }

    /// The quotient; nil where the divisor is nearly zero, so that rounding alone would make the result.
    func divided(by other: FixedPoint) -> FixedPoint? {
        guard other.raw.bitWidth > Self.places - 100 else { return nil }
        return FixedPoint(raw: raw.shiftedLeft(Self.places).divided(by: other.raw).quotient)
    }

    /// The square root of what is not negative.
    var squareRoot: FixedPoint { FixedPoint(raw: raw.shiftedLeft(Self.places).squareRoot) }

    /// **Source:** Machin, 1706: π = 16 arctan 1/5 − 4 arctan 1/239.
    static let pi = FixedPoint(raw: (inverseTangent(5).raw * BigInt(16)) - (inverseTangent(239).raw * BigInt(4)))
    static let logarithmOfTwo = FixedPoint(1).over(3).doubleInverseHyperbolicTangent
    static let e = FixedPoint(1).exponential ?? FixedPoint(3)

    private static func inverseTangent(_ inverse: Int) -> FixedPoint {
        var power = FixedPoint(1).over(inverse)
        var sum = power
        for term in 1..<200 where !power.isZero {
            power = power.over(inverse * inverse)
            let part = power.over(2 * term + 1)
            sum = term % 2 == 1 ? sum - part : sum + part
        }
        return sum
    }

    /// 2 artanh of what lies within ±1/3.
    private var doubleInverseHyperbolicTangent: FixedPoint {
        let square = self * self
        var power = self
        var sum = self
        for term in 1..<200 {
            power = power * square
            if power.isZero { break }
            sum = sum + power.over(2 * term + 1)
        }
        return sum + sum
    }

    /// e to this power; nil beyond ±170.
    var exponential: FixedPoint? {
        guard magnitude.raw < FixedPoint(170).raw else { return nil }
        // e^x = (e^(x/256))^256, so that few terms are needed.
        let rest = FixedPoint(raw: raw.divided(by: BigInt(256)).quotient)
        var (term, sum) = (FixedPoint(1), FixedPoint(1))
        for index in 1..<80 {
            term = (term * rest).over(index)
            if term.isZero { break }
            sum = sum + term
        }
        for _ in 0..<8 { sum = sum * sum }
        return sum
    }

    /// The natural logarithm of what is above 0; nil for anything else, and for what is nearly zero.
    var logarithm: FixedPoint? {
        guard !isNegative, raw.bitWidth > Self.places - 100 else { return nil }
        // x = m 2^k with m from 2/3 to 4/3, nearly.
        let exponent = raw.bitWidth - Self.places
        var mantissa =
            exponent >= 0 ? FixedPoint(raw: raw.shiftedRight(exponent)) : FixedPoint(raw: raw.shiftedLeft(-exponent))
        var power = exponent
        if mantissa.raw < FixedPoint(2).over(3).raw {
            mantissa = mantissa + mantissa
            power -= 1
        }
        guard let ratio = (mantissa - FixedPoint(1)).divided(by: mantissa + FixedPoint(1)) else { return nil }
        return FixedPoint(raw: Self.logarithmOfTwo.raw * BigInt(power)) + ratio.doubleInverseHyperbolicTangent
    }

    /// Sine and cosine; nil beyond ±2^40.
    var sineAndCosine: (sine: FixedPoint, cosine: FixedPoint)? {
        guard raw.bitWidth < Self.places + 40 else { return nil }
        let half = FixedPoint(raw: Self.pi.raw.shiftedRight(1))
        let turns = raw.divided(by: half.raw).quotient
        let rest = FixedPoint(raw: raw - turns * half.raw)
        let square = rest * rest
        var (sine, cosine) = (rest, FixedPoint(1))
        var (odd, even) = (rest, FixedPoint(1))
        for index in 1..<60 {
            even = -(even * square).over((2 * index - 1) * (2 * index))
            odd = -(odd * square).over((2 * index) * (2 * index + 1))
            if even.isZero, odd.isZero { break }
            cosine = cosine + even
            sine = sine + odd
        }
        let quarter = ((turns.divided(by: BigInt(4)).remainder.int ?? 0) + 4) % 4
        switch quarter {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }
}
