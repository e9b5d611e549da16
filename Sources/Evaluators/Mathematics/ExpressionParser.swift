/// Reads tokens as an expression: `+ -`, then `* /` and multiplication without a sign (all of one rank, from the left:
/// `1/2x` is `(1/2)x`), then a leading minus, then powers from the right (`-x^2` is `-(x^2)`).
struct ExpressionParser {
    /// Most levels of brackets, and other parts within parts.
    static let deepest = 60
    /// Most tokens of one expression.
    static let mostTokens = 600

    private let tokens: ArraySlice<ExpressionToken>
    private var at: Int
    private var depth = 0
    /// How many bars are open: within them a bar closes.
    private var bars = 0
    /// What `±` stands for here.
    private let isPlus: Bool

    /// The expression that all of the tokens make, or nil; `±` is read as plus or as minus.
    static func parse(_ tokens: ArraySlice<ExpressionToken>, isPlus: Bool = true) -> Expression? {
        guard tokens.count <= mostTokens else { return nil }
        var parser = ExpressionParser(tokens: tokens, at: tokens.startIndex, isPlus: isPlus)
        guard let formula = parser.sum(), parser.at == tokens.endIndex else { return nil }
        return formula
    }

    private init(tokens: ArraySlice<ExpressionToken>, at: Int, isPlus: Bool) {
        (self.tokens, self.at, self.isPlus) = (tokens, at, isPlus)
    }

    private var next: ExpressionToken? { at < tokens.endIndex ? tokens[at] : nil }

    private mutating func take(_ mark: Character) -> Bool {
        guard next == .mark(mark) else { return false }
        at += 1
        return true
    }

    private mutating func sum() -> Expression? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard let first = term() else { return nil }
        var parts = [first]
        while let sign = next, [.mark("+"), .mark("-"), .mark("±")].contains(sign) {
            at += 1
            guard let part = term() else { return nil }
            parts.append(sign == .mark("+") || sign == .mark("±") && isPlus ? part : .negative(part))
        }
        return parts.count == 1 ? first : .sum(parts)
    }

    private mutating func term() -> Expression? {
        guard var left = signed() else { return nil }
        while true {
            if take("*") {
                guard let right = signed() else { return nil }
                left = product(left, right)
            } else if take("/") {
                guard let right = signed() else { return nil }
                left = .quotient(left, right)
            } else if startsFactor {
                // Two numbers in a row are no product.
                if case .number = next, case .number = tokens[at - 1] { return nil }
                guard let right = power() else { return nil }
                left = product(left, right)
            } else {
                return left
            }
        }
    }

    private func product(_ a: Expression, _ b: Expression) -> Expression {
        if case .product(let parts) = a { return .product(parts + [b]) }
        return .product([a, b])
    }

    private var startsFactor: Bool {
        switch next {
        case .number, .symbol, .function, .fraction, .root, .mark("("), .mark("["), .mark("{"): true
        case .mark("|"): bars == 0
        case .mark, nil: false
        }
    }

    private mutating func signed() -> Expression? {
        var isNegative = false
        var signs = 0
        while let sign = next, [.mark("+"), .mark("-"), .mark("±")].contains(sign) {
            at += 1
            signs += 1
            if sign == .mark("-") || sign == .mark("±") && !isPlus { isNegative.toggle() }
        }
        guard signs <= 4, let factor = power() else { return nil }
        return isNegative ? .negative(factor) : factor
    }

    private mutating func power() -> Expression? {
        guard let base = factor() else { return nil }
        return raised(base)
    }

    private mutating func raised(_ base: Expression) -> Expression? {
        guard take("^") else { return base }
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard let exponent = signed() else { return nil }
        return .power(base, exponent)
    }

    private mutating func factor() -> Expression? {
        guard let token = next else { return nil }
        at += 1
        switch token {
        case .number(let value): return .number(value)
        case .symbol(let name): return .symbol(name)
        case .mark("("): return group(")")
        case .mark("["): return group("]")
        case .mark("{"): return group("}")
        case .mark("|"):
            guard depth < Self.deepest else { return nil }
            bars += 1
            let inner = sum()
            bars -= 1
            guard let inner, take("|") else { return nil }
            return .call(.abs, inner)
        case .fraction:
            guard let above = argument(), let below = argument() else { return nil }
            return .quotient(above, below)
        case .root:
            var degree = 2
            if take("[") {
                guard case .number(let value) = next, let whole = value.numerator.int, value.isWhole,
                    (2...20).contains(whole)
                else { return nil }
                at += 1
                degree = whole
                guard take("]") else { return nil }
            }
            return argument().map { .root($0, degree: degree) }
        case .function(let name): return call(name)
        case .mark: return nil
        }
    }

    private mutating func group(_ close: Character) -> Expression? {
        let outer = bars
        bars = 0
        defer { bars = outer }
        guard let inner = sum(), take(close) else { return nil }
        return inner
    }

    /// What follows `\frac` or a root: a group, one digit of a number, or one factor.
    private mutating func argument() -> Expression? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        return factor()
    }

    /// `sin x`, `sin(x)`, `sin^2 x`, `log_2 8`; without brackets the argument is a product without signs.
    private mutating func call(_ name: String) -> Expression? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        var exponent: Expression?
        if take("^") {
            guard let raised = signed() else { return nil }
            // The inverse is not the reciprocal: too often meant otherwise.
            if case .negative = raised { return nil }
            exponent = raised
        }
        var argument: Expression?
        if [.mark("("), .mark("["), .mark("{"), .mark("|")].contains(next) {
            argument = factor()
        } else {
            guard var product = power() else { return nil }
            while startsFactor {
                if case .function = next { break }
                guard next != .mark("("), let more = power() else { break }
                product = self.product(product, more)
            }
            argument = product
        }
        guard let argument, !name.hasPrefix("log_") || Int(name.dropFirst(4)) ?? 0 > 1 else { return nil }
        let value = applied(name, argument)
        return exponent.map { .power(value, $0) } ?? value
    }

    private func applied(_ name: String, _ x: Expression) -> Expression {
        switch name {
        case "sqrt": .root(x, degree: 2)
        case "exp": .power(.symbol("e"), x)
        case "lg": .quotient(.call(.ln, x), .call(.ln, .number(Fraction(10))))
        case "sec": .quotient(.number(.one), .call(.cos, x))
        case "csc": .quotient(.number(.one), .call(.sin, x))
        case "cot": .quotient(.call(.cos, x), .call(.sin, x))
        case "sin": .call(.sin, x)
        case "cos": .call(.cos, x)
        case "tan": .call(.tan, x)
        case "abs": .call(.abs, x)
        case let log where log.hasPrefix("log_"):
            .quotient(.call(.ln, x), .call(.ln, Int(log.dropFirst(4)).map { .number(Fraction($0)) } ?? .symbol("e")))
        // ln, and log, which is the natural one as in mathematics.
        default: .call(.ln, x)
        }
    }
}
