/// Code with everything in comments and texts blanked out, byte for byte, so that what is left can be read as it stands.
///
/// Total and linear. Knows escapes, texts of several lines, raw texts (`r"…"`, `r#"…"#`, `#"…"#`), templates of JavaScript
/// with code in `${…}`, regular expressions of JavaScript, lifetimes of Rust, and `$tag$` of PostgreSQL.
struct CodeMask {
    /// The code; a blanked byte is a space, a text becomes `"…"` with spaces.
    private(set) var bytes: [UInt8]
    /// What is never closed: what it is and the byte where it begins.
    private(set) var unclosed: (what: String, at: Int)?

    private let text: [UInt8]
    private let language: CodeLanguage
    private let lineComment: [UInt8]
    private let quotes: [UInt8]
    /// For each byte whether anything may begin with it; most code is passed over by this alone.
    private let begins: [Bool]
    private var index = 0
    /// For templates of JavaScript: how many braces are open within each `${`.
    private var templates: [Int] = []

    init(_ text: ArraySlice<UInt8>, _ language: CodeLanguage) {
        self.text = Array(text)
        self.language = language
        lineComment = language.lineComment
        quotes = language.quotes
        var begins = [Bool](repeating: false, count: 256)
        for byte in Array("`/${}r#".utf8) + language.lineComment + language.quotes { begins[Int(byte)] = true }
        self.begins = begins
        bytes = self.text
        while index < self.text.count { step() }
        if unclosed == nil, !templates.isEmpty { unclosed = ("a template", self.text.count) }
    }

    private mutating func step() {
        let byte = text[index]
        guard begins[Int(byte)] else { index += 1; return }
        let slice = text[...]
        if slice.starts(at: index, with: lineComment) { return blankLine(from: index) }
        if byte == UInt8(ascii: "/"), language.hasBlockComments, slice.byte(at: index + 1) == UInt8(ascii: "*") {
            return blockComment()
        }
        if rawText() { return }
        if quotes.contains(byte) {
            if byte == UInt8(ascii: "'"), language == .rust, isLifetime { index += 1; return }
            return quotedText(byte)
        }
        if byte == UInt8(ascii: "`"), language.hasBacktickTexts { index += 1; return backtickText(from: index - 1) }
        if language == .javascript || language == .typescript {
            if byte == UInt8(ascii: "/"), regexMayStand { if regex() { return } }
            if !templates.isEmpty { if templateBrace(byte) { return } }
        }
        if byte == UInt8(ascii: "$"), language == .sql, dollarText() { return }
        index += 1
    }

    private mutating func blank(_ range: Range<Int>) {
        for place in range where text[place] != 10 { bytes[place] = 32 }
    }

    private mutating func blankLine(from start: Int) {
        let end = text[start...].firstIndex(of: 10) ?? text.count
        blank(start..<end)
        index = end
    }

