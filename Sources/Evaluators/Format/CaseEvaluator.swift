import Core

/// Whether the letters are small and capital as they should be.
struct CaseEvaluator: Evaluator {
    static let type = "case"
    static let ruleVersion = 1
    static let summary = "The answer is in small letters, in capitals, or begins words or sentences with capitals."

    enum Style: String, CaseIterable, Sendable { case lower, upper, title, sentence }

    /// Bytes of an answer that are looked at.
    static let longest = 262_144

    let style: Style
    let extract: Extract

    init(reading fields: inout Fields) {
        style = fields.required(
            "is", .choice,
            "lower and upper: every letter; title: every word begins with a capital, but for little words; sentence: every sentence does, and most of its other words do not."
        )
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let (right, total, odd) = style.count(in: part.bytes.prefix(Self.longest))
        guard total > 0 else {
            return judgement(
                0, .failed, "there is no letter that has a case \(answer.lack)", evidence: Excerpt(part.bytes))
        }
        let share = Double(right) / Double(total)
        let what = "\(right) of \(total) \(style.unit) as in \(style.rawValue) case"
        return judgement(
            share, part.extraction, odd.map { "\(what); \(quoted($0)) is not" } ?? what, evidence: Excerpt(part.bytes))
    }
}

extension CaseEvaluator.Style {
    fileprivate var unit: String {
        switch self {
        case .lower, .upper: "letters are"
        case .title: "words are"
        case .sentence: "sentences are"
        }
    }

    /// Letters, words or sentences that are right, of those that have a case, and the first that is not.
    func count(in bytes: ArraySlice<UInt8>) -> (right: Int, total: Int, odd: String?) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch self {
        case .lower, .upper: return letters(text)
        case .title: return words(text)
        case .sentence:
            let all = sentencePieces(bytes).map { String(decoding: $0, as: UTF8.self) }.filter(hasCase)
            let odd = all.filter { !isSentence($0) }
            return (all.count - odd.count, all.count, odd.first)
        }
    }

    private func letters(_ text: String) -> (Int, Int, String?) {
        var (right, total) = (0, 0)
        var odd: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            guard let isCapital = scalar.isCapitalLetter else { continue }
            total += 1
            if isCapital == (self == .upper) { right += 1 } else if odd == nil { odd = scalar }
        }
        return (right, total, odd.map { String($0) })
    }

    private func words(_ text: String) -> (Int, Int, String?) {
        var (right, total) = (0, 0)
        var odd: String?
        let scalars = text.unicodeScalars
        var (start, index, word) = (scalars.startIndex, scalars.startIndex, CasedWord())
        func end() {
            guard let first = word.isCapital, total == 0 || !word.isLittle else { return }
            total += 1
            if first { right += 1 } else if odd == nil { odd = String(scalars[start..<index]) }
        }
        while index < scalars.endIndex {
            let scalar = scalars[index]
            if scalar.isWhiteSpace {
                end()
                word = CasedWord()
                start = scalars.index(after: index)
            } else {
                word.add(scalar)
            }
            index = scalars.index(after: index)
        }
        end()
        return (right, total, odd)
    }

    private func hasCase(_ text: String) -> Bool { text.unicodeScalars.contains { $0.isCapitalLetter != nil } }

    private func isSentence(_ text: String) -> Bool {
        let firsts = text.unicodeScalars.split(whereSeparator: \.isWhiteSpace).compactMap { word in
            word.lazy.compactMap(\.isCapitalLetter).first
        }
        guard firsts.first == true else { return false }
        let others = firsts.dropFirst()
        return others.count { $0 } * 2 <= others.count
    }
}

/// What of a word tells whether a title may write it small.
private struct CasedWord {
    /// Whether its first letter is a capital; nil without a letter that has a case.
    private(set) var isCapital: Bool?
    private var scalars = 0
    /// Its letters, where they are at most four of ASCII.
    private var letters: UInt32 = 0
    private var isShort = true

    mutating func add(_ scalar: Unicode.Scalar) {
        scalars += 1
        guard let isCapital = scalar.isCapitalLetter else { return }
        if self.isCapital == nil { self.isCapital = isCapital }
        if letters >= 1 << 24 || !scalar.isASCII { isShort = false }
        letters = letters << 8 | scalar.value & 0xFF
    }

    /// Whether it is one of the words that a title may write small.
    var isLittle: Bool { isShort && scalars <= 8 && Self.littleWords.contains(letters) }

    private static let littleWords = Set(
        [
            "a", "an", "the", "and", "or", "but", "nor", "of", "in", "on", "at", "to", "by", "for", "with", "from",
            "as",
            "de", "la", "le", "du", "der", "die", "das", "und", "von", "y", "e", "el",
        ].map { $0.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } })
}

extension Unicode.Scalar {
    /// Whether it is a capital letter; nil for what has no case.
    var isCapitalLetter: Bool? {
        if isASCII {
            let byte = UInt8(value)
            return byte.isLetter ? byte.isCapital : nil
        }
        if properties.isUppercase { return true }
        return properties.isLowercase ? false : nil
    }
}
