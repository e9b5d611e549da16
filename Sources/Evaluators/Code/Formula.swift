/// Works out an expression of numbers, texts and booleans that a model wrote. Total: at most `tokensLimit` pieces, nested at
/// most `depthLimit` deep; numbers are exact fractions within 128 bits.
///
/// From the loosest to the tightest: `or` `||`, `and` `&&`, `not` `!`, one of `== != < <= > >=`, `+ -`, `* / // % × ÷ ·`,
/// leading `-`, and `**` `^` with a whole exponent, which binds to the right. `//` rounds down, `%` has the sign of the
/// divisor. `+` also joins texts. `abs`, `min`, `max`, `floor`, `ceil` and `len` are functions. What stands behind a single
/// `=` is not part of it: `3 * 8 = 24`.
struct Formula {
    /// What an expression is worth.
    enum Value: Equatable, Sendable {
        case number(Fraction)
        case text(String)
        case bool(Bool)

        /// The value for people.
        var shown: String {
            switch self {
            case .number(let number): number.text
            case .text(let text): quoted(text)
            case .bool(let value): value ? "true" : "false"
            }
        }
    }

    /// Why an expression has no value.
    enum Fault: Error, Equatable {
        /// It is no expression; the byte where that shows.
        case malformed(String, at: Int)
        /// It has no value: a division by zero, a text where a number is expected.
        case undefined(String)
        /// A limit was reached.
        case tooMuch(String)
    }

    static let tokensLimit = 2000
    static let depthLimit = 64
    static let exponentLimit = 1000
    /// Of a numerator and of a denominator.
    static let bitsLimit = 127
    static let textLimit = 10_000

    private var pieces: FormulaPieces
    private var depth = 0

    /// The value of a text, and the numbers that are written in it.
    static func value(of text: ArraySlice<UInt8>) throws(Fault) -> (value: Value, numbers: [Fraction]) {
        var formula = Formula(pieces: try FormulaPieces(text))
        let value = try formula.either()
        if formula.pieces.current != .end { throw formula.pieces.malformed("an operator is expected") }
        return (value, formula.pieces.numbers)
    }

    private init(pieces: FormulaPieces) { self.pieces = pieces }

