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
    private var references: [[[Int32]]] = []

    /// The measure against expected texts.
    init(_ references: [String], _ share: F1.Share, limit: Int = Self.pairLimit) {
        self.share = share
        self.limit = limit
        for reference in references {
            self.references.append(lines(reference).map { symbols.adding($0) }.filter { !$0.isEmpty })
        }
    }

    func similarity(of text: String) -> Similarity {
        let answer = lines(text).map { symbols.numbers($0) }.filter { !$0.isEmpty }
        let words = answer.reduce(0) { $0 + $1.count }
        var compared = words
        let found = references.map { reference in
            // A line of the table costs one more than its words.
            let wanted = reference.reduce(0) { $0 + $1.count + 1 }
            let length = min(words, limit / references.count / 2 / max(1, wanted))
            compared = min(compared, length)
            return F1(
                common: common(reference, beginning(answer, length)), found: words,
                expected: reference.reduce(0) { $0 + $1.count })
        }
        let best = best(found, by: \.f1)
        return Similarity(
            value: best?.value[share] ?? 0, reference: best?.index, cut: cutWords(compared, of: words, "words"))
    }

    /// The lines up to so many words, the last one cut where that is its middle.
    private func beginning(_ lines: [[Int32]], _ length: Int) -> [[Int32]] {
        var left = length
        var kept: [[Int32]] = []
        for line in lines where left > 0 {
            kept.append(Array(line.prefix(left)))
            left -= min(left, line.count)
        }
        return kept
    }

    private func common(_ reference: [[Int32]], _ answer: [[Int32]]) -> Int {
        var (expected, found) = ([Int](repeating: 0, count: symbols.count), [Int](repeating: 0, count: symbols.count))
        for word in reference.joined() { expected[Int(word)] += 1 }
        for word in answer.joined() where word >= 0 { found[Int(word)] += 1 }
        var common = 0
        for line in reference {
            var isInUnion = [Bool](repeating: false, count: line.count)
            for other in answer { markCommon(line, other, &isInUnion) }
            for (place, word) in line.enumerated() where isInUnion[place] {
                guard expected[Int(word)] > 0, found[Int(word)] > 0 else { continue }
                expected[Int(word)] -= 1
                found[Int(word)] -= 1
                common += 1
            }
        }
        return common
    }

    /// Marks the places of `line` that are in its longest common subsequence with `other`.
    private func markCommon(_ line: [Int32], _ other: [Int32], _ marks: inout [Bool]) {
        let width = other.count + 1
        var table = [UInt16](repeating: 0, count: (line.count + 1) * width)
        for row in 1...line.count {
            let word = line[row - 1]
            let (above, here) = ((row - 1) * width, row * width)
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

/// The words of each line; nothing but line feeds ends a line.
private func lines(_ text: String) -> [Tokens] {
    text.unicodeScalars.split(separator: "\n").map { rougeTokens(String($0)) }
}
