import Core

/// Whether all of several evaluators are content: the lowest score counts, or the weighted mean against a threshold.
struct AllEvaluator: Evaluator {
    static let type = "all"
    static let ruleVersion = 1
    static let summary =
        "All of several evaluators: the lowest score, or whether their weighted mean reaches a threshold."

    let parts: [WeightedEvaluator]
    let threshold: Double?

    init(reading fields: inout Fields) {
        parts = groupParts(&fields)
        threshold = thresholdField(
            &fields, "1 when the weighted mean of the parts reaches this, else 0; without it, the lowest score.")
    }

    var expectation: String? { parts.lazy.compactMap(\.evaluator.expectation).first }

    func judge(_ answer: Answer) -> Judgement {
        let judgements = parts.map { $0.judge(answer) }
        let counted = judgements.filter { $0.weight > 0 }
        // What could not finish may be worth anything between 0 and 1: where both ends lead to one score,
        // that is the score.
        let ends = [0.0, 1].map { end in score(counted.map { $0.extraction == .error ? $0.with(score: end) : $0 }) }
        guard ends[0] == ends[1] else { return undecided(judgements) }
        let worst = counted.min { $0.score < $1.score }
        return judgement(
            ends[0], .whole, groupReason(ends[0], worst, "all"), evidence: Excerpt(worst?.evidence ?? ""),
            parts: judgements)
    }

    private func score(_ counted: [Judgement]) -> Double {
        guard let threshold else { return counted.map(\.score).min() ?? 0 }
        return weightedMean(counted) >= threshold ? 1 : 0
    }
}

/// Whether one of several evaluators is content: the highest score counts, or whether it reaches a threshold.
struct AnyEvaluator: Evaluator {
    static let type = "any"
    static let ruleVersion = 1
    static let summary = "One of several evaluators: the highest score, or whether it reaches a threshold."

    let parts: [WeightedEvaluator]
    let threshold: Double?

    init(reading fields: inout Fields) {
        parts = groupParts(&fields)
        threshold = thresholdField(&fields, "1 when the best part reaches this, else 0; without it, the highest score.")
    }

    func judge(_ answer: Answer) -> Judgement {
        let judgements = parts.map { $0.judge(answer) }
        let counted = judgements.filter { $0.weight > 0 }
        let ends = [0.0, 1].map { end in score(counted.map { $0.extraction == .error ? $0.with(score: end) : $0 }) }
        guard ends[0] == ends[1] else { return undecided(judgements) }
        let best = counted.max { $0.score < $1.score }
        return judgement(
            ends[0], .whole, groupReason(ends[0], best, "any"), evidence: Excerpt(best?.evidence ?? ""),
            parts: judgements)
    }

    private func score(_ counted: [Judgement]) -> Double {
        let best = counted.map(\.score).max() ?? 0
        guard let threshold else { return best }
        return best >= threshold ? 1 : 0
    }
}

/// Whether another evaluator is not content: one minus its score, or whether it stays below a threshold.
struct NotEvaluator: Evaluator {
    static let type = "not"
    static let ruleVersion = 1
    static let summary = "Not another evaluator: one minus its score, or whether that stays below a threshold."

    let part: WeightedEvaluator
    let threshold: Double?

    init(reading fields: inout Fields) {
        part = fields.required("of", Evaluators.shape, "The evaluator that must not be content.")
        threshold = thresholdField(
            &fields, "1 when the score stays below this, else 0; without it, one minus the score.")
    }

    func judge(_ answer: Answer) -> Judgement {
        let inner = part.judge(answer)
        guard inner.extraction != .error else { return undecided([inner]) }
        let score = threshold.map { inner.score < $0 ? 1 : 0 } ?? 1 - inner.score
        return judgement(score, .whole, "not: \(inner.reason)", evidence: Excerpt(inner.evidence), parts: [inner])
    }
}

private func groupParts(_ fields: inout Fields) -> [WeightedEvaluator] {
    let parts = fields.required(
        "of", Shape<[WeightedEvaluator]>.array(of: Evaluators.shape, count: 1...64).templated,
        "The evaluators, each with its weight.")
    fields.require(
        parts.isEmpty || parts.contains { $0.weight > 0 }, at: "of", "every evaluator has weight 0",
        instead: "give at least one a weight above 0")
    return parts
}

private func thresholdField(_ fields: inout Fields, _ summary: String) -> Double? {
    fields.optional("threshold", .numeric(0.000_001...1), summary)
}

private func groupReason(_ score: Double, _ part: Judgement?, _ word: String) -> String {
    guard let part else { return "\(word): nothing counts" }
    return score >= 1 && word == "all" ? "all parts hold" : "\(word): \(part.reason)"
}

extension Evaluator {
    /// The judgement when a part that could not finish would decide.
    fileprivate func undecided(_ parts: [Judgement]) -> Judgement {
        let cause = parts.first { $0.extraction == .error }
        return judgement(
            0, .error, cause?.reason ?? "a part could not finish", evidence: Excerpt(cause?.evidence ?? ""),
            parts: parts)
    }
}

extension Judgement {
    fileprivate func with(score: Double) -> Judgement {
        var copy = self
        copy.score = score
        return copy
    }
}
