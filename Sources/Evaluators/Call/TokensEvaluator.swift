import Core

/// Whether the call used as many tokens as it should.
struct TokensEvaluator: Evaluator {
    static let type = "tokens"
    static let ruleVersion = 1
    static let summary = "Tokens as the provider counts them: best with weight 0, or in a probe of its own."

    let output: ClosedRange<Int>?
    let input: ClosedRange<Int>?
    let reasoning: ClosedRange<Int>?

    init(reading fields: inout Fields) {
        output = fields.optional(
            "output", tokenRange, "Tokens of the answer, reasoning included where the API counts it so.")
        input = fields.optional("input", tokenRange, "Tokens of the question.")
        reasoning = fields.optional("reasoning", tokenRange, "Tokens of hidden reasoning.")
        fields.require(
            output != nil || input != nil || reasoning != nil, "nothing is expected",
            instead: "add \"output\", \"input\" or \"reasoning\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        let usage = answer.completion.usage
        return factJudgement(
            [
                output.map { fact("output", usage.outputTokens, $0) },
                input.map { fact("input", usage.inputTokens, $0) },
                reasoning.map { fact("reasoning", usage.reasoningTokens, $0) },
            ].compactMap { $0 })
    }

    private func fact(_ kind: String, _ found: Int?, _ range: ClosedRange<Int>) -> CallFact {
        CallFact(
            "the number of \(kind) tokens", found.map { nearness(of: $0, to: range) },
            found.map { "\($0) \(kind) tokens, \(inWords(range)) expected" })
    }
}

private let tokenRange: Shape<ClosedRange<Int>> = .object("A smallest and a largest number.") { fields in
    let range = countRange(&fields, of: "tokens")
    fields.require(
        fields.has("min") || fields.has("max") || fields.source.isNull, "no number is expected",
        instead: "add \"min\", \"max\" or both")
    return range
}
