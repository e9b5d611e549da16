import Core

/// Parses one expression of a template, from after `{{` to its `}}`.
///
/// From the loosest to the tightest: `a ? b : c`, `or`, `and`, `not`, one comparison (`== != < <= > >=`), `+ -`,
/// `* / // %`, a leading `-`, `.field`, and last numbers, texts in single or double quotes, `true`, `false`, names, calls,
/// `[lists]`, `[x for x in list if condition]` and `(parentheses)`. `let x = a, y = b in c` names values on the way.
/// `let`, `in`, `for` and `if` are names like others everywhere else. probes/EXPRESSIONS.md has the grammar.
struct ExpressionParser {
    /// How deep brackets, calls and prefixes may nest.
    static let deepest = 32
    /// How many operators an expression may have.
    static let mostOperators = 100

    private var lexer: Lexer
    private(set) var token: Lexer.Token
    private(set) var byte: Int
    private var depth = 0
    private var operators = 0

    /// The expression that begins at byte `start`, and the byte after its `}}`.
    static func parse(_ bytes: [UInt8], from start: Int) throws(Fault) -> (expression: Expression, end: Int) {
        var parser = try ExpressionParser(bytes, from: start)
        if parser.token == .end {
            throw Fault(byte: start, problem: "an expression is missing between \"{{\" and \"}}\"")
        }
        let expression = try parser.choice()
        guard parser.token == .end else { throw parser.unexpected("\"}}\" or an operator is expected here") }
        return (expression, parser.lexer.at)
    }

    /// The expression that is the whole of a text.
    static func parse(whole text: String) throws(Fault) -> Expression {
        let (expression, end) = try parse(Array(text.utf8) + Array("}}".utf8), from: 0)
        guard end >= text.utf8.count else {
            throw Fault(byte: max(end - 2, 0), problem: "\"}}\" in an expression", instead: "put it into quotes")
        }
        return expression
    }

    private init(_ bytes: [UInt8], from start: Int) throws(Fault) {
        lexer = Lexer(bytes, from: start)
        (token, byte) = try lexer.next()
    }

    mutating func advance() throws(Fault) { (token, byte) = try lexer.next() }

    func unexpected(_ problem: String) -> Fault {
        guard token == .symbol(.assign) else { return Fault(byte: byte, problem: problem) }
        return Fault(
            byte: byte, problem: "\"=\" means nothing here",
            instead: "compare with \"==\", or write let x = 1 in x + 1 to name a value")
    }

    mutating func take(_ symbol: Lexer.Symbol) throws(Fault) -> Bool {
        guard token == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: Lexer.Symbol) throws(Fault) {
        guard try take(symbol) else { throw unexpected("\"\(symbol.rawValue)\" is expected here") }
    }

    private mutating func countOperator() throws(Fault) {
        operators += 1
        if operators > Self.mostOperators {
            throw unexpected("an expression of more than \(Self.mostOperators) operators")
        }
    }

    mutating func enter() throws(Fault) {
        depth += 1
        if depth > Self.deepest { throw unexpected("nested deeper than \(Self.deepest) levels") }
    }

    /// Leaves a level of nesting.
    mutating func leave() { depth -= 1 }

    /// A whole expression.
    mutating func choice() throws(Fault) -> Expression {
        try enter()
        defer { leave() }
        if let local = try local() { return local }
        let condition = try connected(.or)
        let at = byte
        guard try take(.question) else { return condition }
        let yes = try choice()
        try expect(.colon)
        return .choose(condition, yes, try choice(), byte: at)
    }

    private mutating func connected(_ word: Expression.Connective) throws(Fault) -> Expression {
        var left = try word == .or ? connected(.and) : negation()
        while token == .name(word.rawValue) {
            let at = byte
            try countOperator()
            try advance()
            left = .connect(word, left, try word == .or ? connected(.and) : negation(), byte: at)
        }
        return left
    }

