/// The words and marks of masked code, and whether its brackets match.
struct CodeTokens {
    /// Most tokens that are read; definitions behind them are not seen.
    static let limit = 100_000

    /// A word, or one mark.
    struct Token {
        let text: ArraySlice<UInt8>
        var isWord: Bool { text.first.map(isWordByte) ?? false }

        func isMark(_ mark: Unicode.Scalar) -> Bool { text.count == 1 && text.first == UInt8(ascii: mark) }
        func isWord(_ word: String) -> Bool { text.elementsEqual(word.utf8) }
    }

    let tokens: [Token]
    /// For each bracket the token that matches it; -1 for other tokens and where there is none.
    let partner: [Int]
    /// The bracket that has no partner, in words; nil where all match.
    let fault: String?

    init(_ mask: CodeMask, _ language: CodeLanguage) {
        var tokens: [Token] = []
        let bytes = mask.bytes[...]
        var index = 0
        while index < bytes.endIndex, tokens.count < CodeTokens.limit {
            let byte = bytes[index]
            if byte.isSpace { index += 1; continue }
            var end = index + 1
            if isWordByte(byte) { while end < bytes.endIndex, isWordByte(bytes[end]) { end += 1 } }
            tokens.append(Token(text: bytes[index..<end]))
            index = end
        }
        var partner = [Int](repeating: -1, count: tokens.count)
        var open: [Int] = []
        var fault: String?
        for (place, token) in tokens.enumerated() where token.text.count == 1 {
            guard let byte = token.text.first else { continue }
            switch byte {
            case 40, 91: open.append(place)
            case 123 where language.hasBraces: open.append(place)
            case 41, 93, 125:
                guard byte != 125 || language.hasBraces else { continue }
                if let other = open.last, closes(byte, tokens[other].text.first ?? 0) {
                    open.removeLast()
                    partner[place] = other
                    partner[other] = place
                } else if fault == nil {
                    // Counting lines for each of many faults would take the square of the text's length.
                    let line = lineNumber(bytes, at: token.text.startIndex)
                    fault = "\"\(Character(Unicode.Scalar(byte)))\" on line \(line) closes nothing"
                }
            default: break
            }
        }
        if fault == nil, let last = open.last, let byte = tokens[last].text.first {
            let line = lineNumber(bytes, at: tokens[last].text.startIndex)
            fault = "\"\(Character(Unicode.Scalar(byte)))\" on line \(line) is never closed"
        }
        self.tokens = tokens
        self.partner = partner
        self.fault = fault
    }
}

private func closes(_ closing: UInt8, _ opening: UInt8) -> Bool {
    (opening == 40 && closing == 41) || (opening == 91 && closing == 93) || (opening == 123 && closing == 125)
}

/// The line, from 1, of a byte.
func lineNumber(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int {
    bytes[..<min(index, bytes.endIndex)].count { $0 == 10 } + 1
}
