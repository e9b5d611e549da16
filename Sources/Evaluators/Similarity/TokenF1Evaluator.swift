import Core

/// How many words the answer has in common with an expected text, after SQuAD.
///
/// Both are normalised as `squadWords` says. Precision is the share of the answer's words that are expected, recall the
/// share of the expected words that the answer has, each as often as it occurs in both; F1 is their harmonic mean. Where
/// either has no word all three are 1 if neither has, else 0.
/// **Source:** SQuAD 2.0, `evaluate-v2.0.py`; `within` after OpenAI evals' `fuzzy_match`; without duplicates after DROP.
struct TokenF1Evaluator: Evaluator {
    static let type = "token-f1"
    static let ruleVersion = 1
    static let summary = "The words that the answer has in common with an expected text, normalised as SQuAD does."

    /// What the score is.
    enum Measure: String, CaseIterable, Sendable {
        case f1, precision, recall
        /// 1 if nothing differs after normalisation.
        case exact
        /// 1 if one of the two holds the other after normalisation.
        case within
    }

    let references: [String]
    let measure: Measure
    let countsDuplicates: Bool
    let threshold: Double?
    let extract: Extract
    private let prepared: [WordBag]
    private let symbols: TokenSymbols

    init(reading fields: inout Fields) {
        references = fields.required(
            "value", .several(64), "The expected text, or several; the one that gives the highest score counts.")
        measure = fields.field(
            "measure", .choice, default: .f1, shown: "f1",
            "f1, precision or recall of words; exact: the same after normalisation; within: one holds the other.")
        countsDuplicates = fields.field(
            "duplicates", .bool, default: true, shown: true, "Whether a word counts as often as it occurs.")
        threshold = fields.optional(
            "threshold", .numeric(0.000_001...1), "1 when the score reaches this, else 0; without it, the score.")
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            countsDuplicates || (measure != .exact && measure != .within), at: "duplicates",
            "\(quoted(measure.rawValue)) compares texts, not words", instead: "leave \"duplicates\" out")
        var symbols = TokenSymbols()
        let countsDuplicates = countsDuplicates
        prepared = references.map { reference in
            let words = squadWords(reference)
            return WordBag(words.joined, symbols.adding(words), countsDuplicates)
        }
        self.symbols = symbols
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let words = squadWords(answer.text(of: part))
        let bag = WordBag(words.joined, symbols.numbers(words), countsDuplicates)
        let found = best(prepared.map { value(bag, $0) }) { $0 }
        let reached = found?.value ?? 0
        let score = threshold.map { reached >= $0 ? 1 : 0 } ?? reached
        let wanted = quoted(references[found?.index ?? 0])
        var reason = "\(measure.rawValue) \(fixed(reached, 3)) to \(wanted)"
        switch measure {
        case .f1, .precision, .recall: break
        case .exact:
            reason = reached == 1 ? "the answer is \(wanted)" : "expected \(wanted), found \(quoted(part.bytes))"
        case .within:
            reason =
                "\(quoted(part.bytes)) and \(wanted): "
                + (reached == 1 ? "one holds the other" : "neither holds the other")
        }
        if answer.isEmpty { reason += "; nothing is \(answer.lack)" }
        return judgement(score, part.extraction, reason, evidence: Excerpt(part.bytes))
    }

    private func value(_ found: WordBag, _ expected: WordBag) -> Double {
        switch measure {
        case .exact: return found.text == expected.text ? 1 : 0
        case .within:
            guard !found.text.isEmpty, !expected.text.isEmpty else { return found.text == expected.text ? 1 : 0 }
            let isWithin =
                Search(found.text).first(in: expected.text[...]) != nil
                || Search(expected.text).first(in: found.text[...]) != nil
            return isWithin ? 1 : 0
        case .f1: return shares(found, expected).f1
        case .precision: return shares(found, expected).precision
        case .recall: return shares(found, expected).recall
        }
    }

    private func shares(_ found: WordBag, _ expected: WordBag) -> F1 {
        guard found.total > 0, expected.total > 0 else {
            let both = found.total == expected.total ? 1 : 0
            return F1(common: both, found: 1, expected: 1)
        }
        return F1(common: found.common(expected), found: found.total, expected: expected.total)
    }
}

/// The words of a text with how often each occurs.
private struct WordBag: Sendable {
    /// The normalised text.
    let text: [UInt8]
    /// How many words there are; how many different ones where duplicates do not count.
    let total: Int
    /// How often each word of the expected texts occurs, by number.
    private let counts: [Int]

    init(_ text: [UInt8], _ words: [Int32], _ countsDuplicates: Bool) {
        self.text = text
        var counts = [Int](repeating: 0, count: Int(words.max() ?? -1) + 1)
        for word in words where word >= 0 { counts[Int(word)] += 1 }
        if countsDuplicates {
            total = words.count
        } else {
            counts = counts.map { min($0, 1) }
            total = counts.reduce(0, +) + differentUnknown(text, words)
        }
        self.counts = counts
    }

    func common(_ other: WordBag) -> Int { zip(counts, other.counts).reduce(0) { $0 + min($1.0, $1.1) } }
}

/// How many different words there are among those without a number.
private func differentUnknown(_ text: [UInt8], _ words: [Int32]) -> Int {
    guard words.contains(where: { $0 < 0 }) else { return 0 }
    let split = pythonSplit(text)
    var symbols = TokenSymbols()
    var unknown = Tokens(bytes: text)
    for (place, word) in zip(split.places, words) where word < 0 { unknown.places.append(place) }
    _ = symbols.adding(unknown)
    return symbols.count
}
