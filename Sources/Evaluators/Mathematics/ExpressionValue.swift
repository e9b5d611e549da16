/// The value of an expression at a point, to some sixty digits and the same on every machine.
struct ExpressionValue {
    /// Most functions and roots that one judgement takes the value of.
    static let mostCalls = 300

    let point: [String: Fraction]
    /// What is left of `mostCalls`, over all points.
    var callsLeft: Int

    /// Nil where the expression has no real value at the point, or one beyond the limits.
    mutating func value(_ formula: Expression) -> FixedPoint? {
        guard let value = unbounded(formula), value.isBounded else { return nil }
        return value
    }

    private mutating func unbounded(_ formula: Expression) -> FixedPoint? {
        switch formula {
        case .number(let number): return FixedPoint(number)
        case .symbol("pi"): return .pi
        case .symbol("e"): return .e
        case .symbol(let name): return point[name].map(FixedPoint.init)
        case .sum(let parts):
            var sum = FixedPoint(0)
            for part in parts {
                guard let value = value(part) else { return nil }
                sum = sum + value
            }
            return sum
        case .product(let parts):
            var product = FixedPoint(1)
            for part in parts {
                guard let value = value(part), product.isBounded else { return nil }
                product = product * value
            }
            return product
        case .negative(let inner): return value(inner).map { -$0 }
        case .quotient(let a, let b):
            guard let above = value(a), let below = value(b) else { return nil }
            return above.divided(by: below)
        case .power(let base, let exponent): return power(base, exponent)
        case .call(let function, let inner):
            guard let x = value(inner) else { return nil }
            return call(function, x)
        }
    }

    private mutating func call(_ function: ExpressionFunction, _ x: FixedPoint) -> FixedPoint? {
        if function == .abs { return x.magnitude }
        callsLeft -= 1
        guard callsLeft >= 0 else { return nil }
        switch function {
        case .abs: return x.magnitude
        case .ln: return x.logarithm
        case .sin: return x.sineAndCosine?.sine
        case .cos: return x.sineAndCosine?.cosine
        case .tan: return x.sineAndCosine.flatMap { $0.sine.divided(by: $0.cosine) }
        }
    }

    private mutating func power(_ base: Expression, _ exponent: Expression) -> FixedPoint? {
        let exact = exactValue(exponent)
        if base == .symbol("e"), exact.map({ !$0.isWhole }) ?? true {
            callsLeft -= 1
            guard callsLeft >= 0 else { return nil }
            return value(exponent)?.exponential
        }
        guard let base = value(base) else { return nil }
        guard let exact, let above = exact.numerator.int, let below = exact.denominator.int else {
            callsLeft -= 2
            guard callsLeft >= 0, let power = value(exponent), let logarithm = base.logarithm else { return nil }
            return (power * logarithm).exponential
        }
        if below == 1 { return wholePower(base, above) }
        if base.isZero { return above > 0 ? base : nil }
        callsLeft -= 2
        guard callsLeft >= 0, !base.isNegative || below % 2 == 1 else { return nil }
        let root: FixedPoint? =
            below == 2 ? base.squareRoot : base.magnitude.logarithm?.over(below).exponential
        guard let root else { return nil }
        return wholePower(base.isNegative ? -root : root, above)
    }

    private func wholePower(_ base: FixedPoint, _ exponent: Int) -> FixedPoint? {
        guard abs(exponent) <= 2_000 else { return nil }
        var (result, square, left) = (FixedPoint(1), base, abs(exponent))
        while left > 0 {
            if left & 1 == 1 { result = result * square }
            left >>= 1
            guard result.isBounded else { return nil }
            if left > 0 {
                square = square * square
                guard square.isBounded else { return nil }
            }
        }
        return exponent < 0 ? FixedPoint(1).divided(by: result) : result
    }

    /// The exact value of what has only the four operations in it, within small limits.
    private func exactValue(_ formula: Expression) -> Fraction? {
        let value: Fraction?
        switch formula {
        case .number(let number): value = number
        case .symbol(let name): value = point[name]
        case .negative(let inner): value = exactValue(inner).map { -$0 }
        case .sum(let parts):
            value = parts.reduce(.zero) { sum, part in sum.flatMap { a in exactValue(part).map { a + $0 } } }
        case .product(let parts):
            value = parts.reduce(.one) { product, part in product.flatMap { a in exactValue(part).map { a * $0 } } }
        case .quotient(let a, let b):
            value = exactValue(a).flatMap { above in exactValue(b).flatMap { above.divided(by: $0) } }
        case .power, .call: value = nil
        }
        guard let value, value.bitWidth <= 64 else { return nil }
        return value
    }
}
