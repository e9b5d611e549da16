import Core

extension Family {
    /// Who has what: people, a pet and a colour each, and clues that leave exactly one solution.
    static let logicGrid = Variant<Draw>("logic-grid", "A puzzle of clues with exactly one solution.") { fields in
        let people = fields.field("people", .int(3...4).templated, default: 3, shown: 3, "How many people.")
        return Draw { random in Puzzle(people: people, &random).value(&random) }
    }
}

/// Which pet and which colour each person has, by their numbers.
private struct Solution: Equatable {
    var pets: [Int]
    var colours: [Int]

    /// All that are possible.
    static func all(_ count: Int) -> [Solution] {
        count == 3 ? ofThree : ofFour
    }

    private static let ofThree = made(3)
    private static let ofFour = made(4)

    private static func made(_ count: Int) -> [Solution] {
        let orders = permutations(Array(0..<count))
        return orders.flatMap { pets in orders.map { Solution(pets: pets, colours: $0) } }
    }

    private static func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { place in
            var rest = items
            let first = rest.remove(at: place)
            return permutations(rest).map { [first] + $0 }
        }
    }
}

/// What is said of a solution; none of it alone gives a person's pet or colour away.
private enum Clue {
    case notPet(Int, Int), notColour(Int, Int), petHasColour(Int, Int), petHasNotColour(Int, Int)
    case onePet(Int, Int, Int)

    func holds(_ solution: Solution) -> Bool {
        switch self {
        case .notPet(let person, let pet): solution.pets[person] != pet
        case .notColour(let person, let colour): solution.colours[person] != colour
        case .petHasColour(let pet, let colour):
            solution.pets.indices.contains { solution.pets[$0] == pet && solution.colours[$0] == colour }
        case .petHasNotColour(let pet, let colour):
            !solution.pets.indices.contains { solution.pets[$0] == pet && solution.colours[$0] == colour }
        case .onePet(let person, let one, let other): [one, other].contains(solution.pets[person])
        }
    }

    static func all(_ count: Int) -> [Clue] {
        let numbers = Array(0..<count)
        let pairs = numbers.flatMap { a in numbers.map { (a, $0) } }
        return pairs.flatMap { a, b in [.notPet(a, b), .notColour(a, b), .petHasColour(a, b), .petHasNotColour(a, b)] }
            + pairs.flatMap { person, pet in
                count < 4 ? [] : numbers.filter { $0 > pet }.map { .onePet(person, pet, $0) }
            }
    }
}

private struct Puzzle {
    let names: [String]
    let pets: [String]
    let colours: [String]
    let solution: Solution
    let clues: [Clue]

    /// Clues are added in random order as long as they rule something out, and left out again where the others do.
    init(people count: Int, _ random: inout SeededRandom) {
        names = random.sample(WordKind.name.words, count)
        pets = random.sample(["dog", "cat", "parrot", "rabbit", "turtle", "hamster", "goat", "snake"], count)
        colours = random.sample(["red", "blue", "green", "yellow", "purple", "black", "white", "orange"], count)
        let all = Solution.all(count)
        let solution = random.pick(all)
        var left = all
        var chosen: [Clue] = []
        for clue in random.shuffled(Clue.all(count).filter { $0.holds(solution) }) where left.count > 1 {
            let remaining = left.filter(clue.holds)
            guard remaining.count < left.count else { continue }
            (left, chosen) = (remaining, chosen + [clue])
        }
        for place in chosen.indices.reversed() {
            var fewer = chosen
            fewer.remove(at: place)
            let fitting = all.count { solution in fewer.allSatisfy { $0.holds(solution) } }
            if fitting == 1 { chosen = fewer }
        }
        (self.solution, clues) = (solution, random.shuffled(chosen))
    }

    func value(_ random: inout SeededRandom) -> Value {
        let person = random.int(in: 0...names.count - 1)
        let asksPet = random.coin()
        let options = asksPet ? pets : colours
        let answer = options[(asksPet ? solution.pets : solution.colours)[person]]
        let said = clues.map(sentence)
        let question = asksPet ? "Which pet does \(names[person]) have?" : "Which colour does \(names[person]) like?"
        let setting =
            "\(English.listed(names)) each have one pet and like one colour, all of them different. "
            + "The pets are \(English.listed(pets.sorted())); the colours are \(English.listed(colours.sorted()))."
        return .record([
            "text": .text(([setting] + said + [question]).joined(separator: "\n")), "clues": .texts(said),
            "people": .texts(names), "pets": .texts(pets.sorted()), "colours": .texts(colours.sorted()),
            "question": .text(question), "options": .texts(random.shuffled(options)), "answer": .text(answer),
            "wrong": .text(random.pick(options.filter { $0 != answer })),
        ])
    }

    private func sentence(_ clue: Clue) -> String {
        switch clue {
        case .notPet(let person, let pet): "\(names[person]) does not have the \(pets[pet])."
        case .notColour(let person, let colour): "\(names[person]) does not like \(colours[colour])."
        case .petHasColour(let pet, let colour): "Whoever has the \(pets[pet]) likes \(colours[colour])."
        case .petHasNotColour(let pet, let colour): "Whoever has the \(pets[pet]) does not like \(colours[colour])."
        case .onePet(let person, let one, let other): "\(names[person]) has the \(pets[one]) or the \(pets[other])."
        }
    }
}
