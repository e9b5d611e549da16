/// Brings expressions into normal form: quotients of polynomials over exact fractions.
///
/// What is no polynomial becomes an atom, known by its own normal form: roots (`s^2 = 2`; of whole numbers by their
/// primes), sines (`s^2 = 1 - c^2`), powers with other exponents (`e^(x+y) = e^x e^y`), logarithms, magnitudes.
struct Algebra {
    /// Why there is no normal form.
    enum Refusal: Error {
        /// It divides by zero, or takes the logarithm of nothing.
        case undefined
        /// It is beyond the limits.
        case tooLarge
    }

    /// Most products of two terms for all that one judgement compares.
    static let mostProducts = 30_000
    /// Most terms of one polynomial.
    static let mostTerms = 2_000
    /// Most bits of a coefficient.
    static let mostBits = 4_096
    /// Highest power that is multiplied out.
    static let highestPower = 100

    private enum Atom: Hashable {
        case symbol(String)
        /// The n-th root of what is the key's value.
        case root(PolynomialQuotient, degree: Int)
        /// A base to the power of one monomial, without its coefficient's numerator.
        case power(PolynomialQuotient, Polynomial)
        /// A base to the power of a quotient.
        case quotientPower(PolynomialQuotient, PolynomialQuotient)
        case call(ExpressionFunction, PolynomialQuotient)
    }

    private var atoms: [Atom] = []
    private var places: [Atom: Int] = [:]
    private var productsLeft = Algebra.mostProducts

    /// Whether all atoms of a polynomial are plain variables: then it is zero only where it looks so.
    func isPlain(_ polynomial: Polynomial) -> Bool {
        polynomial.atoms.allSatisfy {
            if case .symbol(let name) = atoms[$0] { name != "e" && name != "pi" } else { false }
        }
    }

    /// The normal form of an expression.
    mutating func normal(_ formula: Expression) throws(Refusal) -> PolynomialQuotient {
        switch formula {
        case .number(let value): return PolynomialQuotient(Polynomial(value))
        case .symbol(let name): return PolynomialQuotient(atom(.symbol(name)))
        case .sum(let parts):
            var sum = PolynomialQuotient(.zero)
            for part in parts { sum = try add(sum, normal(part)) }
            return sum
        case .product(let parts):
            var result = PolynomialQuotient(.one)
            for part in parts { result = try multiply(result, normal(part)) }
            return result
        case .negative(let inner):
            let value = try normal(inner)
            return try quotient(value.above.scaled(Fraction(-1)), value.below)
        case .quotient(let a, let b): return try divide(normal(a), normal(b))
        case .power(let base, let exponent): return try power(base, normal(exponent))
        case .call(let function, let inner): return try call(function, normal(inner))
        }
    }

    /// Whether two quotients are the same: their cross products differ by nothing.
    mutating func difference(_ a: PolynomialQuotient, _ b: PolynomialQuotient) throws(Refusal) -> Polynomial {
        try product(a.above, b.below) - product(b.above, a.below)
    }

    private mutating func atom(_ atom: Atom, power: Int = 1) -> Polynomial {
        if let place = places[atom] { return Polynomial(atom: place, power: power) }
        atoms.append(atom)
        places[atom] = atoms.count - 1
        return Polynomial(atom: atoms.count - 1, power: power)
    }

    private func quotient(_ above: Polynomial, _ below: Polynomial) throws(Refusal) -> PolynomialQuotient {
        guard let result = PolynomialQuotient(above, over: below) else { throw .undefined }
        return result
    }

    private mutating func add(
        _ a: PolynomialQuotient, _ b: PolynomialQuotient
    ) throws(Refusal) -> PolynomialQuotient {
        if a.below == b.below { return try quotient(a.above + b.above, a.below) }
        return try quotient(product(a.above, b.below) + product(b.above, a.below), product(a.below, b.below))
    }

    private mutating func multiply(
        _ a: PolynomialQuotient, _ b: PolynomialQuotient
    ) throws(Refusal) -> PolynomialQuotient {
        try quotient(product(a.above, b.above), product(a.below, b.below))
    }

