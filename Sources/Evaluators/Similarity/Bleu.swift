/// BLEU of one sentence: how many n-grams of one to four tokens of the answer stand in the expected texts, and less for an
/// answer that is too short.
///
/// **Source:** sacrebleu 2.6.0 `sentence_bleu`: tokens 13a, exponential smoothing, effective order; over 100. Several
/// expected texts count together, with the length nearest to the answer's.
struct Bleu: SimilarityMeasure {
    private static let order = 4

    private var symbols = TokenSymbols()
    private let grams: NGrams
    private let lengths: [Int]

    /// The measure against expected texts.
    init(_ references: [String]) {
        var symbols = TokenSymbols()
        let tokens = references.map { symbols.adding(tokens13a($0)) }
        self.symbols = symbols
        grams = NGrams(tokens, order: Self.order)
        lengths = tokens.map(\.count)
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(tokens13a(text))
        let matches = grams.matches(in: answer[...])
        guard matches.contains(where: { $0 > 0 }) else { return Similarity(value: 0) }
        var (product, smoothing, effective) = (1.0, 1.0, 0)
        for order in 1...Self.order {
            let total = NGrams.total(answer.count, order: order)
            guard total > 0 else { break }
            effective = order
            if matches[order - 1] == 0 {
                smoothing *= 2
                product *= 1 / (smoothing * Double(total))
            } else {
                product *= Double(matches[order - 1]) / Double(total)
            }
        }
        return Similarity(value: min(1, brevity(answer.count) * root(product, effective)))
    }

    private func brevity(_ length: Int) -> Double {
        let nearest = lengths.min { (abs($0 - length), $0) < (abs($1 - length), $1) } ?? 0
        guard length < nearest else { return 1 }
        return length == 0 ? 0 : exponential(1 - Double(nearest) / Double(length))
    }
}

/// The root of an order from 1 to 4 of a number from 0 to 1, by operations that IEEE 754 makes the same on every machine.
private func root(_ value: Double, _ order: Int) -> Double {
    switch order {
    case 2: return value.squareRoot()
    case 4: return value.squareRoot().squareRoot()
    case 3:
        guard value > 0 else { return 0 }
        // Newton's method from above falls until rounding stops it.
        var root = 1.0
        while true {
            let next = (2 * root + value / (root * root)) / 3
            if next >= root { return root }
            root = next
        }
    default: return value
    }
}
