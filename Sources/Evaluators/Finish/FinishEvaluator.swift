import Core

/// Whether the answer ended for the reason that it should have.
struct FinishEvaluator: Evaluator {
    static let type = "finish"
    static let ruleVersion = 1
    static let summary = "The answer ended for this reason, in one vocabulary for all APIs."

    let expected: [Completion.Finish]

    init(reading fields: inout Fields) {
        expected = fields.required(
            "equals", .oneOrMore(.choice),
            "The reason, or a list of them: \"stop\", \"length\" (the output limit), \"tool-calls\", \"content-filter\", "
                + "\"refusal\"; \"unknown\" for any that plummet does not know.")
    }

    func judge(_ answer: Answer) -> Judgement {
        let finish = answer.completion.finish
        let isRight = expected.contains(finish)
        let words = expected.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        let raw = answer.completion.rawFinish
        let found = "\"\(finish.rawValue)\"" + (raw.isEmpty || raw == finish.rawValue ? "" : " (\(quoted(raw)))")
        return judgement(
            isRight ? 1 : 0, .whole,
            isRight ? "ended with \(found) as expected" : "expected \(words), ended with \(found)",
            evidence: answer.excerpt)
    }
}
