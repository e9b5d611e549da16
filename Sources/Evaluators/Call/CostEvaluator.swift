import Core

/// Whether the call cost no more than it should.
struct CostEvaluator: Evaluator {
    static let type = "cost"
    static let ruleVersion = 1
    static let summary = "The call cost at most so many US dollars: best with weight 0, or in a probe of its own."

    let most: USD

    init(reading fields: inout Fields) {
        most = fields.required(
            "max", .dollars, "The most that the call may cost, in US dollars, as the provider says or by its prices.")
        fields.require(
            most > .zero || fields.source.isNull, at: "max", "nothing is free", instead: "write an amount above 0")
    }

    func judge(_ answer: Answer) -> Judgement {
        let found = answer.facts.cost(of: answer.completion.usage)
        return factJudgement([
            CallFact(
                "the cost", found.map { excess(of: $0.dollars, over: most.dollars) },
                found.map { "it cost \($0), at most \(most) expected" })
        ])
    }
}
