/// Similarity by single characters (Unicode scalars), after rapidfuzz 3.14: with several expected texts the highest.
///
/// An answer too long to be compared with all of the expected text within `sequenceWorkLimit` is compared up to a
/// length; each character behind counts as wrong, and the judgement says so.
struct EditSimilarity: SimilarityMeasure {
    /// What is counted.
    enum Rule {
        /// `1 - d / max(n, m)` of insertions, deletions and substitutions.
        case levenshtein
        /// `2 l / (n + m)` of the longest common subsequence: insertions and deletions alone.
        case indel
        /// `l / max(n, m)` of the longest common subsequence.
        case lcs
    }

    private let rule: Rule
    private let limit: Int
    private var symbols = CharacterSymbols()
    private var references: [[Int32]] = []

    /// The measure against expected texts.
    init(_ references: [String], _ rule: Rule, limit: Int = sequenceWorkLimit) {
        self.rule = rule
        self.limit = limit
        for reference in references { self.references.append(symbols.adding(reference)) }
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(text)
        let found = references.map { value(answer, $0) }
        let best = best(found) { $0 }
        let compared =
            references.map { comparable(answer.count, with: $0.count, shares: references.count, limit: limit) }.min()
            ?? 0
        return Similarity(
            value: best?.value ?? 0, reference: best?.index,
            cut: cutWords(min(compared, answer.count), of: answer.count, "characters"))
    }

    private func value(_ answer: [Int32], _ reference: [Int32]) -> Double {
        let longer = max(answer.count, reference.count)
        guard longer > 0 else { return 1 }
        let compared = answer.prefix(
            comparable(answer.count, with: reference.count, shares: references.count, limit: limit))
        switch rule {
        case .levenshtein:
            let distance =
                editDistance(reference, compared, alphabet: symbols.count) + answer.count - compared.count
            return 1 - Double(min(distance, longer)) / Double(longer)
        case .indel:
            let common = longestCommonSubsequence(reference, compared, alphabet: symbols.count)
            return 2 * Double(common) / Double(answer.count + reference.count)
        case .lcs:
            let common = longestCommonSubsequence(reference, compared, alphabet: symbols.count)
            return Double(common) / Double(longer)
        }
    }
}
