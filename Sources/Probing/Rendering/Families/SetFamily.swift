import Core

extension Family {
    /// Two lists of words, and what is in both, in either, in one only.
    static let sets = Variant<Draw>("sets", "Union, intersection or difference of two lists of words.") { fields in
        let size = fields.field("size", .int(3...20).templated, default: 6, shown: 6, "How many words each list has.")
        let operations = ["union", "intersection", "difference", "symmetric"]
        let operation = fields.field(
            "operation", Shape<String>.word(["any"] + operations), default: "any", shown: "any",
            "What is asked for; any is each equally often.")
        return Draw { random in makeSets(size, operation == "any" ? random.pick(operations) : operation, &random) }
    }
}

/// From 1 to all but one of the words are in both lists, each number equally often, so that no answer is empty.
private func makeSets(_ size: Int, _ operation: String, _ random: inout SeededRandom) -> Value {
    let shared = random.int(in: 1...size - 1)
    let words = random.sample(WordKind.noun.words, 2 * size - shared)
    let (both, rest) = (Array(words.prefix(shared)), Array(words.dropFirst(shared)))
    let (onlyFirst, onlySecond) = (Array(rest.prefix(size - shared)), Array(rest.dropFirst(size - shared)))
    let (first, second) = (random.shuffled(both + onlyFirst), random.shuffled(both + onlySecond))
    let (question, answer): (String, [String]) =
        switch operation {
        case "union": ("Which words are in list A or in list B or in both? Name each once.", words)
        case "intersection": ("Which words are in both lists?", both)
        case "difference": ("Which words are in list A but not in list B?", onlyFirst)
        default: ("Which words are in exactly one of the two lists?", rest)
        }
    let others = words.filter { !answer.contains($0) }
    // One that does not belong, or, where all do, one that is missing.
    let wrong = others.isEmpty ? answer.dropLast() : answer + [random.pick(others)]
    return .record([
        "text": .text(
            "List A: \(first.joined(separator: ", ")).\nList B: \(second.joined(separator: ", ")).\n\(question)"),
        "a": .texts(first), "b": .texts(second), "operation": .text(operation), "members": .texts(answer.sorted()),
        "others": .texts(others.sorted()), "answer": .text(answer.sorted().joined(separator: ", ")),
        "wrong": .text(wrong.sorted().joined(separator: ", ")),
    ])
}
