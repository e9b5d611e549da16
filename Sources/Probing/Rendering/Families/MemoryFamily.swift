import Core

extension Family {
    /// Facts told over several turns, some of them changed later, and asked for at the end.
    static let memory = Variant<Draw>("memory", "Facts told over several turns and asked for later.") { fields in
        let facts = fields.field("facts", .int(2...12).templated, default: 4, shown: 4, "How many facts.")
        let changes = fields.field(
            "changes", .int(0...12).templated, default: 2, shown: 2, "How many of them are changed later.")
        let turns = fields.field("turns", .int(1...10).templated, default: 2, shown: 2, "Over how many turns.")
        fields.require(
            changes <= facts, at: "changes", "\(changes) changes of \(facts) facts", instead: "write at most \(facts)")
        return Draw { random in makeMemory(facts, changes: min(changes, facts), turns: turns, &random) }
    }
}

private let memorised = ["locker number", "room number", "seat number", "badge number", "table number", "shelf number"]

/// Half of the time the first question is about a fact that was changed, where some were and some were not.
private func makeMemory(_ count: Int, changes: Int, turns: Int, _ random: inout SeededRandom) -> Value {
    let thing = random.pick(memorised)
    let names = random.sample(WordKind.name.words, count)
    let numbers = distinctNumbers(count + changes, of: 900, &random).map { $0 + 100 }
    var statements = (0..<count).map { "\(names[$0])'s \(thing) is \(numbers[$0])." }
    let changed = distinctNumbers(changes, of: count, &random)
    var (answers, olds) = (Array(numbers.prefix(count)), Array(numbers.prefix(count)))
    for (place, fact) in changed.enumerated() {
        answers[fact] = numbers[count + place]
        statements.append("\(names[fact])'s \(thing) has changed; it is now \(answers[fact]).")
    }
    // The old number is the near miss; where nothing changed, somebody else's.
    for fact in 0..<count where answers[fact] == olds[fact] { olds[fact] = answers[(fact + 1) % count] }
    let wantsChanged = random.coin()
    let order = random.shuffled(Array(0..<count))
    let first = order.first { changed.contains($0) == wantsChanged } ?? order[0]
    let asked = [first] + order.filter { $0 != first }
    let cuts = (0...turns).map { statements.count * $0 / turns }
    let says = (0..<turns).map { statements[cuts[$0]..<cuts[$0 + 1]].joined(separator: " ") }
    let asks = asked.map { "What is \(names[$0])'s \(thing)?" }
    return .record([
        "text": .text((statements + [asks[0]]).joined(separator: " ")),
        "says": .texts(says.map { $0.isEmpty ? "There is nothing new." : $0 }), "asks": .texts(asks),
        "answers": .list(asked.map { .int(answers[$0]) }), "wrongs": .list(asked.map { .int(olds[$0]) }),
        "question": .text(asks[0]), "answer": .int(answers[first]), "wrong": .int(olds[first]),
    ])
}
