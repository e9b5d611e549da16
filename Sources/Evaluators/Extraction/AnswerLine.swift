/// What follows the words that announce an answer, or nil: the rest of their line, or the next line where that is
/// blank.
///
/// Of several announcements the strongest counts, of equally strong ones the last: "final answer" before "Answer:" at
/// the start of a line before "the answer is" before "answer:" anywhere.
func announcedLine(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var best: Announcement?
    var index = bytes.startIndex
    while let next = bytes.next(from: index, in: firstBytes) {
        index = next
        guard let word = announcingWord(bytes, at: index) else { index += 1; continue }
        index += word.count
        guard let found = announcement(bytes, word: word, end: index) else { continue }
        if found.strength >= best?.strength ?? 0 { best = found }
    }
    return best.flatMap { restOfLine(bytes, from: $0.end) }
}

/// The first sentence of a line, without the full stop.
func firstSentence(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for index in line.indices.dropLast() where line[index] == UInt8(ascii: ".") || line[index] == UInt8(ascii: ";") {
        if line[index + 1].isSpace { return line[..<index] }
    }
    return line
}

private struct Announcement {
    var strength: Int
    var end: Int
}

/// "answer" in the languages of multilingual suites, in lower case as UTF-8.
private let announcingWords: [[UInt8]] = [
    "answer", "antwort", "respuesta", "réponse", "Réponse", "risposta", "resposta", "antwoord", "ответ", "Ответ", "答案",
    "回答", "答え", "답",
].map { $0.utf8.map { $0.lowered } }

/// "is" in the same languages.
private let copulas: [[UInt8]] = [
    "is", "ist", "es", "est", "è", "é", "是", "は", "为", "為",
].map { Array($0.utf8) }

/// The first bytes of these, in both cases.
private let startsCopula = (0..<256).map { byte in copulas.contains { Int($0[0]) == Int(UInt8(byte).lowered) } }

/// The first bytes of the words, in both cases.
private let firstBytes: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for first in announcingWords.compactMap(\.first) {
        table[Int(first)] = true
        if first.isLetter { table[Int(first & 0xDF)] = true }
    }
    return table
}()

private let wordsByFirstByte = (0..<256).map { byte in announcingWords.filter { Int($0[0]) == byte } }

/// The word that starts at the place, which holds one of `firstBytes`.
private func announcingWord(_ bytes: ArraySlice<UInt8>, at index: Int) -> [UInt8]? {
    if let before = bytes.byte(at: index - 1), before.isLetter, bytes[index].isLetter { return nil }
    return wordsByFirstByte[Int(bytes[index].lowered)].first { bytes.has($0, at: index) }
}

/// What the words after an announcing word make of it: nothing unless a colon, an equals sign or an "is" follows.
private func announcement(_ bytes: ArraySlice<UInt8>, word: [UInt8], end: Int) -> Announcement? {
    var at = skipMarkup(bytes, from: end)
    var hasCopula = false
    if bytes.byte(at: at).map({ startsCopula[Int($0)] }) ?? false,
        let copula = copulas.first(where: {
            bytes.has($0, at: at) && !continuesWord(bytes, at: at + $0.count, after: $0)
        })
    {
        at = skipMarkup(bytes, from: at + copula.count)
        hasCopula = true
    }
    let colon = colonLength(bytes, at: at)
    guard hasCopula || colon > 0 else { return nil }
    let start = end - word.count
    if isFinal(bytes, before: start) { return Announcement(strength: 4, end: at + colon) }
    if startsLine(bytes, before: start), colon > 0 { return Announcement(strength: 3, end: at + colon) }
    return Announcement(strength: hasCopula ? 2 : 1, end: at + colon)
}

private func continuesWord(_ bytes: ArraySlice<UInt8>, at index: Int, after word: [UInt8]) -> Bool {
    guard let next = bytes.byte(at: index), word[0] < 0x80 else { return false }
    return next.isLetter || next >= 0x80
}

/// Past blanks and emphasis on the same line.
private func skipMarkup(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
    var at = start
    while let byte = bytes.byte(at: at),
        byte == 32 || byte == 9 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
    { at += 1 }
    return at
}

/// Bytes of the colon or equals sign at the place: 0 where there is none.
private func colonLength(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int {
    guard let byte = bytes.byte(at: index) else { return 0 }
    if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") { return 1 }
    return bytes.has([0xEF, 0xBC, 0x9A], at: index) ? 3 : 0
}

/// Whether "final" stands right before the place.
private func isFinal(_ bytes: ArraySlice<UInt8>, before start: Int) -> Bool {
    var end = start
    while let byte = bytes.byte(at: end - 1), byte == 32 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_"),
        start - end < 8
    {
        end -= 1
    }
    return bytes.has("final", at: end - 5)
}

/// Whether only blanks, emphasis, list and heading marks stand between the line's start and the place, within 16 bytes.
private func startsLine(_ bytes: ArraySlice<UInt8>, before start: Int) -> Bool {
    for at in stride(from: start - 1, through: start - 16, by: -1) {
        guard let byte = bytes.byte(at: at), byte != 10 else { return true }
        if !lineMarks[Int(byte)] { return false }
    }
    return false
}

private let lineMarks = byteTable(" \t*_#>-")

/// The trimmed rest of the line, or the next line that is not blank, without emphasis around it.
private func restOfLine(_ bytes: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8>? {
    let rest = bytes[start...]
    let begin = rest.inner(leading: isSpaceOrEmphasis, trailing: { _ in false }).lowerBound
    let end = bytes.next(from: begin, byte: 10) ?? bytes.endIndex
    let line = bytes[begin..<end]
    let content = line[line.inner(leading: { _ in false }, trailing: isSpaceOrEmphasis)]
    return content.isEmpty ? nil : content
}

private func isSpaceOrEmphasis(_ byte: UInt8) -> Bool {
    byte.isSpace || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
}
