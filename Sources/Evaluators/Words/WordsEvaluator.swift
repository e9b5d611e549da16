import Core

/// Whether the answer has the right number of words.
struct WordsEvaluator: Evaluator {
    static let type = "words"
    static let ruleVersion = 1
    static let summary = "The answer has so many words."

    let count: ClosedRange<Int>
    let extract: Extract

    init(reading fields: inout Fields) {
        count = countRange(&fields, of: "words")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = wordCount(part.bytes)
        let isRight = count.contains(found)
        let reason = "\(found) word\(found == 1 ? "" : "s")" + (isRight ? "" : ", expected \(inWords(count))")
        return judgement(isRight ? 1 : 0, part.extraction, reason, evidence: Excerpt(part.bytes))
    }
}

/// The fields `min` and `max` of what is counted, at least one of them.
func countRange(_ fields: inout Fields, of what: String) -> ClosedRange<Int> {
    let low = fields.optional("min", .whole(0...1_000_000), "The smallest number of \(what) that is right.")
    let high = fields.optional("max", .whole(0...1_000_000), "The largest number of \(what) that is right.")
    let isOrdered = (low ?? 0) <= (high ?? .max)
    fields.require(isOrdered, at: "max", "\"max\" is less than \"min\"", instead: "write the larger number here")
    return isOrdered ? (low ?? 0)...(high ?? .max) : 0...0
}

/// The range for people: `3`, `at most 3`, `at least 2`, `2 to 3`.
func inWords(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
    if range.upperBound == .max { return "at least \(range.lowerBound)" }
    return range.lowerBound == 0 ? "at most \(range.upperBound)" : "\(range.lowerBound) to \(range.upperBound)"
}

/// Pieces between white space that hold a letter, digit or anything that is not ASCII; in scripts without spaces each
/// character counts.
func wordCount(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    var isInWord = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        if scalar.isWhiteSpace {
            isInWord = false
        } else if scalar.isIdeograph {
            count += 1
            isInWord = false
        } else if !isInWord, scalar.isWordPart {
            count += 1
            isInWord = true
        }
    }
    return count
}

extension Unicode.Scalar {
    /// A letter or digit of ASCII, or what lies beyond ASCII and is neither punctuation nor unseen.
    fileprivate var isWordPart: Bool {
        if isASCII { return UInt8(value).isLetter || UInt8(value).isDigit }
        return !isUnseen && !(0x2010...0x206F).contains(value) && !(0x3000...0x303F).contains(value)
    }
}
