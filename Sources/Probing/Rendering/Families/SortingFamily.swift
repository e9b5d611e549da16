import Core

extension Family {
    /// Numbers or words to be put in order.
    static let sorting = Variant<Draw>("sorting", "Numbers or words to be sorted.") { fields in
        let count = fields.field("count", .int(3...50).templated, default: 6, shown: 6, "How many there are.")
        let of = fields.field(
            "of", Shape<String>.word(["numbers", "words"]), default: "numbers", shown: "numbers", "What is sorted.")
        let order = fields.field(
            "order", Shape<String>.word(["any", "ascending", "descending"]), default: "any", shown: "any",
            "In which order; any is each half of the time.")
        return Draw { random in
            let descending = order == "any" ? random.coin() : order == "descending"
            return makeSorting(count, words: of == "words", descending: descending, &random)
        }
    }
}

private func makeSorting(_ count: Int, words: Bool, descending: Bool, _ random: inout SeededRandom) -> Value {
    let items: [Value] =
        words
        ? random.sample(WordKind.noun.words, count).map(Value.text)
        : distinctNumbers(count, of: max(900, count * 20), &random).map { .int($0 + 100) }
    let sorted = items.sorted { (descending ? $1.precedes($0) : $0.precedes($1)) ?? false }
    // Not in order already, and the place that is wrong in a wrong answer is any.
    let given = items == sorted ? Array(items.reversed()) : items
    var wrong = sorted
    let place = random.int(in: 0...count - 2)
    wrong.swapAt(place, place + 1)
    let name =
        words
        ? (descending ? "in reverse alphabetical order" : "in alphabetical order")
        : (descending ? "from the largest to the smallest" : "from the smallest to the largest")
    return .record([
        "text": .text("Sort these \(words ? "words" : "numbers") \(name): \(Value.list(given).text)"),
        "items": .list(given), "sorted": .list(sorted), "answer": .text(Value.list(sorted).text),
        "wrong": .text(Value.list(wrong).text),
    ])
}
