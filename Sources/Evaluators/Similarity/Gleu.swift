/// GLEU: the n-grams of one to four tokens in common, over those of the answer or of the expected text, whichever has more.
///
/// **Source:** nltk 3.10 `sentence_gleu`, over the tokens 13a as Hugging Face's `google_bleu`. With several expected texts
/// the highest counts.
struct Gleu: SimilarityMeasure {
    private static let order = 4

    private var symbols = TokenSymbols()
    private var references: [(grams: NGrams, count: Int)] = []

    /// The measure against expected texts.
    init(_ references: [String]) {
        for reference in references {
            let tokens = symbols.adding(tokens13a(reference))
            self.references.append((NGrams([tokens], order: Self.order), Self.total(tokens.count)))
        }
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(tokens13a(text))
        let total = Self.total(answer.count)
        let found = references.map { reference in
            let most = max(total, reference.count)
            return most == 0 ? 0 : Double(reference.grams.matches(in: answer[...]).reduce(0, +)) / Double(most)
        }
        let best = best(found) { $0 }
        return Similarity(value: best?.value ?? 0, reference: best?.index)
    }

    private static func total(_ tokens: Int) -> Int {
        (1...order).reduce(0) { $0 + NGrams.total(tokens, order: $1) }
    }
}