    private mutating func divide(
        _ a: PolynomialQuotient, _ b: PolynomialQuotient
    ) throws(Refusal) -> PolynomialQuotient {
        if b.above.isZero { throw .undefined }
        return try quotient(product(a.above, b.below), product(a.below, b.above))
    }

    /// The product within the limits, with what is known of its atoms put in.
    private mutating func product(_ a: Polynomial, _ b: Polynomial) throws(Refusal) -> Polynomial {
        productsLeft -= a.terms.count * b.terms.count
        guard productsLeft >= 0 else { throw .tooLarge }
        let result = try reduced(a * b)
        guard result.terms.count <= Self.mostTerms,
            result.terms.allSatisfy({ $0.coefficient.bitWidth <= Self.mostBits })
        else { throw .tooLarge }
        return result
    }

    private mutating func reduced(_ polynomial: Polynomial) throws(Refusal) -> Polynomial {
        var kept: [Polynomial.Term] = []
        var changed = Polynomial.zero
        for term in polynomial.terms {
            guard let place = term.monomial.indices.first(where: { isReducible(term.monomial[$0]) }),
                let (value, degree) = rule(for: term.monomial[place])
            else {
                kept.append(term)
                continue
            }
            let factor = term.monomial[place]
            var rest = term
            rest.monomial.remove(at: place)
            var part = Polynomial(summing: [rest])
            if factor.power % degree > 0 {
                part = part * Polynomial(atom: factor.atom, power: factor.power % degree)
            }
            for _ in 0..<(factor.power / degree) { part = try product(part, value) }
            changed = changed + part
        }
        return kept.count == polynomial.terms.count ? polynomial : Polynomial(summing: kept) + changed
    }

    private func isReducible(_ factor: Polynomial.Factor) -> Bool {
        switch atoms[factor.atom] {
        case .root(let radicand, let degree): factor.power >= degree && radicand.below == .one
        case .call(.sin, _): factor.power >= 2
        case .symbol, .power, .quotientPower, .call: false
        }
    }

    /// What a power of an atom becomes: `value` for each so-manieth; nil where it stays.
    private mutating func rule(for factor: Polynomial.Factor) -> (value: Polynomial, degree: Int)? {
        switch atoms[factor.atom] {
        case .root(let radicand, let degree) where factor.power >= degree && radicand.below == .one:
            return (radicand.above, degree)
        case .call(.sin, let argument) where factor.power >= 2:
            return (Polynomial.one - atom(.call(.cos, argument), power: 2), 2)
        case .symbol, .root, .power, .quotientPower, .call: return nil
        }
    }

    private mutating func raise(_ base: PolynomialQuotient, _ exponent: Int) throws(Refusal) -> PolynomialQuotient {
        guard abs(exponent) <= Self.highestPower else { throw .tooLarge }
        if exponent < 0 { return try divide(PolynomialQuotient(.one), raise(base, -exponent)) }
        var result = PolynomialQuotient(.one)
        for _ in 0..<exponent { result = try multiply(result, base) }
        return result
    }

    private mutating func power(_ base: Expression, _ exponent: PolynomialQuotient) throws(Refusal)
        -> PolynomialQuotient
    {
        let value = try normal(base)
        if base == .symbol("e") || exponent.constant == nil { return try exponential(value, exponent) }
        guard let constant = exponent.constant, let above = constant.numerator.int,
            let below = constant.denominator.int, below <= 20, abs(above) <= 2_000
        else { throw .tooLarge }
        if below == 1 { return try raise(value, above) }
        return try raise(root(value, below), above)
    }

    /// The root of a number by its primes, of anything else as an atom.
    private mutating func root(_ value: PolynomialQuotient, _ degree: Int) throws(Refusal) -> PolynomialQuotient {
        guard let constant = value.constant else {
            return PolynomialQuotient(atom(.root(value, degree: degree)))
        }
        if constant.isZero { return value }
        if constant.isNegative {
            guard degree % 2 == 1 else { throw .undefined }
            let positive = try root(PolynomialQuotient(Polynomial(constant.magnitude)), degree)
            return try quotient(positive.above.scaled(Fraction(-1)), positive.below)
        }
        let above = try root(of: constant.numerator, degree)
        return try quotient(above, root(of: constant.denominator, degree))
    }

