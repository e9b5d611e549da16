import Core

/// Whether the model was sure of its answer, by the log-probabilities of the tokens.
struct ProbabilityEvaluator: Evaluator {
    static let type = "log-probability"
    static let ruleVersion = 1
    static let summary =
        "The model was sure of its tokens, where the API tells log-probabilities: best with weight 0, or in a probe of its own."

    let mean: Double?
    let least: Double?
    let first: Double?
    let perplexity: Double?

    init(reading fields: inout Fields) {
        mean = fields.optional("mean", .numeric(-100...0), "The least mean of the tokens' natural-log probabilities.")
        least = fields.optional("min", .numeric(-1000...0), "The least of any one token.")
        first = fields.optional("first", .numeric(-1000...0), "The least of the first token.")
        perplexity = fields.optional(
            "perplexity", .numeric(1...1e6), "The most that e to the power of minus the mean may be.")
        fields.require(
            mean != nil || least != nil || first != nil || perplexity != nil, "nothing is expected",
            instead: "add \"mean\", \"min\", \"first\" or \"perplexity\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        let logs = answer.completion.probabilities.map(\.log)
        let average = logs.isEmpty ? nil : logs.reduce(0, +) / Double(logs.count)
        let power = average.map { exponential(-$0) }
        return factJudgement(
            [
                mean.map { fact("the mean log-probability", average, $0) },
                least.map { fact("the least log-probability", logs.min(), $0) },
                first.map { fact("the first token's log-probability", logs.first, $0) },
                perplexity.map { most in
                    CallFact(
                        "the perplexity", power.map { excess(of: $0, over: most) },
                        power.map { "the perplexity is \(fixed($0, 3)), at most \(fixed(most, 3)) expected" })
                },
            ].compactMap { $0 })
    }

    private func fact(_ name: String, _ found: Double?, _ least: Double) -> CallFact {
        CallFact(
            name, found.map { $0 >= least ? 1 : exponential($0 - least) },
            found.map { "\(name) is \(fixed($0, 3)), at least \(fixed(least, 3)) expected" })
    }
}
