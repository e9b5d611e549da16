/// The words, names, texts and marks of SQL, comments left out. Total and linear.
struct SQLTokens {
    /// Most tokens that are read.
    static let limit = 20_000
    /// Most bytes of a keyword or name that count: no database has longer ones, and each is compared with many.
    static let longestName = 1024

    /// One token.
    struct Token: Equatable, Sendable {
        enum Kind: Sendable {
            /// A keyword, function or name without quotes: in lower case.
            case word
            /// A name in `"…"`, `` `…` `` or `[…]`: in lower case, without its quotes.
            case name
            /// A text in `'…'`, with its quotes; or a number.
            case literal
            /// Anything else: one character, or one of `<= >= <> != || :: ->`.
            case mark
        }

        let kind: Kind
        let text: String

        /// Whether it is this keyword; compared by bytes, for an answer may hold nothing but combining marks.
        func isWord(_ word: String) -> Bool { kind == .word && text.utf8.elementsEqual(word.utf8) }
        /// Whether it is this mark.
        func isMark(_ mark: String) -> Bool { kind == .mark && text.utf8.elementsEqual(mark.utf8) }
    }

    /// Without those behind `limit`.
    private(set) var tokens: [Token] = []
    /// What is never closed, in words; nil where all is.
    private(set) var fault: String?

    private let text: ArraySlice<UInt8>
    private var index: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        index = text.startIndex
        while index < text.endIndex, tokens.count < SQLTokens.limit { step() }
        if index < text.endIndex { fault = fault ?? "more than \(SQLTokens.limit) words and marks" }
    }

    private mutating func step() {
        let byte = text[index]
        if byte.isSpace { index += 1; return }
        if text.starts(at: index, with: [45, 45]) {
            index = text[index...].firstIndex(of: 10) ?? text.endIndex
        } else if text.starts(at: index, with: [47, 42]) {
            let end = Search([42, 47]).first(in: text[(index + 2)...])
            if end == nil { fault = fault ?? "the comment on line \(line) is never closed" }
            index = end?.upperBound ?? text.endIndex
        } else if byte == UInt8(ascii: "'") {
            quoted(byte, .literal)
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
            quoted(byte, .name)
        } else if byte == UInt8(ascii: "["), let end = bracketed() {
            add(.name, text[(index + 1)..<end])
            index = end + 1
        } else if byte.isDigit || (byte == UInt8(ascii: ".") && text.byte(at: index + 1)?.isDigit == true) {
            take(.literal) { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: ".") }
        } else if isWordByte(byte) {
            take(.word) { isWordByte($0) || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "#") }
        } else {
            let pair = ["<=", ">=", "<>", "!=", "||", "::", "->"].first { text.starts(at: index, with: Array($0.utf8)) }
            let length = pair == nil ? 1 : 2
            add(.mark, text[index..<(index + length)])
            index += length
        }
    }

    private var line: Int { lineNumber(text, at: index) }

    private mutating func add(_ kind: Token.Kind, _ bytes: ArraySlice<UInt8>) {
        let text = String(decoding: kind == .literal ? bytes : bytes.prefix(Self.longestName), as: UTF8.self)
        tokens.append(Token(kind: kind, text: kind == .literal ? text : text.lowercased()))
    }

    private mutating func take(_ kind: Token.Kind, while belongs: (UInt8) -> Bool) {
        let end = text[index...].firstIndex { !belongs($0) } ?? text.endIndex
        add(kind, text[index..<end])
        index = end
    }

    /// A text or name in quotes; two of them are one within it.
    private mutating func quoted(_ quote: UInt8, _ kind: Token.Kind) {
        var content: [UInt8] = []
        var at = index + 1
        while at < text.endIndex {
            if text[at] == quote {
                guard text.byte(at: at + 1) == quote else { break }
                at += 1
            }
            content.append(text[at])
            at += 1
        }
        if at >= text.endIndex { fault = fault ?? "the quote on line \(line) is never closed" }
        add(kind, kind == .literal ? [quote] + content[...] + [quote] : content[...])
        index = min(at + 1, text.endIndex)
    }

    /// Where `[name]` ends, if it is a name and no array.
    private func bracketed() -> Int? {
        guard let end = text[index...].prefix(130).firstIndex(of: UInt8(ascii: "]")), end > index + 1,
            text[index + 1].isLetter || text[index + 1] == 95,
            text[(index + 1)..<end].allSatisfy({ isWordByte($0) || $0 == 32 })
        else { return nil }
        return end
    }
}
