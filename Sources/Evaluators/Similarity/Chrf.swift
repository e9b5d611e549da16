/// chrF: n-grams of one to six characters in common, recall counting twice as much; chrF++ adds n-grams of words.
///
/// White space does not count. **Source:** sacrebleu 2.6.0 `CHRF` with its defaults, `word_order` 2 for chrF++; over 100.
/// With several expected texts the highest counts.
struct Chrf: SimilarityMeasure {
    private static let characterOrder = 6
    /// Most characters of an answer that are compared, over all expected texts.
    static let characterLimit = 1_100_000

    private let wordOrder: Int
    private var symbols = CharacterSymbols()
    private var words = TokenSymbols()
    private var references: [Reference] = []

    private struct Reference {
        var characters: NGrams
        var characterCount: Int
        var words: NGrams
        var wordCount: Int
    }

    /// The measure against expected texts; `wordOrder` is 0 or 2.
    init(_ references: [String], wordOrder: Int) {
        self.wordOrder = wordOrder
        for reference in references {
            let characters = symbols.adding(reference) { !$0.isPythonSpace }
            let words = wordOrder == 0 ? [] : self.words.adding(Self.words(reference))
            self.references.append(
                Reference(
                    characters: NGrams([characters], order: Self.characterOrder), characterCount: characters.count,
                    words: NGrams([words], order: max(1, wordOrder)), wordCount: words.count))
        }
    }

    func similarity(of text: String) -> Similarity {
        let characters = symbols.numbers(text) { !$0.isPythonSpace }
        let words = wordOrder == 0 ? [] : self.words.numbers(Self.words(text))
        let compared = min(characters.count, Self.characterLimit / references.count)
        let found = references.map { value($0, characters, compared, words) }
        let best = best(found) { $0 }
        return Similarity(
            value: best?.value ?? 0, reference: best?.index,
            cut: cutWords(compared, of: characters.count, "characters"))
    }

    private func value(_ reference: Reference, _ characters: [Int32], _ compared: Int, _ words: [Int32]) -> Double {
        var mean = MeanShares()
        let matches = reference.characters.matches(in: characters.prefix(compared))
        for order in 1...Self.characterOrder {
            mean.add(
                common: matches[order - 1], found: NGrams.total(characters.count, order: order),
                expected: NGrams.total(reference.characterCount, order: order))
        }
        if wordOrder > 0 {
            let matches = reference.words.matches(in: words[...])
            for order in 1...wordOrder {
                mean.add(
                    common: matches[order - 1], found: NGrams.total(words.count, order: order),
                    expected: NGrams.total(reference.wordCount, order: order))
            }
        }
        return mean.score
    }

    /// The words, one mark of ASCII at the end of each set apart, or else one at its beginning.
    private static func words(_ text: String) -> Tokens {
        let split = pythonSplit(Array(text.utf8))
        var tokens = Tokens(bytes: split.bytes)
        for place in split.places {
            let isOne = isOneScalar(split.bytes[place])
            if !isOne, isMark(split.bytes[place.upperBound - 1]) {
                tokens.places += [place.lowerBound..<(place.upperBound - 1), (place.upperBound - 1)..<place.upperBound]
            } else if !isOne, isMark(split.bytes[place.lowerBound]) {
                tokens.places += [place.lowerBound..<(place.lowerBound + 1), (place.lowerBound + 1)..<place.upperBound]
            } else {
                tokens.places.append(place)
            }
        }
        return tokens
    }

    private static func isOneScalar(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 4 && word.count { $0 & 0xC0 != 0x80 } == 1
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !byte.isLetter && !byte.isDigit
    }
}

/// The mean precision and recall over the orders that both texts have.
private struct MeanShares {
    private var (precision, recall, orders) = (0.0, 0.0, 0.0)

    mutating func add(common: Int, found: Int, expected: Int) {
        guard found > 0, expected > 0 else { return }
        precision += Double(common) / Double(found)
        recall += Double(common) / Double(expected)
        orders += 1
    }

    /// The F score in which recall counts twice as much (beta 2).
    var score: Double {
        guard orders > 0, precision + recall > 0 else { return 0 }
        let (precision, recall) = (precision / orders, recall / orders)
        return 5 * precision * recall / (4 * precision + recall)
    }
}