    private mutating func blockComment() {
        let start = index
        var depth = 0
        while index < text.count {
            let next = text[...].byte(at: index + 1)
            if text[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                depth = language.nestsComments ? depth + 1 : 1
                index += 2
            } else if text[index] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                depth -= 1
                index += 2
                if depth == 0 { return blank(start..<index) }
            } else {
                index += 1
            }
        }
        blank(start..<text.count)
        unclosed = unclosed ?? ("a comment", start)
    }

    /// Keeps the quotes at both ends and blanks what is between.
    private mutating func close(_ start: Int, _ what: String, end: Int?) {
        index = end ?? text.count
        blank(start..<index)
        bytes[start] = UInt8(ascii: "\"")
        if let end { bytes[end - 1] = UInt8(ascii: "\"") } else { unclosed = unclosed ?? (what, start) }
    }

    private mutating func quotedText(_ quote: UInt8) {
        let start = index
        if language.hasTripleQuotes, text[...].starts(at: index, with: [quote, quote, quote]) {
            var at = index + 3
            while at < text.count, !text[...].starts(at: at, with: [quote, quote, quote]) {
                at += text[at] == UInt8(ascii: "\\") ? 2 : 1
            }
            return close(start, "a text", end: at < text.count ? at + 3 : nil)
        }
        let isSQL = language == .sql
        var at = index + 1
        while at < text.count, text[at] != quote {
            // A text ends with its line but in SQL and Rust.
            if text[at] == 10, !isSQL, language != .rust { break }
            at += text[at] == UInt8(ascii: "\\") && !isSQL ? 2 : 1
        }
        if isSQL, at < text.count, text.dropFirst(at + 1).first == quote {
            // Two quotes are one within the text: the rest is a text that follows at once.
            return close(start, "a text", end: at + 1)
        }
        if at < text.count, text[at] == quote { return close(start, "a text", end: at + 1) }
        // An apostrophe that is none of a text: the mark alone is blanked.
        if language == .c || language == .cpp, quote == UInt8(ascii: "'") { index += 1; return }
        unclosed = unclosed ?? ("a text", start)
        let end = min(at, text.count)
        blank(start..<end)
        index = max(end, start + 1)
    }

    /// A `'` of Rust that begins a lifetime and no character.
    private var isLifetime: Bool {
        guard index + 1 < text.count, text[index + 1].isLetter || text[index + 1] == 95 else { return false }
        return text[...].byte(at: index + 2) != UInt8(ascii: "'")
    }

    /// `r#"…"#` of Rust, `#"…"#` of Swift.
    private mutating func rawText() -> Bool {
        guard language == .rust || language == .swift else { return false }
        var at = index
        if language == .rust {
            guard text[at] == UInt8(ascii: "r"), at == 0 || !isWordByte(text[at - 1]) else { return false }
            at += 1
        }
        let marks = text[at...].prefix { $0 == UInt8(ascii: "#") }.count
        at += marks
        guard marks > 0 || language == .rust, at < text.count, text[at] == UInt8(ascii: "\"") else { return false }
        var closing = [UInt8](repeating: UInt8(ascii: "#"), count: min(marks, 64))
        closing.insert(UInt8(ascii: "\""), at: 0)
        let found = Search(closing).first(in: text[(at + 1)...])
        close(index, "a text", end: found?.upperBound)
        return true
    }

    private mutating func backtickText(from start: Int) {
        var at = index
        while at < text.count, text[at] != UInt8(ascii: "`") {
            if language != .go {
                if text[at] == UInt8(ascii: "\\") { at += 2; continue }
                if text[at] == UInt8(ascii: "$"), text[...].byte(at: at + 1) == UInt8(ascii: "{") {
                    blank(start..<(at + 2))
                    templates.append(0)
                    index = at + 2
                    return
                }
            }
            at += 1
        }
        let isClosed = at < text.count
        index = min(at + 1, text.count)
        blank(start..<index)
        if !isClosed { unclosed = unclosed ?? ("a template", start) }
    }

    /// A brace within `${…}`; the one that ends it goes on with the template.
    private mutating func templateBrace(_ byte: UInt8) -> Bool {
        let last = templates.count - 1
        if byte == UInt8(ascii: "{") { templates[last] += 1 }
        guard byte == UInt8(ascii: "}") else { return false }
        if templates[last] > 0 { templates[last] -= 1; return false }
        templates.removeLast()
        bytes[index] = 32
        index += 1
        backtickText(from: index - 1)
        return true
    }

    /// Whether a `/` begins a regular expression: not behind a name, a number or a closing bracket.
    private var regexMayStand: Bool {
        var at = index - 1
        while at >= 0, bytes[at] == 32 || bytes[at] == 9 { at -= 1 }
        guard at >= 0 else { return true }
        if bytes[at] == 41 || bytes[at] == 93 || bytes[at] == 125 || bytes[at] == 34 { return false }
        guard isWordByte(bytes[at]) else { return true }
        var start = at
        while start > 0, isWordByte(bytes[start - 1]) { start -= 1 }
        return ["return", "typeof", "case", "in", "of"].contains(String(decoding: bytes[start...at], as: UTF8.self))
    }

    private mutating func regex() -> Bool {
        var at = index + 1
        var isInClass = false
        while at < text.count, text[at] != 10 {
            switch text[at] {
            case UInt8(ascii: "\\"): at += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "/") where !isInClass:
                close(index, "a pattern", end: at + 1)
                return true
            default: break
            }
            at += 1
        }
        return false
    }

    /// `$$…$$` and `$tag$…$tag$`.
    private mutating func dollarText() -> Bool {
        let name = text[(index + 1)...].prefix { isWordByte($0) }
        guard name.count <= 64, text[...].byte(at: name.endIndex) == UInt8(ascii: "$"), name.first?.isDigit != true
        else {
            return false
        }
        let mark = Array(text[index...name.endIndex])
        close(index, "a text", end: Search(mark).first(in: text[(name.endIndex + 1)...])?.upperBound)
        return true
    }
}

/// Whether a byte belongs to a name.
func isWordByte(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte == 95 || byte >= 0x80 }

extension ArraySlice<UInt8> {
    /// Whether these bytes stand at the place.
    func starts(at index: Int, with word: [UInt8]) -> Bool {
        guard endIndex - index >= word.count else { return false }
        for offset in word.indices where self[index + offset] != word[offset] { return false }
        return true
    }
}
