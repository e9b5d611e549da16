import Core

extension Family {
    /// How often a letter occurs in a word; each count is the answer equally often.
    static let letterCount = Variant<Draw>("letter-count", "How often a letter occurs in a word.") { fields in
        let of = fields.field(
            "of", Shape<String>.word(["words", "letters"]), default: "words", shown: "words",
            "In a word of English with 1 to 3 of them, or in so many letters in a row with 0 to 5.")
        let length = fields.field(
            "length", .int(8...200).templated, default: 14, shown: 14, "With letters: how many in a row.")
        return Draw { random in of == "words" ? makeWordCount(&random) : makeLetterCount(length, &random) }
    }

    /// Letters or words to be written backwards.
    static let reversal = Variant<Draw>("reversal", "Letters or words to be reversed.") { fields in
        let of = fields.field(
            "of", Shape<String>.word(["letters", "words"]), default: "letters", shown: "letters",
            "Whether the letters of a word without meaning or the order of words is reversed.")
        let length = fields.field("length", .int(2...60).templated, default: 8, shown: 8, "How many.")
        return Draw { random in makeReversal(length, words: of == "words", &random) }
    }
}

/// Words with their letters, by how often that letter occurs in the word: 1 to 3 times.
private let occurrences: [[(word: String, letter: Character)]] = {
    let kinds: [WordKind] = [.noun, .animal, .food, .job, .adjective, .verb]
    var known: Set<String> = []
    let words = kinds.flatMap(\.words).filter { known.insert($0).inserted && $0.count >= 5 }
    return (1...3).map { times in
        words.flatMap { word in
            Set(word).sorted().filter { letter in word.count { $0 == letter } == times }.map { (word, $0) }
        }
    }
}()

private func makeWordCount(_ random: inout SeededRandom) -> Value {
    let times = random.int(in: 1...3)
    let (word, letter) = random.pick(occurrences[times - 1])
    return letterQuestion("word", word, String(letter), times, &random)
}

private func makeLetterCount(_ length: Int, _ random: inout SeededRandom) -> Value {
    let alphabet = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let times = random.int(in: 0...5)
    let letter = random.pick(alphabet)
    let places = Set(distinctNumbers(times, of: length, &random))
    let others = alphabet.filter { $0 != letter }
    let letters = (0..<length).map { places.contains($0) ? letter : random.pick(others) }
    return letterQuestion("text", letters.joined(), letter, times, &random)
}

private func letterQuestion(
    _ kind: String, _ word: String, _ letter: String, _ times: Int, _ random: inout SeededRandom
) -> Value {
    .record([
        "text": .text("How often does the letter \"\(letter)\" occur in the \(kind) \"\(word)\"?"), "word": .text(word),
        "letter": .text(letter), "answer": .int(times),
        "wrong": .int(times == 0 || random.coin() ? times + 1 : times - 1),
    ])
}

private func makeReversal(_ length: Int, words: Bool, _ random: inout SeededRandom) -> Value {
    let parts =
        words
        ? random.sample(WordKind.noun.words, length)
        : letters(length, &random)
    let separator = words ? " " : ""
    let given = parts.joined(separator: separator)
    let answer = parts.reversed().joined(separator: separator)
    // Two neighbours that differ have changed places: there are some, or it would be a palindrome.
    var wrong = Array(parts.reversed())
    let places = (0..<length - 1).filter { wrong[$0] != wrong[$0 + 1] }
    let place = random.pick(places)
    wrong.swapAt(place, place + 1)
    let question =
        words ? "Write these words in reverse order: \(given)" : "Write the letters of \"\(given)\" in reverse order."
    return .record([
        "text": .text(question), "given": .text(given), "answer": .text(answer),
        "wrong": .text(wrong.joined(separator: separator)),
    ])
}

/// Letters of which the first differs from the last, so that they read differently backwards.
private func letters(_ length: Int, _ random: inout SeededRandom) -> [String] {
    let alphabet = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let inner = (0..<length - 2).map { _ in random.pick(alphabet) }
    let ends = random.sample(alphabet, 2)
    return [ends[0]] + inner + [ends[1]]
}
