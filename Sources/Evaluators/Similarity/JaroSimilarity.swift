/// Jaro's similarity by characters (Unicode scalars), and Winkler's, which adds a share for a common beginning.
///
/// Takes linear time. **Source:** rapidfuzz 3.14, `Jaro.similarity` and `JaroWinkler.similarity`: the weight counts for
/// up to 4 characters in common where the similarity is above 0.7.
struct JaroSimilarity: SimilarityMeasure {
    private let prefixWeight: Double
    private var symbols = CharacterSymbols()
    private var references: [[Int32]] = []

    /// The measure against expected texts.
    init(_ references: [String], prefixWeight: Double) {
        self.prefixWeight = prefixWeight
        for reference in references { self.references.append(symbols.adding(reference)) }
    }

    func similarity(of text: String) -> Similarity {
        let answer = symbols.numbers(text)
        let best = best(references.map { value($0, answer) }) { $0 }
        return Similarity(value: best?.value ?? 0, reference: best?.index)
    }

    private func value(_ expected: [Int32], _ answer: [Int32]) -> Double {
        guard !expected.isEmpty, !answer.isEmpty else { return expected.isEmpty && answer.isEmpty ? 1 : 0 }
        let jaro = jaro(expected, answer)
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, expected.count, answer.count), expected[prefix] == answer[prefix] { prefix += 1 }
        return min(1, jaro + Double(prefix) * prefixWeight * (1 - jaro))
    }

    /// Each character of the answer is like the first one of the expected text that is free and no further away than
    /// half the longer text; as the answer is gone through, the first free one of each kind only moves on.
    private func jaro(_ expected: [Int32], _ answer: [Int32]) -> Double {
        let reach = max(0, max(expected.count, answer.count) / 2 - 1)
        var places = [[Int]](repeating: [], count: symbols.count)
        for (place, symbol) in expected.enumerated() { places[Int(symbol)].append(place) }
        var next = [Int](repeating: 0, count: symbols.count)
        var isTaken = [Bool](repeating: false, count: expected.count)
        var taken: [Int32] = []
        for (place, symbol) in answer.enumerated() where symbol >= 0 {
            let kind = Int(symbol)
            while next[kind] < places[kind].count, places[kind][next[kind]] < place - reach { next[kind] += 1 }
            guard next[kind] < places[kind].count, places[kind][next[kind]] <= place + reach else { continue }
            isTaken[places[kind][next[kind]]] = true
            next[kind] += 1
            taken.append(symbol)
        }
        guard !taken.isEmpty else { return 0 }
        let inOrder = expected.indices.filter { isTaken[$0] }.map { expected[$0] }
        let moved = zip(inOrder, taken).count { $0 != $1 } / 2
        let common = Double(taken.count)
        return (common / Double(expected.count) + common / Double(answer.count) + (common - Double(moved)) / common) / 3
    }
}
