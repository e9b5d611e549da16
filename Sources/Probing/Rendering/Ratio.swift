/// An exact fraction in lowest terms: `denominator` is at least 1.
package struct Ratio: Sendable, Equatable {
    package let numerator: Int64
    package let denominator: Int64

    /// A whole number.
    init(_ whole: Int64) {
        numerator = whole
        denominator = 1
    }

    /// The fraction in lowest terms; nil where it does not fit into 64 bits, or `denominator` is 0.
    init?(_ numerator: Int64, _ denominator: Int64) {
        guard denominator != 0 else { return nil }
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        guard let below = Int64(exactly: denominator.magnitude / a) else { return nil }
        let above = numerator.magnitude / a
        if (numerator < 0) == (denominator < 0) || above == 0 {
            guard let positive = Int64(exactly: above) else { return nil }
            self.numerator = positive
        } else {
            guard above <= UInt64(Int64.max) else { return nil }
            self.numerator = -Int64(above)
        }
        self.denominator = below
    }

    /// The value that this is: a whole number where it is one.
    var value: Value { denominator == 1 ? .int(numerator) : .ratio(self) }

    /// The fraction as `7/3`, a whole number as `7`.
    var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

    /// The sum; nil beyond 64 bits.
    func adding(_ other: Ratio) -> Ratio? {
        guard let a = product(numerator, other.denominator), let b = product(other.numerator, denominator),
            let below = product(denominator, other.denominator)
        else { return nil }
        let (above, overflow) = a.addingReportingOverflow(b)
        return overflow ? nil : Ratio(above, below)
    }

    /// The product; nil beyond 64 bits.
    func times(_ other: Ratio) -> Ratio? {
        // Reduced crosswise first, so that only a result that does not fit is refused.
        guard let a = Ratio(numerator, other.denominator), let b = Ratio(other.numerator, denominator),
            let above = product(a.numerator, b.numerator), let below = product(a.denominator, b.denominator)
        else { return nil }
        return Ratio(above, below)
    }

    /// One over this; nil for 0.
    var inverse: Ratio? { Ratio(denominator, numerator) }
    /// This with the other sign; nil beyond 64 bits.
    var negated: Ratio? { numerator == .min ? nil : Ratio(-numerator, denominator) }

    /// The greatest whole number that is not more.
    var floor: Int64 {
        numerator / denominator - (numerator % denominator != 0 && numerator < 0 ? 1 : 0)
    }

    /// The decimal that is exactly this, such as `2.75`; nil where there is none with at most 18 digits after the point.
    var exactDecimal: String? {
        var (left, scale, digits) = (denominator, Int64(1), 0)
        while left % 10 == 0 || left % 5 == 0 || left % 2 == 0 {
            let factor: Int64 = left % 10 == 0 ? 10 : left % 5 == 0 ? 5 : 2
            left /= factor
            guard digits < 18, let next = product(scale, 10 / factor) else { return nil }
            (scale, digits) = (next, digits + 1)
        }
        guard left == 1, let scaled = product(numerator, scale) else { return nil }
        return decimalText(scaled, digits)
    }

    /// The decimal with so many digits after the point, halves rounded away from zero; nil beyond 64 bits.
    func decimal(_ digits: Int) -> String? {
        var scaled = Ratio(numerator, denominator)
        for _ in 0..<digits { scaled = scaled?.times(Ratio(10)) }
        return scaled?.rounded.map { decimalText($0, digits) }
    }

    /// The nearest whole number, halves away from zero; nil beyond 64 bits.
    var rounded: Int64? {
        guard denominator > 1 else { return numerator }
        let whole = numerator / denominator
        let left = (numerator % denominator).magnitude
        guard left >= denominator.magnitude - left else { return whole }
        return whole + (numerator < 0 ? -1 : 1)
    }

    static func < (a: Ratio, b: Ratio) -> Bool {
        let left = a.numerator.multipliedFullWidth(by: b.denominator)
        let right = b.numerator.multipliedFullWidth(by: a.denominator)
        return (left.high, left.low) < (right.high, right.low)
    }
}

private func product(_ a: Int64, _ b: Int64) -> Int64? {
    let (result, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : result
}

/// A whole number with a point before its last `digits` digits: 375 and 2 are `3.75`.
func decimalText(_ value: Int64, _ digits: Int) -> String {
    let text = "\(value.magnitude)"
    let sign = value < 0 ? "-" : ""
    guard digits > 0 else { return sign + text }
    let full = String(repeating: "0", count: max(digits + 1 - text.utf8.count, 0)) + text
    return sign + full.dropLast(digits) + "." + full.suffix(digits)
}
