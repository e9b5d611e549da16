/// The form in which an expression must stand, beside being equal.
enum ExpressionForm: String, CaseIterable, Sendable {
    case any
    /// Multiplied out: no sum is multiplied or raised to a power.
    case expanded
    /// A product of the same factors as the expected expression.
    case factored
    /// A whole number, or a fraction of whole numbers in lowest terms.
    case reduced

    /// Whether the answer has the form; compared with the expected expression where it is `factored`.
    func holds(_ answer: Expression, like expected: Expression) -> Bool {
        switch self {
        case .any: true
        case .expanded: answer.isExpanded
        case .reduced: answer.isReduced
        case .factored: ExpressionForm.sameFactors(answer, expected)
        }
    }

    private static func sameFactors(_ answer: Expression, _ expected: Expression) -> Bool {
        guard let found = answer.factors, var wanted = expected.factors, found.count == wanted.count else {
            return false
        }
        for factor in found {
            guard
                let place = wanted.firstIndex(where: {
                    guard case .equal = Equivalence.ofEquations(($0, .number(.zero)), (factor, .number(.zero))) else {
                        return false
                    }
                    return true
                })
            else { return false }
            wanted.remove(at: place)
        }
        return true
    }
}

extension Expression {
    private var isSum: Bool {
        switch self {
        case .sum: true
        case .negative(let inner): inner.isSum
        case .number, .symbol, .product, .quotient, .power, .call: false
        }
    }

    /// Whether no sum in it is multiplied or raised to a power.
    fileprivate var isExpanded: Bool {
        switch self {
        case .number, .symbol, .call: true
        case .sum(let parts): parts.allSatisfy(\.isExpanded)
        case .product(let parts): parts.allSatisfy { !$0.isSum && $0.isExpanded }
        case .negative(let inner): !inner.isSum && inner.isExpanded
        case .quotient(let a, let b): a.isExpanded && b.isExpanded
        case .power(let base, let exponent): base.isExpanded && (!base.isSum || exponent.isFraction)
        }
    }

    private var isFraction: Bool { if case .quotient = self { true } else { false } }

    fileprivate var isReduced: Bool {
        switch self {
        case .number(let value): return value.isWhole
        case .negative(let inner): return inner.isReduced
        case .quotient(let a, let b):
            var above = a
            if case .negative(let inner) = a { above = inner }
            guard case .number(let x) = above, case .number(let y) = b, x.isWhole, y.isWhole else { return false }
            return y > .one && BigInt.gcd(x.numerator, y.numerator).isOne
        case .symbol, .sum, .product, .power, .call: return false
        }
    }

    /// The factors that are not constant, each as often as its power says; nil where a power is no small number.
    fileprivate var factors: [Expression]? {
        switch self {
        case .number: return []
        case .negative(let inner): return inner.factors
        case .product(let parts):
            var all: [Expression] = []
            for part in parts {
                guard let found = part.factors, all.count + found.count <= 40 else { return nil }
                all += found
            }
            return all
        case .quotient(let above, .number): return above.factors
        case .power(let base, .number(let times)):
            guard let count = times.numerator.int, times.isWhole, (0...20).contains(count), let inner = base.factors,
                inner.count * count <= 40
            else { return nil }
            return (0..<count).flatMap { _ in inner }
        case .symbol, .sum, .quotient, .power, .call: return variables.isEmpty ? [] : [self]
        }
    }
}
