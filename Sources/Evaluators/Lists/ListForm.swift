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
    func items(_ text: ArraySlice<UInt8>, isExpected: (ArraySlice<UInt8>) -> Bool) -> ListItems? {
        switch self {
        case .json: return JSONInText.find(text)?.value.array.map(ListItems.init)
        case .bullets: return bulleted(text).filled
        case .lines: return announced(text).filled
        case .commas: return separated(text, isExpected).filled
        case .words:
            var items = ListItems()
            eachWord(text) { items.append($0) }
            return items.filled
        case .auto:
            if let array = wholeArray(text) { return ListItems(array) }
            let bullets = bulleted(text)
            let lines = bullets.count == 0 ? announced(text) : bullets
            return (lines.count == 1 ? separated(lines.kept[0], isExpected) : lines).filled
        }
    }
}

/// The items of a list: the first of them, and how many there are.
struct ListItems {
    /// Most items that are kept; one more may go as an announcement.
    static let most = ListEvaluator.mostItems + 1

    private(set) var kept: [ArraySlice<UInt8>] = []
    private(set) var count = 0

    init() {}

    /// The items of a JSON array.
    init(_ array: [JSON]) {
        kept = array.prefix(Self.most).map { Array(($0.string ?? $0.text).utf8)[...] }
        count = array.count
    }

    /// The items, or nil where there are none.
    fileprivate var filled: ListItems? { count == 0 ? nil : self }

    fileprivate mutating func append(_ item: ArraySlice<UInt8>) {
        if kept.count < Self.most { kept.append(item) }
        count += 1
    }

    fileprivate mutating func removeFirst() {
        kept.removeFirst()
        count -= 1
    }
}

/// Calls `visit` with what stands between white space.
private func eachWord(_ text: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) -> Void) {
    var start = text.startIndex
    for index in text.indices where text[index].isSpace {
        if index > start { visit(text[start..<index]) }
        start = index + 1
    }
    if start < text.endIndex { visit(text[start...]) }
}

/// The array that the whole text is, or its last fence.
private func wholeArray(_ text: ArraySlice<UInt8>) -> [JSON]? {
    for candidate in [trimmed(text), trimmed(lastFence(text) ?? [])] where candidate.first == UInt8(ascii: "[") {
        // What is no JSON may still be a list of another form.
        if case .success(let json) = Result(catching: { try JSONParser.parse(candidate) }),
            let array = json.array
        {
            return array
        }
    }
    return nil
}

private func bulleted(_ text: ArraySlice<UInt8>) -> ListItems {
    var items = ListItems()
    eachLine(text) { line in
        let content = trimmed(line)
        if let length = bulletLength(content) { items.append(trimmed(content.dropFirst(length))) }
    }
    return items
}

private let bullets: [[UInt8]] = ["-", "*", "+", "•", "–", "—", "◦", "▪", "·", "‣", "●"].map { Array($0.utf8) }

/// For each byte whether a bullet starts with it.
private let startsBullet = (0..<256).map { byte in bullets.contains { Int($0[0]) == byte } }

/// The length of a bullet, a number or a letter that begins a line as `-`, `1.`, `1)`, `(1)` or `a)`, white space after
/// it; nil for none.
private func bulletLength(_ line: ArraySlice<UInt8>) -> Int? {
    guard let first = line.first else { return nil }
    let length: Int
    if startsBullet[Int(first)], let bullet = bullets.first(where: { line.has($0, at: line.startIndex) }) {
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

private func announced(_ text: ArraySlice<UInt8>) -> ListItems {
    var lines = ListItems()
    eachLine(text) { line in
        let content = trimmed(line)
        if !content.isEmpty { lines.append(content) }
    }
    if lines.count > 1, lines.kept[0].last == UInt8(ascii: ":") { lines.removeFirst() }
    return lines
}

/// The pieces between commas and semicolons, also those of Chinese, Japanese and Arabic; without what stands before a
/// colon if no comma does, and the last piece split at its conjunctions.
private func separated(_ text: ArraySlice<UInt8>, _ isExpected: (ArraySlice<UInt8>) -> Bool) -> ListItems {
    var pieces = ListItems()
    func add(_ piece: ArraySlice<UInt8>) { if !piece.isEmpty { pieces.append(piece) } }
    var hasSeparator = false
    var start = text.startIndex
    var index = text.startIndex
    while let next = text.next(from: index, in: hasSeparator ? startsSeparator : startsSeparatorOrIsColon) {
        index = next
        if text[index] == UInt8(ascii: ":") {
            if text.byte(at: index + 1)?.isSpace ?? true { start = index + 1 }
            index += 1
            continue
        }
        let length = separatorLength(text, at: index)
        if length > 0 {
            add(trimmed(text[start..<index]))
            hasSeparator = true
            start = index + length
        }
        index += max(1, length)
    }
    let last = withoutConjunction(trimmed(text[start...]))
    if isExpected(last) { add(last) } else { for piece in splitAtConjunctions(last) { add(piece) } }
    return pieces
}

private let wideSeparators: [[UInt8]] = ["，", "、", "；", "،", "؛"].map { Array($0.utf8) }
private let startsSeparator: [Bool] = {
    var table = byteTable(",;")
    for separator in wideSeparators { table[Int(separator[0])] = true }
    return table
}()
private let startsSeparatorOrIsColon = (0..<256).map { startsSeparator[$0] || $0 == UInt8(ascii: ":") }

private func separatorLength(_ text: ArraySlice<UInt8>, at index: Int) -> Int {
    if text[index] < 0x80 { return 1 }
    return wideSeparators.first { text.has($0, at: index) }?.count ?? 0
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
