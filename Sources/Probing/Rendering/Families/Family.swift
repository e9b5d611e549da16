import Core

/// Families of questions: each makes a record with the question's `text`, its `answer`, and what evaluators and examples
/// need besides, from a few parameters. Answers are balanced by construction; every one is made by the rule that solves
/// it, so that there is nothing to be looked up. What a family makes for given parameters and seed never changes: a
/// probe's version does not know of it. A better family gets another name.
enum Family {
    /// How a family with its parameters makes a record.
    struct Draw: Sendable {
        let make: @Sendable (inout SeededRandom) -> Value
    }

    /// All of them.
    static let all: [Variant<Draw>] = [
        carrying, wordProblem, conversion, dates, sorting, letterCount, reversal, sets, logicGrid, syllogism, roads,
        program,
        table, transform, needle, instructions, memory,
    ]

    /// The declaration of a family: its name under `family`, and its parameters.
    static let shape = Shape<Draw>.tagged("family", all)
}
