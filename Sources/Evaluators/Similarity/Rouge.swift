/// ROUGE-N: the n-grams that answer and expected text have in common.
///
/// **Source:** rouge_score 0.1.2 without stemming. With several expected texts the one with the highest F1 counts.
struct RougeN: SimilarityMeasure {
    private let order: Int
    private let share: F1.Share
    private var symbols = TokenSymbols()
    private var references: [(grams: NGrams, count: Int)] = []

    /// The measure against expected texts.
    init(_ references: [String], order: Int, _ share: F1.Share) {
        self.order = order
        self.share = share
        for reference in references {
            let tokens = symbols.adding(rougeTokens(reference))
            self.references.append((NGrams([tokens], order: order), NGrams.total(tokens.count, order: order)))
        }
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(rougeTokens(text))
        let found = references.map { reference in
            F1(
                common: reference.grams.matches(in: answer[...])[order - 1],
                found: NGrams.total(answer.count, order: order), expected: reference.count)
        }
        let best = best(found, by: \.f1)
        return Similarity(value: best?.value[share] ?? 0, reference: best?.index)
    }
}

/// ROUGE-L: the longest common subsequence of the words of the whole texts.
///
/// **Source:** rouge_score 0.1.2 without stemming. With several expected texts the one with the highest F1 counts. What an
/// answer has too much to be compared within `sequenceWorkLimit` is not looked for and counts as wrong.
struct RougeL: SimilarityMeasure {
    private let share: F1.Share
    private let limit: Int
    private var symbols = TokenSymbols()
    private var references: [[Int32]] = []

    /// The measure against expected texts.
    init(_ references: [String], _ share: F1.Share, limit: Int = sequenceWorkLimit) {
        self.share = share
        self.limit = limit
        for reference in references { self.references.append(symbols.adding(rougeTokens(reference))) }
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(rougeTokens(text))
        // Words that no expected text has are in no common subsequence.
        let known = answer.filter { $0 >= 0 }
        var compared = known.count
        let found = references.map { reference in
            let length = comparable(known.count, with: reference.count, shares: references.count, limit: limit)
            compared = min(compared, length)
            let common = longestCommonSubsequence(reference, known.prefix(length), alphabet: symbols.count)
            return F1(common: common, found: answer.count, expected: reference.count)
        }
        let best = best(found, by: \.f1)
        return Similarity(
            value: best?.value[share] ?? 0, reference: best?.index,
            cut: cutWords(compared, of: known.count, "words that are expected"))
    }
}