    private mutating func either() throws(Fault) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Formula.depthLimit else { throw .tooMuch("nested deeper than \(Formula.depthLimit) levels") }
        var value = try both()
        while pieces.take("or") || pieces.take("||") {
            let (left, right) = (try bool(value), try bool(try both()))
            value = .bool(left || right)
        }
        return value
    }

    private mutating func both() throws(Fault) -> Value {
        var value = try negation()
        while pieces.take("and") || pieces.take("&&") {
            let (left, right) = (try bool(value), try bool(try negation()))
            value = .bool(left && right)
        }
        return value
    }

    private mutating func negation() throws(Fault) -> Value {
        var isNegated = false
        var count = 0
        while pieces.take("not") || pieces.take("!") {
            isNegated.toggle()
            count += 1
        }
        let value = try comparison()
        return count == 0 ? value : .bool(try bool(value) != isNegated)
    }

    private mutating func comparison() throws(Fault) -> Value {
        let left = try sum()
        for sign in ["==", "!=", "<=", ">=", "<", ">"] where pieces.take(sign) {
            let right = try sum()
            if sign == "==" { return .bool(left == right) }
            if sign == "!=" { return .bool(left != right) }
            let (isLess, isMore) = try order(left, right)
            switch sign {
            case "<": return .bool(isLess)
            case ">": return .bool(isMore)
            case "<=": return .bool(!isMore)
            default: return .bool(!isLess)
            }
        }
        return left
    }

    private func order(_ left: Value, _ right: Value) throws(Fault) -> (isLess: Bool, isMore: Bool) {
        if case .text(let a) = left, case .text(let b) = right {
            let (x, y) = (Array(a.utf8), Array(b.utf8))
            return (x.lexicographicallyPrecedes(y), y.lexicographicallyPrecedes(x))
        }
        let (a, b) = (try number(left), try number(right))
        return (a < b, b < a)
    }

    private mutating func sum() throws(Fault) -> Value {
        var value = try product()
        while true {
            if pieces.take("+") {
                let right = try product()
                if case .text(let a) = value, case .text(let b) = right {
                    guard a.utf8.count + b.utf8.count <= Formula.textLimit else { throw .tooMuch("a text is too long") }
                    value = .text(a + b)
                } else {
                    value = .number(try fit(try number(value) + (try number(right))))
                }
            } else if pieces.take("-") {
                value = .number(try fit(try number(value) - (try number(try product()))))
            } else {
                return value
            }
        }
    }

    private mutating func product() throws(Fault) -> Value {
        var value = try signed()
        while let sign = ["*", "//", "/", "%"].first(where: { pieces.take($0) }) {
            let (left, right) = (try number(value), try number(try signed()))
            if sign == "*" {
                value = .number(try fit(left * right))
                continue
            }
            guard let exact = left.divided(by: right) else { throw .undefined("a division by zero") }
            let quotient = try fit(exact)
            switch sign {
            case "/": value = .number(quotient)
            case "//": value = .number(Fraction(quotient.floor))
            default:
                value = .number(try fit(left - Fraction(quotient.floor) * right))
            }
        }
        return value
    }

    private mutating func signed() throws(Fault) -> Value {
        var isNegative = false
        var count = 0
        while true {
            if pieces.take("-") { isNegative.toggle() } else if !pieces.take("+") { break }
            count += 1
        }
        let value = try power()
        guard count > 0 else { return value }
        let plain = try number(value)
        return .number(isNegative ? -plain : plain)
    }

    private mutating func power() throws(Fault) -> Value {
        let base = try operand()
        guard pieces.take("**") || pieces.take("^") else { return base }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Formula.depthLimit else { throw .tooMuch("nested deeper than \(Formula.depthLimit) levels") }
        let (number, exponent) = (try number(base), try number(try signed()))
        guard exponent.isWhole else { throw .undefined("an exponent that is not whole") }
        guard let times = exponent.numerator.magnitude.int, times <= Formula.exponentLimit else {
            throw .tooMuch("an exponent is too large")
        }
        var result = Fraction.one
        for _ in 0..<times { result = try fit(result * number) }
        guard exponent.isNegative else { return .number(result) }
        guard let inverse = result.inverse else { throw .undefined("a division by zero") }
        return .number(inverse)
    }

    private mutating func operand() throws(Fault) -> Value {
        let start = pieces.current
        switch start {
        case .number(let number):
            pieces.advance()
            return .number(number)
        case .text(let text):
            pieces.advance()
            return .text(text)
        case .sign("("):
            pieces.advance()
            let value = try either()
            guard pieces.take(")") else { throw pieces.malformed("\")\" is expected") }
            return value
        case .sign("true"), .sign("false"):
            pieces.advance()
            return .bool(start == .sign("true"))
        case .sign(let name) where Formula.functions.contains(name):
            pieces.advance()
            return try call(name)
        case .sign, .end: throw pieces.malformed("a number, a text or \"(\" is expected")
        }
    }

    private static let functions: Set<String> = ["abs", "min", "max", "floor", "ceil", "len"]

    private mutating func call(_ name: String) throws(Fault) -> Value {
        guard pieces.take("(") else { throw pieces.malformed("\"(\" is expected") }
        var values = [try either()]
        while pieces.take(",") { values.append(try either()) }
        guard pieces.take(")") else { throw pieces.malformed("\")\" is expected") }
        guard name == "min" || name == "max" || values.count == 1 else {
            throw .undefined("\(name)() takes one value")
        }
        if name == "len" {
            guard case .text(let text) = values[0] else { throw .undefined("a text is expected in len()") }
            return .number(Fraction(text.unicodeScalars.count))
        }
        var best = try number(values[0])
        switch name {
        case "abs": return .number(best.magnitude)
        case "floor": return .number(Fraction(best.floor))
        case "ceil": return .number(-Fraction((-best).floor))
        default:
            for value in values.dropFirst() {
                let next = try number(value)
                let isLess = try order(.number(next), .number(best)).isLess
                if isLess == (name == "min") { best = next }
            }
            return .number(best)
        }
    }

    private func number(_ value: Value) throws(Fault) -> Fraction {
        guard case .number(let number) = value else { throw .undefined("a number is expected, found \(value.shown)") }
        return number
    }

    private func bool(_ value: Value) throws(Fault) -> Bool {
        guard case .bool(let bool) = value else { throw .undefined("true or false is expected, found \(value.shown)") }
        return bool
    }

    private func fit(_ number: Fraction) throws(Fault) -> Fraction {
        guard number.bitWidth <= Formula.bitsLimit else { throw .tooMuch("a number is too large") }
        return number
    }
}
