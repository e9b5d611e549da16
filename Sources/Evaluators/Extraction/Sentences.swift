/// The sentences of a text, each with its closing marks and without white space around it.
///
/// A sentence ends at `.`, `!`, `?` or `…` (any number of them, closing quotes and brackets included) before white space
/// or the end, at `。`, `！`, `？`, `।` or `؟` wherever they stand, and at a blank line. A full stop is none behind a single
/// letter (`J. Smith`), behind digits before a further word in small letters or a digit, in a list's number at the start
/// of a line (`1.`), and behind the abbreviations below. What holds no letter or digit is no sentence.
func sentencePieces(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    paragraphPieces(bytes).flatMap(sentencePieces(ofParagraph:))
}

private func sentencePieces(ofParagraph bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var index = bytes.startIndex
    while index < bytes.endIndex {
        guard let length = closingMark(bytes, at: index) else { index += 1; continue }
        var end = index + length
        let isWide = length > 1 && bytes[index] != 0xE2
        while let more = closingMark(bytes, at: end) ?? wrapperLength(bytes, at: end) { end += more }
        let isEnd =
            isWide || end == bytes.endIndex
            || bytes[end].isSpace
                && !(bytes[index] == UInt8(ascii: ".") && isPartOfWord(bytes, stop: index, next: end, start))
        if isEnd {
            append(bytes[start..<end], to: &found)
            start = end
        }
        index = end
    }
    append(bytes[start...], to: &found)
    return found
}

private func append(_ sentence: ArraySlice<UInt8>, to found: inout [ArraySlice<UInt8>]) {
    let content = trimmed(sentence)
    if content.contains(where: { $0.isLetter || $0.isDigit || $0 >= 0x80 }) { found.append(content) }
}

/// Abbreviations that a sentence seldom ends with, in small letters, without the last full stop.
private let abbreviations: Set<[UInt8]> = Set(
    [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "cf", "fig", "no", "vol", "approx", "dept", "u.s",
        "z.b", "d.h", "bzw", "ca", "nr", "sog", "usw", "p.ex", "sr", "sra", "d.r",
    ].map { Array($0.utf8) })

/// Whether the full stop at `stop` belongs to the word before it, with `next` the white space behind.
private func isPartOfWord(_ bytes: ArraySlice<UInt8>, stop: Int, next: Int, _ start: Int) -> Bool {
    // The next full stop, too, would have to end a sentence: three of them are an ellipsis, and end one.
    guard next == stop + 1 else { return false }
    var wordStart = stop
    while wordStart > start, stop - wordStart < 12, !bytes[wordStart - 1].isSpace, bytes[wordStart - 1] != 40 {
        wordStart -= 1
    }
    let word = bytes[wordStart..<stop]
    if word.count == 1, word.first?.isCapital == true { return true }
    let isNumber = !word.isEmpty && word.allSatisfy(\.isDigit)
    if isNumber {
        let before = bytes[start..<wordStart]
        if before.isEmpty || before.last == 10 || (before.count <= 16 && before.allSatisfy(\.isSpace)) { return true }
        let after = bytes[next...].first { !$0.isSpace }
        return after.map { $0.isDigit || ($0.isLetter && !$0.isCapital) } ?? false
    }
    return abbreviations.contains(word.map(\.lowered))
}

/// Bytes of the mark at the place that can end a sentence, or nil.
private func closingMark(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int? {
    guard let byte = bytes.byte(at: index) else { return nil }
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): return 1
    case 0xE2: return has("…") ? 3 : nil
    case 0xE3: return has("。") ? 3 : nil
    case 0xEF: return has("！") || has("？") ? 3 : nil
    case 0xE0: return has("।") ? 3 : nil
    case 0xD8: return has("؟") ? 2 : nil
    default: return nil
    }
    func has(_ mark: StaticString) -> Bool { bytes.has(mark, at: index) }
}

/// Bytes of a closing quote, bracket or emphasis at the place, or nil.
private func wrapperLength(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int? {
    guard let byte = bytes.byte(at: index) else { return nil }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "*"),
        UInt8(ascii: "_"), UInt8(ascii: "`"):
        return 1
    default: break
    }
    if byte == 0xC2 { return bytes.has("»", at: index) ? 2 : nil }
    if byte == 0xE2 { return bytes.has("”", at: index) || bytes.has("’", at: index) ? 3 : nil }
    if byte == 0xE3 { return bytes.has("」", at: index) || bytes.has("』", at: index) ? 3 : nil }
    return nil
}
