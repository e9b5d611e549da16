import Core

extension Family {
    /// A quantity that changes in so many steps; sentences that change nothing stand between on request.
    static let wordProblem = Variant<Draw>("word-problem", "A quantity that changes step by step.") { fields in
        let steps = fields.field(
            "steps", .int(1...8).templated, default: 3, shown: 3, "How often the quantity changes.")
        let distractors = fields.field(
            "distractors", .int(0...4).templated, default: 0, shown: 0, "How many sentences have nothing to do with it."
        )
        return Draw { random in makeStory(steps: steps, distractors: distractors, &random) }
    }
}

/// One change of the quantity.
private enum Change {
    case add(Int), remove(Int), times(Int), split(Int)

    func applied(to value: Int) -> Int {
        switch self {
        case .add(let n): value + n
        case .remove(let n): value - n
        case .times(let n): value * n
        case .split(let n): value / n
        }
    }
}

private let goods = [
    "apple", "marble", "stamp", "coin", "pencil", "button", "ticket", "shell", "postcard", "cookie", "bead", "balloon",
]

private func makeStory(steps: Int, distractors: Int, _ random: inout SeededRandom) -> Value {
    let people = random.sample(WordKind.name.words, 3)
    let things = random.sample(goods, 2).map(English.plural)
    var values = [random.int(in: 12...60)]
    var sentences: [String] = []
    for _ in 0..<steps {
        let change = possibleChange(of: values[values.count - 1], &random)
        sentences.append(sentence(change, people[0], things[0], other: people[1], &random))
        values.append(change.applied(to: values[values.count - 1]))
    }
    for _ in 0..<distractors {
        let other = random.pick(Array(people.dropFirst()))
        let aside = random.pick([
            "\(other) has \(random.int(in: 5...60)) \(things[1]).",
            "\(other) buys \(random.int(in: 5...60)) \(things[1]) on the same day.",
            "\(other) is \(random.int(in: 12...80)) years old.",
        ])
        sentences.insert(aside, at: random.int(in: 0...sentences.count))
    }
    let text =
        (["\(people[0]) has \(values[0]) \(things[0])."] + sentences
        + ["How many \(things[0]) does \(people[0]) have in the end?"]).joined(separator: " ")
    // The last change forgotten; it always makes a difference.
    return .record([
        "text": .text(text), "answer": .int(values[steps]), "wrong": .int(values[steps - 1]),
        "steps": .list(values.map(Value.int)),
    ])
}

/// A change that keeps the quantity whole, from 2 to about 2000, and different.
private func possibleChange(of value: Int, _ random: inout SeededRandom) -> Change {
    let divisors = (2...6).filter { value % $0 == 0 && value / $0 >= 3 }
    var changes: [Change] = [.add(random.int(in: 3...40))]
    if value > 10 { changes.append(.remove(random.int(in: 3...min(value - 4, 60)))) }
    if value <= 300 { changes.append(.times(random.int(in: 2...3))) }
    if !divisors.isEmpty { changes.append(.split(random.pick(divisors))) }
    return random.pick(changes)
}

private func sentence(
    _ change: Change, _ name: String, _ things: String, other: String, _ random: inout SeededRandom
) -> String {
    switch change {
    case .add(let n):
        random.pick([
            "\(name) buys \(n) more.", "\(other) gives \(name) \(n) \(things).",
            "\(name) finds \(n) more \(things) in a box.",
        ])
    case .remove(let n):
        random.pick([
            "\(name) gives \(n) of them to \(other).", "\(name) loses \(n) \(things).", "\(name) sells \(n) \(things).",
        ])
    case .times(let n):
        "Then \(name) gets so many that there are \(n == 2 ? "twice" : "three times") as many as before."
    case .split(let n):
        random.pick([
            "\(name) makes \(n) equal piles of them and keeps only one pile.",
            "\(name) shares them equally among \(n) people, \(name) being one of these.",
        ])
    }
}