    private mutating func root(of number: BigInt, _ degree: Int) throws(Refusal) -> Polynomial {
        var result = Polynomial.one
        for (prime, power) in factors(number) {
            result = result.scaled(Fraction(prime.power(power / degree)))
            if power % degree > 0 {
                let radicand = PolynomialQuotient(Polynomial(Fraction(prime)))
                result = try product(result, atom(.root(radicand, degree: degree), power: power % degree))
            }
        }
        return result
    }

    /// A base to a power that is no constant, or a power of e: a product over the terms of the exponent.
    private mutating func exponential(
        _ base: PolynomialQuotient, _ exponent: PolynomialQuotient
    ) throws(Refusal) -> PolynomialQuotient {
        guard exponent.below == .one else {
            return PolynomialQuotient(atom(.quotientPower(base, exponent)))
        }
        var result = PolynomialQuotient(.one)
        for term in exponent.above.terms {
            guard let times = term.coefficient.numerator.int, abs(times) <= 2_000,
                let share = Fraction(.one, over: term.coefficient.denominator)
            else { throw .tooLarge }
            let unit = Polynomial(summing: [Polynomial.Term(monomial: term.monomial, coefficient: share)])
            let isWhole = unit == .one
            let power = isWhole ? base : PolynomialQuotient(atom(.power(base, unit)))
            if isWhole || abs(times) == 1 {
                result = try multiply(result, raise(power, times))
            } else {
                let raised = PolynomialQuotient(atom(.power(base, unit), power: abs(times)))
                result = try times < 0 ? divide(result, raised) : multiply(result, raised)
            }
        }
        return result
    }

    private mutating func call(
        _ function: ExpressionFunction, _ argument: PolynomialQuotient
    ) throws(Refusal) -> PolynomialQuotient {
        let isFlipped = argument.above.leading.isNegative
        let positive = try isFlipped ? quotient(argument.above.scaled(Fraction(-1)), argument.below) : argument
        switch function {
        case .sin:
            if argument.above.isZero { return argument }
            let value = atom(.call(.sin, positive))
            return PolynomialQuotient(isFlipped ? value.scaled(Fraction(-1)) : value)
        case .cos:
            return PolynomialQuotient(argument.above.isZero ? .one : atom(.call(.cos, positive)))
        case .tan: return try divide(call(.sin, argument), call(.cos, argument))
        case .abs:
            if let constant = argument.constant { return PolynomialQuotient(Polynomial(constant.magnitude)) }
            return PolynomialQuotient(atom(.call(.abs, positive)))
        case .ln: return try logarithm(argument)
        }
    }

    private mutating func logarithm(_ argument: PolynomialQuotient) throws(Refusal) -> PolynomialQuotient {
        if argument == PolynomialQuotient(atom(.symbol("e"))) { return PolynomialQuotient(.one) }
        guard let constant = argument.constant else { return PolynomialQuotient(atom(.call(.ln, argument))) }
        guard constant > .zero else { throw .undefined }
        var sum = Polynomial.zero
        for (number, sign) in [(constant.numerator, 1), (constant.denominator, -1)] {
            for (prime, power) in factors(number) {
                let value = PolynomialQuotient(Polynomial(Fraction(prime)))
                sum = sum + atom(.call(.ln, value)).scaled(Fraction(sign * power))
            }
        }
        return PolynomialQuotient(sum)
    }
}

/// The prime factors below 1000 of a positive number with their powers, and what is left of it.
private func factors(_ number: BigInt) -> [(prime: BigInt, power: Int)] {
    var found: [(BigInt, Int)] = []
    var rest = number
    for candidate in 2..<1000 where !rest.isOne {
        let divisor = BigInt(candidate)
        var power = 0
        while true {
            let (quotient, remainder) = rest.divided(by: divisor)
            guard remainder.isZero else { break }
            rest = quotient
            power += 1
        }
        if power > 0 { found.append((divisor, power)) }
        if divisor * divisor > rest, !rest.isOne {
            found.append((rest, 1))
            rest = .one
        }
    }
    if !rest.isOne {
        let root = rest.squareRoot
        found += root * root == rest ? [(root, 2)] : [(rest, 1)]
    }
    return found
}
