/// A piece of a written expression.
enum ExpressionToken: Hashable {
    case number(Fraction)
    /// A variable or constant.
    case symbol(String)
    case function(String)
    /// A fraction or root in LaTeX, whose arguments follow.
    case fraction, root
    /// `+ - * / ^ ± = | ( ) [ ] { } ,`, one character each; brackets of LaTeX are plain ones here.
    case mark(Character)
}

/// Cuts plain or LaTeX-like notation into tokens.
struct ExpressionLexer {
    /// Most bytes of one expression.
    static let longest = 2000

    private let text: ArraySlice<UInt8>
    private var at: Int
    private let known: Set<String>?
    private var tokens: [ExpressionToken] = []

    /// The tokens of a text, or nil where something in it belongs to no expression. Of several letters in a row each is
    /// a variable; with `known` they must all be among these, so that prose is not taken for a product.
    static func tokens(_ text: ArraySlice<UInt8>, known: Set<String>?) -> [ExpressionToken]? {
        guard text.count <= longest else { return nil }
        var lexer = ExpressionLexer(text: text, at: text.startIndex, known: known)
        while lexer.at < text.endIndex { guard lexer.step() else { return nil } }
        return lexer.tokens
    }

    private init(text: ArraySlice<UInt8>, at: Int, known: Set<String>?) {
        (self.text, self.at, self.known) = (text, at, known)
    }

