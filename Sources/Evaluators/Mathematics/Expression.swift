/// A mathematical expression as it was written.
indirect enum Expression: Hashable, Sendable {
    case number(Fraction)
    /// A variable, or one of the constants `pi` and `e`.
    case symbol(String)
    case sum([Expression])
    case product([Expression])
    case negative(Expression)
    case quotient(Expression, Expression)
    case power(Expression, Expression)
    case call(ExpressionFunction, Expression)

    /// The square root, written as a power.
    static func root(_ radicand: Expression, degree: Int) -> Expression {
        .power(radicand, .quotient(.number(.one), .number(Fraction(degree))))
    }

    /// The names in it, constants left out.
    var variables: Set<String> {
        switch self {
        case .number: []
        case .symbol(let name): name == "pi" || name == "e" ? [] : [name]
        case .sum(let parts), .product(let parts): parts.reduce(into: []) { $0.formUnion($1.variables) }
        case .negative(let inner), .call(_, let inner): inner.variables
        case .quotient(let a, let b), .power(let a, let b): a.variables.union(b.variables)
        }
    }
}

/// A function of one argument.
enum ExpressionFunction: String, CaseIterable, Sendable {
    case sin, cos, tan, ln, abs
}