    private mutating func negation() throws(Fault) -> Expression {
        guard token == .name("not") else { return try comparison() }
        let at = byte
        try enter()
        defer { leave() }
        try advance()
        return .not(try negation(), byte: at)
    }

    private mutating func comparison() throws(Fault) -> Expression {
        let left = try sum()
        guard let comparing = binaryOperator(of: [.equal, .unequal, .less, .atMost, .more, .atLeast]) else {
            return left
        }
        let at = byte
        try countOperator()
        try advance()
        let compared = Expression.binary(comparing, left, try sum(), byte: at)
        if binaryOperator(of: [.equal, .unequal, .less, .atMost, .more, .atLeast]) != nil {
            throw Fault(byte: byte, problem: "comparisons do not chain", instead: "write a < b and b < c")
        }
        return compared
    }

    private mutating func sum() throws(Fault) -> Expression {
        var left = try product()
        while let adding = binaryOperator(of: [.plus, .minus]) {
            let at = byte
            try countOperator()
            try advance()
            left = .binary(adding, left, try product(), byte: at)
        }
        return left
    }

    private mutating func product() throws(Fault) -> Expression {
        var left = try prefixed()
        while let multiplying = binaryOperator(of: [.times, .divide, .floorDivide, .modulo]) {
            let at = byte
            try countOperator()
            try advance()
            left = .binary(multiplying, left, try prefixed(), byte: at)
        }
        return left
    }

    private func binaryOperator(of symbols: [Lexer.Symbol]) -> Expression.Operator? {
        guard case .symbol(let symbol) = token, symbols.contains(symbol) else { return nil }
        return Expression.Operator(rawValue: symbol.rawValue)
    }

    private mutating func prefixed() throws(Fault) -> Expression {
        guard token == .symbol(.minus) else { return try fields(of: try primary()) }
        let at = byte
        try enter()
        defer { leave() }
        try advance()
        return .negate(try prefixed(), byte: at)
    }

    private mutating func primary() throws(Fault) -> Expression {
        let at = byte
        switch token {
        case .int(let value):
            try advance()
            return .literal(.int(value))
        case .text(let value):
            try advance()
            return .literal(.text(value))
        case .name(let name):
            try advance()
            return try named(name, at)
        case .symbol(.open):
            try advance()
            let inner = try choice()
            try expect(.close)
            return inner
        case .symbol(.openList):
            try advance()
            return try list(at)
        case .symbol, .end: throw unexpected("a value is expected here")
        }
    }

    private mutating func named(_ name: String, _ at: Int) throws(Fault) -> Expression {
        if name == "true" || name == "false" { return .literal(.bool(name == "true")) }
        if Self.keywords.contains(name) {
            throw Fault(byte: at, problem: "a value is expected here, found \"\(name)\"")
        }
        guard try take(.open) else { return .name(name, byte: at) }
        guard let function = Function.named(name) else {
            let hint = nearest(to: name, among: Function.all.map(\.name)).map { "write \"\($0)\"" }
            throw Fault(
                byte: at, problem: "unknown function \"\(shortened(name, 40))\"",
                instead: hint ?? "probes/EXPRESSIONS.md lists all functions")
        }
        let arguments = try elements(until: .close)
        guard function.arity.contains(arguments.count) else {
            throw Fault(
                byte: at, problem: "\(name)() with \(arguments.count) arguments", instead: "write \(function.usage)")
        }
        return .call(function, arguments, byte: at)
    }

    /// The rest of a list or of arguments, of which `first` is read already.
    mutating func elements(
        until close: Lexer.Symbol, after first: Expression? = nil
    ) throws(Fault) -> [Expression] {
        if first == nil, try take(close) { return [] }
        var elements: [Expression] = []
        if let first { elements.append(first) } else { elements.append(try choice()) }
        while try take(.comma) { elements.append(try choice()) }
        guard try take(close) else { throw unexpected("\",\" or \"\(close.rawValue)\" is expected here") }
        return elements
    }

    /// Words that are no names of values.
    static let keywords = ["and", "or", "not", "true", "false"]
}
