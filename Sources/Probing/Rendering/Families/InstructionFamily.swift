import Core

extension Family {
    /// So many instructions that a program can check, an answer that follows all, and one that breaks one.
    static let instructions = Variant<Draw>("instructions", "Several instructions for one short text.") { fields in
        let count = fields.field(
            "count", .int(1...7).templated, default: 3, shown: 3, "How many instructions, each kind equally often.")
        return Draw { random in InstructionStack(count, &random).value(&random) }
    }
}

/// What can be asked of a short text, so that all of it can be asked at once.
private enum Instruction: CaseIterable {
    case words, small, first, last, twice, without, exclamation
}

private struct InstructionStack {
    let chosen: [Instruction]
    let length: Int
    let opening, closing, repeated: String
    let fillers: [String]
    let letter: Character

    init(_ count: Int, _ random: inout SeededRandom) {
        chosen = random.sample(Instruction.allCases, count)
        length = random.int(in: 7...14)
        // Small letters only, and none of them has the letter that is to be left out.
        let letter = random.pick(Array("bcdfghkmpw"))
        let words = WordKind.noun.words.filter { !$0.contains(letter) }
        let picked = random.sample(words, length + 3)
        self.letter = letter
        (opening, closing, repeated, fillers) = (picked[0], picked[1], picked[2], Array(picked.dropFirst(3)))
    }

    func value(_ random: inout SeededRandom) -> Value {
        let broken = random.pick(chosen)
        let told = chosen.map(sentence)
        let numbered = told.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
        return .record([
            "text": .text("Write one line of plain words, without commas. Follow all of these rules:\n\(numbered)"),
            "instructions": .texts(told), "checks": .list(chosen.map(check)), "answer": .text(answer(breaking: nil)),
            "wrong": .text(answer(breaking: broken)), "broken": .text(sentence(broken)),
        ])
    }

    private func sentence(_ instruction: Instruction) -> String {
        switch instruction {
        case .words: "Use exactly \(length) words."
        case .small: "Use small letters only."
        case .first: "The first word is \"\(opening)\"."
        case .last: "The last word is \"\(closing)\"."
        case .twice: "The word \"\(repeated)\" occurs exactly twice."
        case .without: "The letter \"\(letter)\" does not occur."
        case .exclamation: "The last character is an exclamation mark."
        }
    }

    /// The evaluator of an instruction; small and capital letters are alike except where that is the point.
    private func check(_ instruction: Instruction) -> Value {
        let pattern: String
        switch instruction {
        case .words: return .record(["type": .text("words"), "min": .int(length), "max": .int(length)])
        case .small: pattern = "^\\P{Lu}+$"
        case .first: pattern = "(?i)^\\W*\(opening)\\b"
        case .last: pattern = "(?i)\\b\(closing)\\W*$"
        case .twice: pattern = "(?is)^(?!(?:.*\\b\(repeated)\\b){3})(?:.*\\b\(repeated)\\b){2}"
        case .without: pattern = "(?i)^[^\(letter)]+$"
        case .exclamation: pattern = "!\\s*$"
        }
        return .record(["type": .text("regex"), "pattern": .text(pattern)])
    }

    /// A text that follows all instructions, or all but one of them.
    private func answer(breaking broken: Instruction?) -> String {
        var words = Array(fillers.prefix(length))
        words[0] = opening
        words[2] = repeated
        words[4] = repeated
        words[length - 1] = closing
        switch broken {
        case .words: words.insert(fillers[length - 1], at: 3)
        case .small: words[1] = words[1].uppercased()
        case .first: words.swapAt(0, 1)
        case .last: words.swapAt(length - 1, length - 2)
        case .twice: words[4] = fillers[4]
        case .without: words[1] = String(repeating: letter, count: 3)
        case .exclamation, nil: break
        }
        return words.joined(separator: " ") + (broken == .exclamation ? "" : "!")
    }
}
