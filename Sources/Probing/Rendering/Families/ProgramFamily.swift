import Core

extension Family {
    /// A small program in Python, and what it prints.
    static let program = Variant<Draw>("program", "What a small program prints.") { fields in
        let statements = fields.field(
            "statements", .int(2...12).templated, default: 4, shown: 4, "How many statements after the first values.")
        let loops = fields.field("loops", .int(0...4).templated, default: 1, shown: 1, "How many of them are loops.")
        fields.require(loops <= statements, at: "loops", "\(loops) loops in \(statements) statements")
        return Draw { random in makeProgram(statements, loops: min(loops, statements), &random) }
    }
}

/// How many programs are tried until one has an answer that says something.
private let mostTries = 60

private func makeProgram(_ statements: Int, loops: Int, _ random: inout SeededRandom) -> Value {
    for attempt in 0..<mostTries {
        var program = randomProgram(statements, loops: loops, &random)
        // The last resort adds only, so that its values stay small.
        if attempt == mostTries - 1 {
            program.statements = [
                .assign(program.shown, .init(left: .variable(program.shown), sign: "+", right: .number(7)))
            ]
        }
        guard let course = program.run(), let answer = course.last, let wrong = course.last(where: { $0 != answer }),
            course.count > 1
        else { continue }
        return .record([
            "text": .text("What does this Python program print?\n```python\n\(program.text)\n```"),
            "code": .text(program.text), "answer": .int(answer), "wrong": .int(wrong),
        ])
    }
    preconditionFailure("the last resort always has an answer")
}

private func randomProgram(_ statements: Int, loops: Int, _ random: inout SeededRandom) -> ToyProgram {
    let names = random.sample(["a", "b", "c", "n", "x", "y", "total", "count"], 3)
    let loopAt = Set(distinctNumbers(loops, of: statements, &random))
    let made = (0..<statements).map { place -> ToyProgram.Statement in
        if loopAt.contains(place) {
            return .loop(
                "i", upTo: random.int(in: 2...6),
                (0..<random.int(in: 1...2)).map { _ in
                    step(names, loop: "i", depth: 0, &random)
                })
        }
        return step(names, loop: nil, depth: 0, &random)
    }
    return ToyProgram(
        start: names.map { ($0, random.int(in: 1...12)) }, statements: made, shown: names[0])
}

/// An assignment, or sometimes a condition; half of the assignments go to the variable that is shown.
private func step(_ names: [String], loop: String?, depth: Int, _ random: inout SeededRandom) -> ToyProgram.Statement {
    if depth == 0, random.chance(0.35) {
        let condition = ToyProgram.Operation(
            left: .variable(random.pick(names)), sign: random.pick(["<", ">", "=="]),
            right: .number(random.int(in: 1...15)))
        let otherwise = random.coin() ? [step(names, loop: loop, depth: 1, &random)] : []
        return .when(condition, then: [step(names, loop: loop, depth: 1, &random)], otherwise: otherwise)
    }
    let target = random.coin() ? names[0] : random.pick(names)
    let sign = random.pick(["+", "+", "-", "*", "%", "//"])
    let isByNumber = sign == "%" || sign == "//" || random.coin()
    let others = loop.map { names + [$0] } ?? names
    // Two different variables: one minus itself says nothing.
    let pair = random.sample(others, 2)
    let right: ToyProgram.Operand = isByNumber ? .number(random.int(in: 2...9)) : .variable(pair[1])
    return .assign(target, .init(left: .variable(pair[0]), sign: sign, right: right))
}
