import Core

/// Whether the model called the right tools with the right arguments.
///
/// The score is F1 over the calls of the turn: with m of e expected calls made among c calls in all, 2m / (e + c): the
/// harmonic mean of the share of expected calls that were made and the share of calls made that were expected. Where
/// extra calls are allowed it is m / e. Each call made stands for at most one that is expected, and m is the largest number
/// that can be told so; with the order `strict`, the largest that can in the expected order.
struct ToolCallsEvaluator: Evaluator {
    static let type = "tool-calls"
    static let ruleVersion = 2
    static let summary = "The tools that the model called in this turn: F1 of calls expected and calls made."

    /// Which order is right.
    enum Order: String, Sendable, CaseIterable { case any, strict }

    let expected: [ExpectedCall]
    let order: Order
    let extra: Bool

    init(reading fields: inout Fields) {
        expected = fields.field(
            "calls", .array(of: ExpectedCall.shape, count: 1...16), default: [], shown: [],
            "The calls that are expected; each is matched with one that was made.")
        let none = fields.field(
            "none", .bool, default: false, shown: false, "True where no tool should be called at all.")
        order = fields.field(
            "order", .choice, default: .any, shown: "any", "Whether the calls must come in the order of \"calls\".")
        extra = fields.field(
            "extra", .bool, default: false, shown: false, "Whether other calls beside the expected ones cost nothing.")
        fields.require(
            none != fields.has("calls"), "the right calls are given by \"calls\", or by \"none\": true",
            instead: "give one of the two")
        fields.require(
            !none || !(fields.has("order") || fields.has("extra")), at: "none", "\"none\" leaves nothing to choose",
            instead: "remove \"order\" and \"extra\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        let calls = answer.completion.toolCalls
        let evidence = Excerpt(calls.prefix(8).map { Excerpt($0.shown).text }.joined(separator: " "))
        guard !calls.isEmpty else {
            return expected.isEmpty
                ? judgement(1, .whole, "no tool was called, as expected", evidence: answer.excerpt)
                : judgement(0, .failed, "no tool was called, expected \(shown(expected))", evidence: answer.excerpt)
        }
        guard !expected.isEmpty else {
            return judgement(
                0, .found, "expected no call of a tool, found \(CallMade(calls[0]).shown)", evidence: evidence)
        }
        let made = calls.map(CallMade.init)
        var effort = Effort()
        let fits = expected.map { wanted in made.map { wanted.matches($0, &effort) } }
        if let why = effort.exhausted {
            return judgement(0, .error, "it could not be decided: \(why)", evidence: evidence)
        }
        let pairs =
            order == .strict
            ? CallMatching.inOrder(fits, made: made.count) : CallMatching.any(fits, made: made.count)
        let matched = Double(pairs.count)
        let score =
            extra ? matched / Double(expected.count) : 2 * matched / Double(expected.count + calls.count)
        return judgement(score, .found, reason(made, fits, pairs), evidence: evidence)
    }

    /// What is wrong first: an expected call that was not made, else a call that was not expected.
    private func reason(_ made: [CallMade], _ fits: [[Bool]], _ pairs: [(expected: Int, made: Int)]) -> String {
        let free = made.indices.filter { index in !pairs.contains { $0.made == index } }
        if let missing = expected.indices.first(where: { index in !pairs.contains { $0.expected == index } }) {
            let wanted = expected[missing]
            guard let near = free.first(where: { made[$0].call.name == wanted.name }) ?? free.first else {
                return "expected \(wanted.shown), and it was not called"
            }
            if made[near].arguments == nil, made[near].call.name == wanted.name {
                return "the arguments of \(made[near].shown) are no JSON object"
            }
            return fits[missing][near]
                ? "\(wanted.shown) was not called in its place"
                : "expected \(wanted.shown), found \(made[near].shown)\(wanted.difference(from: made[near]))"
        }
        if !extra, let surplus = free.first {
            let more = free.count > 1 ? ", and \(free.count - 1) more" : ""
            return "\(made[surplus].shown) was not expected\(more)"
        }
        return "called \(shown(expected)) as expected"
    }

    private func shown(_ calls: [ExpectedCall]) -> String {
        calls[0].shown + (calls.count > 1 ? " and \(calls.count - 1) more" : "")
    }
}
