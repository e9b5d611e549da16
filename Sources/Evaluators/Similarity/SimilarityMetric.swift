/// How like an answer is to expected texts: one way of measuring it, with the expected texts prepared.
protocol SimilarityMeasure: Sendable {
    /// How like the text is to the one that it is most like, or to all of them together.
    func similarity(of text: String) -> Similarity
}

/// What a measure says of an answer.
struct Similarity {
    /// 0 to 1.
    var value: Double
    /// Which of several expected texts gave it; nil where all of them did together.
    var reference: Int?
    /// What of the answer was not looked at, in words; nil where all was.
    var cut: String?
}

/// The measures by name.
enum SimilarityMetric: String, CaseIterable, Sendable {
    case levenshtein, indel, lcs, jaro
    case jaroWinkler = "jaro-winkler"
    case rouge1 = "rouge-1"
    case rouge2 = "rouge-2"
    case rougeL = "rouge-l"
    case rougeLsum = "rouge-lsum"
    case bleu, gleu, chrf
    case chrfPlusPlus = "chrf++"

    /// Whether precision and recall can be had in place of F1.
    var hasShares: Bool {
        switch self {
        case .rouge1, .rouge2, .rougeL, .rougeLsum: true
        case .levenshtein, .indel, .lcs, .jaro, .jaroWinkler, .bleu, .gleu, .chrf, .chrfPlusPlus: false
        }
    }

    /// A text in the form in which it is measured; where lines count, each by itself.
    func form(_ text: String, _ match: TextMatch) -> String {
        self == .rougeLsum ? match.formOfLines(text) : match.form(text)
    }

    /// The measure against expected texts, of which there is at least one.
    func measure(_ references: [String], _ share: F1.Share) -> any SimilarityMeasure {
        switch self {
        case .levenshtein: EditSimilarity(references, .levenshtein)
        case .indel: EditSimilarity(references, .indel)
        case .lcs: EditSimilarity(references, .lcs)
        case .jaro: JaroSimilarity(references, prefixWeight: 0)
        case .jaroWinkler: JaroSimilarity(references, prefixWeight: 0.1)
        case .rouge1: RougeN(references, order: 1, share)
        case .rouge2: RougeN(references, order: 2, share)
        case .rougeL: RougeL(references, share)
        case .rougeLsum: RougeLsum(references, share)
        case .bleu: Bleu(references)
        case .gleu: Gleu(references)
        case .chrf: Chrf(references, wordOrder: 0)
        case .chrfPlusPlus: Chrf(references, wordOrder: 2)
        }
    }
}

/// Precision, recall and their harmonic mean.
struct F1 {
    /// Which of the three is the score.
    enum Share: String, CaseIterable, Sendable { case f1, precision, recall }

    /// The share of what was found that is expected.
    var precision: Double
    /// The share of what is expected that was found.
    var recall: Double

    /// The shares of `common` among so many; a share of nothing is 0.
    init(common: Int, found: Int, expected: Int) {
        precision = found == 0 ? 0 : Double(common) / Double(found)
        recall = expected == 0 ? 0 : Double(common) / Double(expected)
    }

    /// The harmonic mean of precision and recall; 0 where both are.
    var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }

    /// One of the three.
    subscript(_ share: Share) -> Double {
        switch share {
        case .f1: f1
        case .precision: precision
        case .recall: recall
        }
    }
}

/// The similarity to the expected text with the highest value of `rank`, the first of several.
func best<Value>(_ values: [Value], by rank: (Value) -> Double) -> (index: Int, value: Value)? {
    var best: (index: Int, value: Value)?
    for (index, value) in values.enumerated() where best.map({ rank(value) > rank($0.value) }) ?? true {
        best = (index, value)
    }
    return best
}

/// The words for an answer of which only the beginning was compared.
func cutWords(_ compared: Int, of count: Int, _ what: String) -> String? {
    compared < count ? "only its first \(compared) of \(count) \(what) were compared, the rest counts as wrong" : nil
}
