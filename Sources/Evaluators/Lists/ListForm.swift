import Core

/// How the items of a list are written.
enum ListForm: String, CaseIterable, Sendable {
    /// A JSON array that is the whole text or its last fence, else bullets, else lines, else one line with commas.
    case auto
    /// The longest JSON array; texts as they are, other values as JSON writes them.
    case json
    /// The lines that begin with a bullet or number.
    case bullets
    /// The lines that are not blank; a first one that ends with a colon announces them.
    case lines
    /// What stands between commas or semicolons.
    case commas
    /// What stands between white space.
    case words

    /// The items in the text, or nil where it holds no list of that form. `isExpected` tells whether a text as it stands
    /// is an item that is expected: then no conjunction is looked for within it.
    func items(_ text: ArraySlice<UInt8>, isExpected: (ArraySlice<UInt8>) -> Bool) -> [ArraySlice<UInt8>]? {
        switch self {
        case .json: return JSONInText.find(text)?.value.array?.map(item)
        case .bullets: return filled(bulleted(text))
        case .lines: return filled(announced(text))
        case .commas: return filled(separated(text, isExpected))
        case .words: return filled(text.split { $0.isSpace })
        case .auto:
            if let array = wholeArray(text) { return array.map(item) }
            let bullets = bulleted(text)
            let lines = bullets.isEmpty ? announced(text) : bullets
            return filled(lines.count == 1 ? separated(lines[0], isExpected) : lines)
        }
    }

    private func filled(_ items: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>]? { items.isEmpty ? nil : items }

    private func item(_ json: JSON) -> ArraySlice<UInt8> { Array((json.string ?? json.text).utf8)[...] }
}

/// The array that the whole text is, or its last fence.
private func wholeArray(_ text: ArraySlice<UInt8>) -> [JSON]? {
    for candidate in [trimmed(text), trimmed(lastFence(text) ?? [])] where candidate.first == UInt8(ascii: "[") {
        // What is no JSON may still be a list of another form.
        if case .success(let json) = Result(catching: { try JSONParser.parse(Array(candidate)) }),
            let array = json.array
        {
            return array
        }
    }
    return nil
}

private func bulleted(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var items: [ArraySlice<UInt8>] = []
    eachLine(text) { line in
        let content = trimmed(line)
        if let length = bulletLength(content) { items.append(trimmed(content.dropFirst(length))) }
    }
    return items
}

private let bullets: [[UInt8]] = ["-", "*", "+", "•", "–", "—", "◦", "▪", "·", "‣", "●"].map { Array($0.utf8) }

/// The length of a bullet, a number or a letter that begins a line as `-`, `1.`, `1)`, `(1)` or `a)`, white space after
/// it; nil for none.
private func bulletLength(_ line: ArraySlice<UInt8>) -> Int? {
    guard let first = line.first else { return nil }
    let length: Int
    if let bullet = bullets.first(where: { line.starts(with: $0) }) {
        length = bullet.count
    } else {
        let opens = first == UInt8(ascii: "(") ? 1 : 0
        let rest = line.dropFirst(opens)
        let digits = rest.prefix(10).prefix { $0.isDigit }.count
        let label = digits > 0 ? digits : rest.first?.isLetter == true ? 1 : 0
        let close = line.byte(at: line.startIndex + opens + label)
        let isClosed = close == UInt8(ascii: ")") || (opens == 0 && close == UInt8(ascii: "."))
        guard (1...9).contains(label), isClosed else { return nil }
        length = opens + label + 1
    }
    return line.byte(at: line.startIndex + length)?.isSpace == true ? length : nil
}

private func announced(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    eachLine(text) { line in
        let content = trimmed(line)
        if !content.isEmpty { lines.append(content) }
    }
    if lines.count > 1, lines[0].last == UInt8(ascii: ":") { lines.removeFirst() }
    return lines
}

/// The pieces between commas and semicolons, also those of Chinese, Japanese and Arabic; without what stands before a
/// colon if no comma does, and the last piece split at its conjunctions.
private func separated(_ text: ArraySlice<UInt8>, _ isExpected: (ArraySlice<UInt8>) -> Bool) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
        if pieces.isEmpty, text[index] == UInt8(ascii: ":"), text.byte(at: index + 1)?.isSpace ?? true {
            start = index + 1
        }
        let length = separatorLength(text, at: index)
        if length > 0 {
            pieces.append(trimmed(text[start..<index]))
            start = index + length
        }
        index += max(1, length)
    }
    let last = withoutConjunction(trimmed(text[start...]))
    pieces += isExpected(last) ? [last] : splitAtConjunctions(last)
    return pieces.filter { !$0.isEmpty }
}

private let wideSeparators: [[UInt8]] = ["，", "、", "；", "،", "؛"].map { Array($0.utf8) }

private func separatorLength(_ text: ArraySlice<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") { return 1 }
    guard byte == 0xEF || byte == 0xE3 || byte == 0xD8 else { return 0 }
    return wideSeparators.first { text[index...].starts(with: $0) }?.count ?? 0
}

private let conjunctions: [[UInt8]] = ["and", "or", "&", "und", "oder", "et", "ou"].map { Array($0.utf8) }

private func withoutConjunction(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for word in conjunctions where piece.has(word, at: piece.startIndex) {
        let end = piece.startIndex + word.count
        if piece.byte(at: end)?.isSpace == true { return trimmed(piece[end...]) }
    }
    return piece
}

private func splitAtConjunctions(_ piece: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = piece.startIndex
    var index = piece.startIndex
    while index < piece.endIndex {
        if piece[index].isSpace,
            let word = conjunctions.first(where: {
                piece.has($0, at: index + 1) && piece.byte(at: index + 1 + $0.count)?.isSpace == true
            })
        {
            pieces.append(trimmed(piece[start..<index]))
            index += word.count + 1
            start = index
        } else {
            index += 1
        }
    }
    return pieces + [trimmed(piece[start...])]
}
