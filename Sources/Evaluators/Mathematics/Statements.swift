/// What an answer in mathematics states: expressions or equations, in a row or as a set or tuple.
struct Statements: Sendable, Equatable {
    /// One expression, or an equation.
    struct Statement: Sendable, Equatable {
        /// The left side of an equation; nil where there is none.
        var left: Expression?
        var right: Expression

        /// The name before the equals sign, where nothing else stands there: `x = 3` gives a value.
        var name: String? { if case .symbol(let name) = left { name } else { nil } }
        /// Whether it gives a value, not a relation.
        var isValue: Bool { left == nil || name != nil }
    }

    /// Most statements of one answer.
    static let most = 24

    var all: [Statement]
    /// Whether it is a tuple in parentheses or square brackets, whose order counts.
    var isTuple: Bool

    /// What the text states, or nil where any of it is no expression; `±` gives two statements.
    init?(_ text: ArraySlice<UInt8>, known: Set<String>? = nil) {
        guard var tokens = ExpressionLexer.tokens(text, known: known)?[...], !tokens.isEmpty else { return nil }
        var name: [ExpressionToken] = []
        // "x = {1, 2}", "x ∈ …": what is named before a set or tuple says nothing more.
        if tokens.count > 4, case .symbol = tokens[0], tokens[1] == .mark("="),
            Statements.inner(tokens.dropFirst(2)) != nil
        {
            name = Array(tokens.prefix(2))
            tokens = tokens.dropFirst(2)
        }
        let inner = Statements.inner(tokens)
        isTuple = inner.map { _ in tokens.first != .mark("{") } ?? false
        all = []
        for piece in Statements.split(inner ?? tokens, at: ",") where !piece.isEmpty {
            guard let found = Statements.read(name[...] + piece) else { return nil }
            all += found
            guard all.count <= Statements.most else { return nil }
        }
        if all.isEmpty { return nil }
    }

    /// The content of the brackets around all of the tokens, if there is a comma in it.
    private static func inner(_ tokens: ArraySlice<ExpressionToken>) -> ArraySlice<ExpressionToken>? {
        let pairs: [ExpressionToken: ExpressionToken] = [
            .mark("("): .mark(")"), .mark("["): .mark("]"), .mark("{"): .mark("}"),
        ]
        guard let first = tokens.first, let close = pairs[first], tokens.last == close else { return nil }
        let content = tokens.dropFirst().dropLast()
        var depth = 0
        for token in content {
            depth += level(token)
            if depth < 0 { return nil }
        }
        guard depth == 0 else { return nil }
        return split(content, at: ",").count > 1 || first == .mark("{") ? content : nil
    }

    private static func level(_ token: ExpressionToken) -> Int {
        guard case .mark(let mark) = token else { return 0 }
        return "([{".contains(mark) ? 1 : ")]}".contains(mark) ? -1 : 0
    }

    private static func split(_ tokens: ArraySlice<ExpressionToken>, at mark: Character) -> [ArraySlice<
        ExpressionToken
    >] {
        var pieces: [ArraySlice<ExpressionToken>] = []
        var start = tokens.startIndex
        var depth = 0
        for index in tokens.indices {
            depth += level(tokens[index])
            if depth == 0, tokens[index] == .mark(mark) {
                pieces.append(tokens[start..<index])
                start = index + 1
            }
        }
        return pieces + [tokens[start...]]
    }

    /// One statement, or the two of a `±`; of a chain `a = b = c` the first and last side.
    private static func read(_ tokens: ArraySlice<ExpressionToken>) -> [Statement]? {
        let sides = split(Array(tokens)[...], at: "=")
        guard let first = sides.first, let last = sides.last, sides.count <= 8 else { return nil }
        var found: [Statement] = []
        for isPlus in tokens.contains(.mark("±")) ? [true, false] : [true] {
            guard let right = ExpressionParser.parse(last, isPlus: isPlus) else { return nil }
            var left: Expression?
            if sides.count > 1 {
                guard let formula = ExpressionParser.parse(first, isPlus: isPlus) else { return nil }
                left = formula
            }
            found.append(Statement(left: left, right: right))
        }
        return found
    }

    /// The names in all of them.
    var variables: Set<String> {
        all.reduce(into: []) { $0.formUnion($1.right.variables.union($1.left?.variables ?? [])) }
    }
}

extension Equivalence {
    /// Whether a statement of an answer says what the expected one says. The value of `x = 3` is 3, and a name before
    /// it need not be written, but may not be another one.
    static func of(_ expected: Statements.Statement, _ answer: Statements.Statement) -> Equivalence {
        if expected.isValue, answer.isValue, expected.name == nil || answer.name == nil || expected.name == answer.name
        {
            return of(expected.right, answer.right)
        }
        if let a = expected.left, let b = answer.left { return ofEquations((a, expected.right), (b, answer.right)) }
        if let b = answer.left, expected.isValue { return ofEquations((b, answer.right), (b, expected.right)) }
        return .different(at: "")
    }
}

extension Statements {
    /// One expression.
    init(single formula: Expression) {
        all = [Statement(left: nil, right: formula)]
        isTuple = false
    }
}
