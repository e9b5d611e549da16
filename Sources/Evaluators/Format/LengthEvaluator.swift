import Core

/// Whether the answer is as long as it should be, counted in one of several units.
struct LengthEvaluator: Evaluator {
    static let type = "length"
    static let ruleVersion = 1
    static let summary =
        "The answer has so many characters, words, lines, sentences or paragraphs; graded by how near it is."

    enum Unit: String, CaseIterable, Sendable { case characters, words, lines, sentences, paragraphs }

    let unit: Unit
    let count: ClosedRange<Int>
    let extract: Extract

    init(reading fields: inout Fields) {
        unit = fields.required("unit", .choice, "What is counted.")
        count = countRange(&fields, of: "units")
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            fields.has("min") || fields.has("max") || fields.source.isNull, "no number is expected",
            instead: "add \"min\", \"max\" or both")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = unit.count(in: part.bytes)
        let word = found == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue
        let isRight = count.contains(found)
        return judgement(
            nearness(of: found, to: count), part.extraction,
            "\(found) \(word)" + (isRight ? "" : ", expected \(inWords(count))"), evidence: Excerpt(part.bytes))
    }
}

extension LengthEvaluator.Unit {
    /// How many of them the text has.
    func count(in bytes: ArraySlice<UInt8>) -> Int {
        switch self {
        case .characters: characterCount(trimmed(bytes))
        case .words: wordCount(bytes)
        case .lines: filledLines(bytes).count
        case .sentences: sentencePieces(bytes).count
        case .paragraphs: paragraphPieces(bytes).count
        }
    }
}

/// How near a count is to a range: 1 within it, below it the count over the least, above it the most over the count.
func nearness(of count: Int, to range: ClosedRange<Int>) -> Double {
    if count < range.lowerBound { return Double(count) / Double(range.lowerBound) }
    return count > range.upperBound ? Double(range.upperBound) / Double(count) : 1
}

/// The lines that are not blank, without white space at their ends.
func filledLines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    eachLine(bytes) { line in
        let content = trimmed(line)
        if !content.isEmpty { found.append(content) }
    }
    return found
}

/// Characters as people count them: a letter with its marks is one, and so is an emoji with a skin tone, a joined
/// emoji, a flag, and the end of a line.
///
/// Not the library's own count, which may change with a version of Unicode and takes long over a million of them.
func characterCount(_ bytes: ArraySlice<UInt8>) -> Int {
    if bytes.allSatisfy({ $0 < 0x80 && $0 != 13 }) { return bytes.count }
    var count = 0
    var isJoined = false
    var flagWaits = false
    var before: Unicode.Scalar?
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        defer { before = scalar }
        let isFlag = (0x1F1E6...0x1F1FF).contains(scalar.value)
        let extends =
            isJoined || (scalar == "\n" && before == "\r") || (isFlag && flagWaits) || scalar.isMark
        flagWaits = isFlag && !flagWaits
        isJoined = scalar.value == 0x200D
        if !extends && !isJoined || count == 0 { count += 1 }
    }
    return count
}

extension Unicode.Scalar {
    /// What belongs to the character before it: an accent, a vowel sign, a variation selector, a skin tone.
    var isMark: Bool {
        guard value >= 0x300 else { return false }
        if (0x1F3FB...0x1F3FF).contains(value) || (0xFE00...0xFE0F).contains(value) { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }
}