    private mutating func step() -> Bool {
        let byte = text[at]
        if byte.isSpace || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "&") { at += 1; return true }
        if byte.isDigit || byte == UInt8(ascii: ".") { return number() }
        if byte.isLetter { return letters(wordEnd(from: at)) }
        if byte == UInt8(ascii: "\\") { return command() }
        if byte >= 0x80 { return character() }
        if byte == UInt8(ascii: "*"), text.byte(at: at + 1) == byte {
            tokens.append(.mark("^"))
            at += 2
            return true
        }
        guard "+-*/^=|()[]{},;".utf8.contains(byte) else { return false }
        tokens.append(.mark(byte == UInt8(ascii: ";") ? "," : Character(Unicode.Scalar(byte))))
        at += 1
        return true
    }

    private mutating func number() -> Bool {
        let whole = digits()
        var fraction: [UInt8] = []
        if text.byte(at: at) == UInt8(ascii: "."), text.byte(at: at + 1)?.isDigit == true {
            at += 1
            fraction = digits()
        }
        guard !(whole.isEmpty && fraction.isEmpty), whole.count + fraction.count <= NumberValue.longest,
            let value = Fraction(BigInt(digits: whole + fraction), over: BigInt(10).power(fraction.count))
        else { return false }
        tokens.append(.number(value))
        return true
    }

    private mutating func digits() -> [UInt8] {
        var found: [UInt8] = []
        while let byte = text.byte(at: at), byte.isDigit {
            found.append(byte - 48)
            at += 1
        }
        return found
    }

    private func wordEnd(from start: Int) -> Int {
        var end = start
        while let byte = text.byte(at: end), byte.isLetter { end += 1 }
        return end
    }

    /// Function names and `pi` first, the longest first; then each letter is a variable, perhaps with an index.
    private mutating func letters(_ end: Int) -> Bool {
        let word = String(decoding: text[at..<end], as: UTF8.self)
        if known != nil, word == "and" || word == "or" {
            tokens.append(.mark(","))
            at = end
            return true
        }
        let start = tokens.count
        var single: [String] = []
        while at < end {
            if let name = expressionFunctionNames.first(where: { text[at..<end].starts(with: $0.utf8) }) {
                at += name.utf8.count
                tokens.append(.function(name == "log" ? name + index() : name))
            } else if text[at..<end].starts(with: "pi".utf8) {
                tokens.append(.symbol("pi"))
                at += 2
            } else {
                var name = String(decoding: [text[at]], as: UTF8.self)
                at += 1
                if at == end { name += index() }
                single.append(name)
                tokens.append(.symbol(name))
            }
        }
        // One letter, or a letter beside a function, may be anything; a word may not.
        guard let known, tokens.count - start > 1 else { return single.count <= 4 }
        return single.allSatisfy { known.contains($0) || $0 == "e" }
    }

    /// `_1` or `_{12}` behind a variable.
    private mutating func index() -> String {
        guard text.byte(at: at) == UInt8(ascii: "_") else { return "" }
        let isBraced = text.byte(at: at + 1) == UInt8(ascii: "{")
        let start = at + (isBraced ? 2 : 1)
        var end = start
        while let byte = text.byte(at: end), byte.isDigit || byte.isLetter, isBraced || end == start, end - start < 8 {
            end += 1
        }
        guard end > start, !isBraced || text.byte(at: end) == UInt8(ascii: "}") else { return "" }
        at = end + (isBraced ? 1 : 0)
        return "_" + String(decoding: text[start..<end], as: UTF8.self)
    }

    private mutating func command() -> Bool {
        let end = wordEnd(from: at + 1)
        guard end > at + 1 else {
            // An escaped brace or bracket, or a space.
            guard let next = text.byte(at: at + 1), "{}[]()|,;:! %\\".utf8.contains(next) else { return false }
            at += 2
            if next == UInt8(ascii: "{") || next == UInt8(ascii: "}") { tokens.append(.mark(next == 0x7B ? "{" : "}")) }
            if next == UInt8(ascii: "|") { tokens.append(.mark("|")) }
            return next != UInt8(ascii: "%")
        }
        let name = String(decoding: text[(at + 1)..<end], as: UTF8.self)
        at = end
        if skippedCommands.contains(name) { return true }
        if let mark = commandMarks[name] { tokens.append(.mark(mark)); return true }
        if name.hasSuffix("frac") {
            tokens.append(.fraction)
            // Without braces each argument is one digit: \frac12.
            for _ in 0..<2 {
                guard let digit = text.byte(at: at), digit.isDigit else { break }
                tokens.append(.number(Fraction(Int(digit - 48))))
                at += 1
            }
            return true
        }
        if name == "sqrt" { tokens.append(.root); return true }
        if expressionFunctionNames.contains(name) {
            tokens.append(.function(name == "log" ? name + index() : name))
            return true
        }
        if name == "pi" { tokens.append(.symbol("pi")); return true }
        if greek.contains(name) { tokens.append(.symbol(name + index())); return true }
        if name == "text" || name == "mathrm" || name == "operatorname" { return wordInBraces() }
        return false
    }

    /// What `\text{ and }` says, or an upright `e`.
    private mutating func wordInBraces() -> Bool {
        guard text.byte(at: at) == UInt8(ascii: "{"),
            let close = text[at...].prefix(16).firstIndex(of: UInt8(ascii: "}"))
        else { return false }
        let word = String(decoding: trimmed(text[(at + 1)..<close]), as: UTF8.self)
        at = close + 1
        switch word {
        case "and", "or", ",": tokens.append(.mark(","))
        case "e", "pi": tokens.append(.symbol(word))
        case "": break
        default:
            guard expressionFunctionNames.contains(word) else { return false }
            tokens.append(.function(word))
        }
        return true
    }

    private mutating func character() -> Bool {
        guard let scalar = text.scalar(startingAt: at) else { return false }
        at += UTF8.width(scalar)
        if let digit = superscripts.firstIndex(of: scalar) {
            var value = [UInt8(digit)]
            while let next = text.scalar(startingAt: at), let more = superscripts.firstIndex(of: next), value.count < 6
            {
                value.append(UInt8(more))
                at += UTF8.width(next)
            }
            tokens += [.mark("^"), .number(Fraction(BigInt(digits: value)))]
            return true
        }
        switch scalar {
        case "−", "–", "‐", "‑": tokens.append(.mark("-"))
        case "·", "×", "⋅", "∙", "∗": tokens.append(.mark("*"))
        case "÷", "∕": tokens.append(.mark("/"))
        case "±": tokens.append(.mark("±"))
        case "π": tokens.append(.symbol("pi"))
        case "√": tokens.append(.root)
        case "α"..."ω": tokens.append(.symbol(String(scalar)))
        default: return scalar.isWhiteSpace || scalar.isUnseen
        }
        return true
    }
}

private let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars)
/// The longest first, so that none hides another.
let expressionFunctionNames = ["sqrt", "sin", "cos", "tan", "exp", "log", "abs", "sec", "csc", "cot", "ln", "lg"]
private let skippedCommands: Set<String> = [
    "left", "right", "displaystyle", "quad", "qquad", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "limits", "boxed",
]
private let commandMarks: [String: Character] = [
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "pm": "±", "lvert": "|", "rvert": "|", "vert": "|",
    "lbrace": "{", "rbrace": "}", "land": ",", "lor": ",",
]
private let greek: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu",
    "xi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega",
]
