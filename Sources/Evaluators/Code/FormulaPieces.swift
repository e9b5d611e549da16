/// An expression cut into numbers, texts, names and signs, with a place among them.
struct FormulaPieces {
    /// One piece. Names are in lower case; signs of typography are those of a keyboard.
    enum Piece: Equatable {
        case number(Fraction)
        case text(String)
        case sign(String)
        case end
    }

    private var pieces: [(piece: Piece, at: Int)] = []
    private var index = 0

    /// The pieces of a text, up to a single `=`.
    init(_ text: ArraySlice<UInt8>) throws(Formula.Fault) {
        var at = text.startIndex
        while at < text.endIndex {
            guard pieces.count < Formula.tokensLimit else { throw .tooMuch("more than \(Formula.tokensLimit) pieces") }
            let byte = text[at]
            if byte.isSpace { at += 1; continue }
            guard let (piece, end) = try FormulaPieces.piece(text, at: at) else {
                throw .malformed("a character that no expression has", at: at - text.startIndex)
            }
            if piece == .sign("=") { break }
            pieces.append((piece, at - text.startIndex))
            at = end
        }
        pieces.append((.end, at - text.startIndex))
    }

    /// The piece at the place.
    var current: Piece { pieces[index].piece }

    /// The numbers that are written in the expression, in order.
    var numbers: [Fraction] { pieces.compactMap { if case .number(let number) = $0.piece { number } else { nil } } }

    mutating func advance() { index = min(index + 1, pieces.count - 1) }

    /// Goes past a sign, if it is there.
    mutating func take(_ sign: String) -> Bool {
        guard current == .sign(sign) else { return false }
        advance()
        return true
    }

    func malformed(_ problem: String) -> Formula.Fault { .malformed(problem, at: pieces[index].at) }

    private static let signs: [(written: [UInt8], sign: String)] = [
        ("**", "**"), ("//", "//"), ("==", "=="), ("!=", "!="), ("<=", "<="), (">=", ">="), ("&&", "&&"), ("||", "||"),
        ("≤", "<="), ("≥", ">="), ("≠", "!="), ("×", "*"), ("·", "*"), ("⋅", "*"), ("÷", "/"), ("−", "-"), ("–", "-"),
        ("\\times", "*"), ("\\cdot", "*"), ("\\div", "/"), ("\\left", ""), ("\\right", ""), ("+", "+"), ("-", "-"),
        ("*", "*"), ("/", "/"), ("%", "%"), ("^", "^"), ("(", "("), (")", ")"), ("[", "("), ("]", ")"), (",", ","),
        ("<", "<"), (">", ">"), ("=", "="), ("!", "!"),
    ].map { (Array($0.0.utf8), $0.1) }

    private static func piece(_ text: ArraySlice<UInt8>, at start: Int) throws(Formula.Fault) -> (Piece, Int)? {
        let byte = text[start]
        if byte.isDigit || (byte == UInt8(ascii: ".") && text.byte(at: start + 1)?.isDigit == true) {
            return try number(text, at: start)
        }
        if byte == 34 || byte == 39 {
            guard let end = text[(start + 1)...].firstIndex(of: byte) else {
                throw .malformed("a text is never closed", at: start - text.startIndex)
            }
            return (.text(String(decoding: text[(start + 1)..<end], as: UTF8.self)), end + 1)
        }
        if byte.isLetter {
            let end = text[start...].firstIndex { !$0.isLetter } ?? text.endIndex
            return (.sign(String(decoding: text[start..<end].map(\.lowered), as: UTF8.self)), end)
        }
        guard let sign = signs.first(where: { text.starts(at: start, with: $0.written) }) else { return nil }
        let end = start + sign.written.count
        guard sign.sign.isEmpty else { return (.sign(sign.sign), end) }
        // `\left` and `\right` are nothing by themselves.
        var next = end
        while text.byte(at: next)?.isSpace == true { next += 1 }
        guard let bracket = text.byte(at: next), [40, 41, 91, 93].contains(bracket) else { return nil }
        return (.sign(bracket == 40 || bracket == 91 ? "(" : ")"), next + 1)
    }

    private static func number(_ text: ArraySlice<UInt8>, at start: Int) throws(Formula.Fault) -> (Piece, Int) {
        var end = start
        var hasPoint = false
        while let byte = text.byte(at: end), byte.isDigit || (byte == UInt8(ascii: ".") && !hasPoint) {
            if byte == UInt8(ascii: ".") {
                guard text.byte(at: end + 1)?.isDigit == true else { break }
                hasPoint = true
            }
            end += 1
        }
        let parts = text[start..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = parts.map { $0.map { $0 - 48 } }
        let decimal = Decimal(
            isNegative: false, whole: digits[0], fraction: digits.count > 1 ? digits[1] : [], exponent: 0)
        guard let number = NumberValue(decimal).rational, number.bitWidth <= Formula.bitsLimit else {
            throw .tooMuch("a number is too large")
        }
        return (.number(number), end)
    }
}
