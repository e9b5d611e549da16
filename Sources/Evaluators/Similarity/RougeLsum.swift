/// ROUGE-Lsum: the union of the longest common subsequences of each expected line with each line of the answer.
///
/// **Source:** rouge_score 0.1.2 without stemming, lines as sentences; also its choice among subsequences of one length,
/// and that no word counts more often than it occurs. With several expected texts the one with the highest F1 counts.
struct RougeLsum: SimilarityMeasure {
    /// Most pairs of words that are compared in one judgement.
    static let pairLimit = 4_000_000

    private let share: F1.Share
    private let limit: Int
    private var symbols = TokenSymbols()
    private var references: [SymbolLines] = []

    /// The measure against expected texts.
    init(_ references: [String], _ share: F1.Share, limit: Int = Self.pairLimit) {
        self.share = share
        self.limit = limit
        for reference in references {
            self.references.append(SymbolLines(reference) { symbols.adding($0) })
        }
    }

    func similarity(of text: String) -> Similarity {
        let answer = SymbolLines(text) { symbols.numbers($0) }
        let words = answer.symbols.count
        var compared = words
        let found = references.map { reference in
            // A line of the table costs one more than its words.
            let wanted = reference.symbols.count + reference.ends.count
            let length = min(words, limit / references.count / 2 / max(1, wanted))
            compared = min(compared, length)
            return F1(
                common: common(reference, answer.beginning(length)), found: words, expected: reference.symbols.count)
        }
        let best = best(found, by: \.f1)
        return Similarity(
            value: best?.value[share] ?? 0, reference: best?.index, cut: cutWords(compared, of: words, "words"))
    }

    private func common(_ reference: SymbolLines, _ answer: SymbolLines) -> Int {
        var (expected, found) = ([Int](repeating: 0, count: symbols.count), [Int](repeating: 0, count: symbols.count))
        for word in reference.symbols { expected[Int(word)] += 1 }
        for word in answer.symbols where word >= 0 { found[Int(word)] += 1 }
        var common = 0
        var table: [UInt16] = []
        reference.each { line in
            var isInUnion = [Bool](repeating: false, count: line.count)
            answer.each { markCommon(line, $0, &isInUnion, &table) }
            for (place, word) in zip(isInUnion.indices, line) where isInUnion[place] {
                guard expected[Int(word)] > 0, found[Int(word)] > 0 else { continue }
                expected[Int(word)] -= 1
                found[Int(word)] -= 1
                common += 1
            }
        }
        return common
    }

    /// Marks the places of `line` that are in its longest common subsequence with `other`; `table` is room to work in.
    private func markCommon(
        _ line: ArraySlice<Int32>, _ other: ArraySlice<Int32>, _ marks: inout [Bool], _ table: inout [UInt16]
    ) {
        let width = other.count + 1
        let size = (line.count + 1) * width
        if table.count < size { table = [UInt16](repeating: 0, count: size) }
        table.withUnsafeMutableBufferPointer { table in
            line.withUnsafeBufferPointer { line in
                other.withUnsafeBufferPointer { other in
                    for column in 0..<width { table[column] = 0 }
                    for row in 1...line.count {
                        let word = line[row - 1]
                        let (above, here) = ((row - 1) * width, row * width)
                        table[here] = 0
                        for column in 1..<width {
                            table[here + column] =
                                word == other[column - 1]
                                ? table[above + column - 1] + 1 : max(table[above + column], table[here + column - 1])
                        }
                    }
                    var (row, column) = (line.count, other.count)
                    while row > 0, column > 0 {
                        if line[row - 1] == other[column - 1] {
                            marks[row - 1] = true
                            row -= 1
                            column -= 1
                        } else if table[row * width + column - 1] > table[(row - 1) * width + column] {
                            column -= 1
                        } else {
                            row -= 1
                        }
                    }
                }
            }
        }
    }
}

/// The words of a text as numbers, with the lines that have any; nothing but line feeds ends a line.
private struct SymbolLines {
    private(set) var symbols: [Int32]
    /// Where each line ends among the symbols.
    private(set) var ends: [Int] = []

    init(_ text: String, _ numbers: (Tokens) -> [Int32]) {
        var ends: [Int] = []
        let tokens = rougeTokens(text) { end in if end > ends.last ?? 0 { ends.append(end) } }
        if tokens.places.count > ends.last ?? 0 { ends.append(tokens.places.count) }
        self.ends = ends
        symbols = numbers(tokens)
    }

    /// Up to so many words, the last line cut where that is its middle.
    func beginning(_ length: Int) -> SymbolLines {
        guard length < symbols.count else { return self }
        var cut = self
        cut.symbols.removeSubrange(length...)
        cut.ends = Array(ends.prefix { $0 < length })
        if length > 0 { cut.ends.append(length) }
        return cut
    }

    /// Calls `visit` with each line in order.
    func each(_ visit: (ArraySlice<Int32>) -> Void) {
        var start = 0
        for end in ends {
            visit(symbols[start..<end])
            start = end
        }
    }
}
