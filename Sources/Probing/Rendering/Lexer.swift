/// Cuts an expression, from after `{{` to `}}`, into tokens.
struct Lexer {
    /// A piece of an expression.
    enum Token: Equatable {
        case int(Int64)
        case text(String)
        case name(String)
        case symbol(Symbol)
        /// The closing `}}`.
        case end
    }

    /// Operators and brackets.
    enum Symbol: String, CaseIterable {
        // Longer ones first: the lexer takes the first that fits.
        case floorDivide = "//", equal = "==", unequal = "!=", atMost = "<=", atLeast = ">="
        case plus = "+", minus = "-", times = "*", divide = "/", modulo = "%", less = "<", more = ">"
        case question = "?", colon = ":", comma = ",", open = "(", close = ")", openList = "[", closeList = "]"
        case assign = "=", dot = "."
    }

    private let bytes: [UInt8]
    private let start: Int
    /// Where the next token, or the white space before it, begins.
    private(set) var at: Int

    /// The longest expression, in bytes.
    static let longestExpression = 2_000

    /// A lexer of the expression that begins at byte `start`.
    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        self.start = start
        at = start
    }

    /// The next token and the byte where it begins.
    mutating func next() throws(Fault) -> (token: Token, byte: Int) {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        let begin = at
        guard begin - start <= Self.longestExpression else {
            throw Fault(byte: start, problem: "an expression of more than \(Self.longestExpression) bytes")
        }
        guard begin < bytes.count else {
            throw Fault(
                byte: max(start - 2, 0), problem: "\"{{\" is not closed",
                instead: "close it with \"}}\", or write {{'{{'}} for two braces as such")
        }
        let byte = bytes[begin]
        if byte == UInt8(ascii: "}"), begin + 1 < bytes.count, bytes[begin + 1] == byte {
            at += 2
            return (.end, begin)
        }
        if isDigit(byte) { return (.int(try number()), begin) }
        if isLetter(byte) { return (.name(word()), begin) }
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return (.text(try quoted(byte)), begin) }
        for symbol in Symbol.allCases where bytes[begin...].starts(with: symbol.rawValue.utf8) {
            at += symbol.rawValue.utf8.count
            return (.symbol(symbol), begin)
        }
        throw unexpected(byte, begin)
    }

    private func unexpected(_ byte: UInt8, _ begin: Int) -> Fault {
        let hint =
            switch byte {
            case UInt8(ascii: "&"): "write \"and\""
            case UInt8(ascii: "|"): "write \"or\""
            case UInt8(ascii: "!"): "write \"not\", or compare with \"!=\""
            case UInt8(ascii: "^"): "write pow(a, b)"
            case UInt8(ascii: "{"): "write {{'{{'}} for two braces as such"
            default: ""
            }
        let sign =
            byte < 0x80 ? "\"\(Character(Unicode.Scalar(byte)))\"" : "a sign that is no letter, digit or operator"
        return Fault(byte: begin, problem: "\(sign) means nothing in an expression", instead: hint)
    }

    private mutating func number() throws(Fault) -> Int64 {
        let begin = at
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            throw Fault(
                byte: at, problem: "expressions have whole numbers only",
                instead: "use ratio(15, 4) to calculate with 3.75, or decimal(375, 2) for its text")
        }
        guard let value = Int64(String(decoding: bytes[begin..<at], as: UTF8.self)) else {
            throw Fault(byte: begin, problem: "a number beyond \(Int64.max)")
        }
        if at < bytes.count, isLetter(bytes[at]) {
            throw Fault(byte: at, problem: "an operator is expected between a number and a name")
        }
        return value
    }

    private mutating func word() -> String {
        let begin = at
        while at < bytes.count, isLetter(bytes[at]) || isDigit(bytes[at]) { at += 1 }
        return String(decoding: bytes[begin..<at], as: UTF8.self)
    }

    private mutating func quoted(_ quote: UInt8) throws(Fault) -> String {
        let begin = at
        at += 1
        while at < bytes.count, bytes[at] != quote { at += 1 }
        guard at < bytes.count else {
            throw Fault(
                byte: begin, problem: "a text in quotes is not closed",
                instead: "put a text that has one kind of quote in it into the other kind")
        }
        at += 1
        return String(decoding: bytes[begin + 1..<at - 1], as: UTF8.self)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || byte == 95 }
}
