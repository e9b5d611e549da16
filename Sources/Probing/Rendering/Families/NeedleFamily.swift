import Core

extension Family {
    /// A fact in a long text without a subject, with similar facts beside it, at any place.
    static let needle = Variant<Draw>("needle", "A fact to be found in a text of any length.") { fields in
        let words = fields.field(
            "words", .int(50...150_000).templated, default: 500, shown: 500, "About how many words the text has.")
        let distractors = fields.field(
            "distractors", .int(0...50).templated, default: 3, shown: 3, "How many facts of the same form lie in it.")
        return Draw { random in makeHaystack(words, distractors: distractors, &random) }
    }
}

/// A fact: the code of something that nothing else in the text has.
private struct Fact {
    let thing: String
    let code: String

    var sentence: String { "The code of the \(thing) is \(code)." }
}

private let wares = [
    "almonds", "apples", "apricots", "bananas", "beans", "carrots", "cherries", "chestnuts", "cookies", "dumplings",
    "eggs", "figs", "grapes", "lemons", "melons", "mushrooms", "noodles", "olives", "onions", "oranges", "pancakes",
    "peaches", "peanuts", "pears", "pickles", "plums", "pretzels", "radishes", "raisins", "sausages", "tomatoes",
    "waffles", "walnuts",
]

/// Sentences about nothing that matters; they hold neither codes nor the things that have one.
private func filler(_ random: inout SeededRandom) -> String {
    let (name, other) = (random.pick(WordKind.name.words), random.pick(WordKind.surname.words))
    let (city, food) = (random.pick(WordKind.city.words), random.pick(wares))
    let (job, adjective) = (random.pick(WordKind.job.words), random.pick(WordKind.adjective.words))
    let day = random.pick(Day.weekdayNames)
    switch random.int(in: 0...9) {
    case 0: return "On \(day) \(name) went to \(city) and came back with a bag of \(food)."
    case 1: return "The \(job) from \(city) thought that the weather was too \(adjective) for a walk."
    case 2: return "\(name) \(other) has lived in \(city) for many years and still likes it there."
    case 3: return "Nobody knew why the \(adjective) \(job) had asked for \(food) again."
    case 4: return "In \(city) the market opens early on \(day), and \(food) are sold out by noon."
    case 5: return "\(name) wrote a long letter about \(city), but never sent it."
    case 6: return "The house of the \(other) family is \(adjective), and so is the garden behind it."
    case 7: return "After lunch \(name) and the \(job) talked about \(food) for an hour."
    case 8: return "It rained all \(day) in \(city), which made the streets look \(adjective)."
    default: return "\(name) wanted to become a \(job), but the school in \(city) was closed."
    }
}

private func makeHaystack(_ words: Int, distractors: Int, _ random: inout SeededRandom) -> Value {
    let (colours, nouns) = (WordKind.colour.words, WordKind.noun.words)
    let codes = distinctNumbers(distractors + 2, of: 9_000, &random).map { "\($0 + 1_000)" }
    // One code is in no fact: the wrong one where there are no others.
    let things = distinctNumbers(distractors + 1, of: colours.count * nouns.count, &random)
    let facts = zip(things, codes).map { thing, code in
        Fact(thing: "\(colours[thing / nouns.count]) \(nouns[thing % nouns.count])", code: code)
    }
    var sentences: [String] = []
    var length = facts.count * 7
    while length < words {
        let sentence = filler(&random)
        length += sentence.utf8.count { $0 == 32 } + 1
        sentences.append(sentence)
    }
    // Any place between sentences is equally likely for the needle, and for each of the others.
    let places = facts.map { _ in random.int(in: 0...sentences.count) }
    var before = [[String]](repeating: [], count: sentences.count + 1)
    for (place, fact) in zip(places, facts) { before[place].append(fact.sentence) }
    let whole = zip(before, sentences + [""]).flatMap { $0 + ($1.isEmpty ? [] : [$1]) }
    let paragraphs = stride(from: 0, to: whole.count, by: 8).map {
        whole[$0..<min($0 + 8, whole.count)].joined(separator: " ")
    }
    let others = facts.dropFirst().map(\.code)
    return .record([
        "text": .text(paragraphs.joined(separator: "\n\n")),
        "question": .text("What is the code of the \(facts[0].thing)?"),
        "thing": .text(facts[0].thing), "answer": .text(facts[0].code), "wrong": .text(others.first ?? codes[1]),
        "distractors": .texts(Array(others)),
        "position": .int(sentences.isEmpty ? 0 : places[0] * 100 / sentences.count),
    ])
}
