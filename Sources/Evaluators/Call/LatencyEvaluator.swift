import Core

/// Whether the answer came in time.
struct LatencyEvaluator: Evaluator {
    static let type = "latency"
    static let ruleVersion = 1
    static let summary = "The answer came in time: best with weight 0, or in a probe of its own."

    let total: Duration?
    let firstToken: Duration?

    init(reading fields: inout Fields) {
        let range = Duration.milliseconds(1)...Duration.seconds(3600)
        total = fields.optional("total", .duration(range), "The longest time of the whole exchange: `\"5s\"`.")
        firstToken = fields.optional(
            "first_token", .duration(range),
            "The longest time to the first token, or to the first byte of an answer that is not streamed.")
        fields.require(
            total != nil || firstToken != nil, "nothing is expected", instead: "add \"total\" or \"first_token\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        factJudgement(
            [
                total.map { fact("the whole exchange", answer.facts.total, $0) },
                firstToken.map { fact("the first token", answer.facts.firstToken, $0) },
            ].compactMap { $0 })
    }

    private func fact(_ name: String, _ found: Duration?, _ most: Duration) -> CallFact {
        CallFact(
            name, found.map { excess(of: $0.inSeconds, over: most.inSeconds) },
            found.map { "\(name) took \(fixed($0.inSeconds, 3)) s, at most \(fixed(most.inSeconds, 3)) s expected" })
    }
}
