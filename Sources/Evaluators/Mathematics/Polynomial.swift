/// A polynomial in several atoms with rational coefficients, in one form: equal ones are equal values.
struct Polynomial: Hashable, Sendable {
    /// A product of atoms: each with its power above 0, in rising order of the atoms.
    typealias Monomial = [Factor]

    /// A power of one atom.
    struct Factor: Hashable, Sendable {
        let atom: Int
        let power: Int
    }

    /// One term; the coefficient is not zero.
    struct Term: Hashable, Sendable {
        var monomial: Monomial
        var coefficient: Fraction
    }

    /// In falling order of the monomials.
    let terms: [Term]

    static let zero = Polynomial(terms: [])
    static let one = Polynomial(.one)

    private init(terms: [Term]) { self.terms = terms }

    init(_ constant: Fraction) { terms = constant.isZero ? [] : [Term(monomial: [], coefficient: constant)] }

    init(atom: Int, power: Int = 1) {
        terms = [Term(monomial: [Factor(atom: atom, power: power)], coefficient: .one)]
    }

    /// The sum of terms in any order.
    init(summing all: [Term]) {
        var sums: [Monomial: Fraction] = [:]
        for term in all { sums[term.monomial, default: .zero] = sums[term.monomial, default: .zero] + term.coefficient }
        terms = sums.lazy.filter { !$0.value.isZero }.map { Term(monomial: $0.key, coefficient: $0.value) }
            .sorted { Polynomial.precedes($0.monomial, $1.monomial) }
    }

    var isZero: Bool { terms.isEmpty }

    /// The value of a polynomial without atoms.
    var constant: Fraction? {
        if terms.isEmpty { return .zero }
        return terms.count == 1 && terms[0].monomial.isEmpty ? terms[0].coefficient : nil
    }

    /// The coefficient of the first term; zero has 0.
    var leading: Fraction { terms.first?.coefficient ?? .zero }

    /// All atoms in it.
    var atoms: Set<Int> { Set(terms.flatMap { $0.monomial.map(\.atom) }) }

    static func + (a: Polynomial, b: Polynomial) -> Polynomial { Polynomial(summing: a.terms + b.terms) }
    static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + b.scaled(Fraction(-1)) }

    func scaled(_ factor: Fraction) -> Polynomial {
        factor.isZero
            ? .zero
            : Polynomial(terms: terms.map { Term(monomial: $0.monomial, coefficient: $0.coefficient * factor) })
    }

    /// The product, unreduced; takes as many steps as there are pairs of terms.
    static func * (a: Polynomial, b: Polynomial) -> Polynomial {
        var all: [Term] = []
        all.reserveCapacity(a.terms.count * b.terms.count)
        for x in a.terms {
            for y in b.terms {
                all.append(
                    Term(monomial: product(x.monomial, y.monomial), coefficient: x.coefficient * y.coefficient))
            }
        }
        return Polynomial(summing: all)
    }

    static func product(_ a: Monomial, _ b: Monomial) -> Monomial {
        if a.isEmpty { return b }
        if b.isEmpty { return a }
        var result: Monomial = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if j == b.count || i < a.count && a[i].atom < b[j].atom {
                result.append(a[i])
                i += 1
            } else if i == a.count || b[j].atom < a[i].atom {
                result.append(b[j])
                j += 1
            } else {
                result.append(Factor(atom: a[i].atom, power: a[i].power + b[j].power))
                i += 1
                j += 1
            }
        }
        return result
    }

    private static func precedes(_ a: Monomial, _ b: Monomial) -> Bool {
        for (x, y) in zip(a, b) where x != y {
            return x.atom != y.atom ? x.atom < y.atom : x.power > y.power
        }
        return a.count > b.count
    }
}

/// A quotient of polynomials; the denominator is not zero and its first coefficient is 1. Not in lowest terms.
struct PolynomialQuotient: Hashable, Sendable {
    let above: Polynomial
    let below: Polynomial

    init(_ above: Polynomial) { (self.above, below) = (above, .one) }

    /// Nil where the denominator is zero.
    init?(_ above: Polynomial, over below: Polynomial) {
        guard let scale = below.leading.inverse else { return nil }
        self.above = above.scaled(scale)
        self.below = above.isZero ? .one : below.scaled(scale)
    }

    /// The value where there are no atoms.
    var constant: Fraction? { below == .one ? above.constant : nil }
}
