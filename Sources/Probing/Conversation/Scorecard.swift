package import Core

/// What the turns of a conversation were worth so far, and what that makes of the sample.
///
/// A single question is worth what its answer is, and its verdict is the evaluators' own. A conversation is worth the
/// mean of its turns that have evaluators; its verdict has one judgement of the type `turn` for each of them, with the
/// evaluators' as parts.
///
/// | how it ended | a turn not reached counts |
/// | --- | --- |
/// | every turn asked | – |
/// | cut: the model gave nothing to go on with | 0 |
/// | a call failed or was not made, a turn before was bad | not at all: the bad one stands |
/// | a call failed or was not made otherwise | no verdict: the sample has no score |
package struct Scorecard: Sendable, Equatable {
    /// Below this a turn is bad, and a call that fails later does not hide it.
    package static let bad = 0.5

    /// Rules of the judgements of type `turn`.
    private static let ruleVersion = 1

    /// By turn; nil where there is none.
    private var verdicts: [Verdict?] = []

    /// A card on which nothing is noted.
    package init() {}

    /// A turn was judged.
    package mutating func note(_ verdict: Verdict, turn: Int) {
        while verdicts.count <= turn { verdicts.append(nil) }
        verdicts[turn] = verdict
    }

    /// The turn that is worth least, the first of equals; nil when none was judged.
    package var worst: Int? {
        verdicts.indices.filter { verdicts[$0]?.score != nil }
            .min { (verdicts[$0]?.score ?? 1) < (verdicts[$1]?.score ?? 1) }
    }

    /// What the sample is worth now that nothing more is asked; nil for a sample without a score.
    /// - Parameter failed: whether what was asked last got no answer; counts only while the conversation is not over.
    package func verdict(after conversation: Conversation, failed: Bool) -> Verdict? {
        switch conversation.state {
        case .over(.complete) where conversation.turns == 1: verdicts.first ?? nil
        case .over(.complete): summary(conversation) { _ in nil }
        case .over(.cut(let why)):
            summary(conversation) { turn in
                Self.judgement(turn, score: 0, .failed, "was not reached: \(why)")
            }
        case .asking(let asked):
            if isBad {
                summary(conversation) { turn in
                    let why = failed && turn == asked ? "its call failed" : "it was not asked"
                    return Self.judgement(turn, score: 0, weight: 0, .error, "is not counted: \(why)")
                }
            } else {
                nil
            }
        }
    }

    /// Whether a turn was bad, and all that were judged have a score.
    private var isBad: Bool {
        let judged = verdicts.compactMap { $0 }
        return judged.allSatisfy { $0.score != nil } && judged.contains { ($0.score ?? 1) < Self.bad }
    }

    private func summary(_ conversation: Conversation, missing: (Int) -> Judgement?) -> Verdict {
        let judgements = (0..<conversation.turns).compactMap { turn -> Judgement? in
            if turn < verdicts.count, let verdict = verdicts[turn] {
                return Self.judgement(
                    turn, score: verdict.score ?? 0, verdict.score == nil ? .error : .whole,
                    verdict.headline, separator: ": ", parts: verdict.judgements)
            }
            return conversation.evaluate(turn: turn).array?.isEmpty == true ? nil : missing(turn)
        }
        let counted = judgements.filter { $0.weight > 0 }
        guard !counted.isEmpty, counted.allSatisfy({ $0.extraction != .error }) else {
            return Verdict(score: nil, judgements: judgements)
        }
        let mean = counted.reduce(0) { $0 + $1.score } / Double(counted.count)
        return Verdict(score: min(max(mean, 0), 1), judgements: judgements)
    }

    private static func judgement(
        _ turn: Int, score: Double, weight: Double = 1, _ extraction: Judgement.Extraction, _ reason: String,
        separator: String = " ", parts: [Judgement] = []
    ) -> Judgement {
        Judgement(
            type: "turn", ruleVersion: ruleVersion, score: score, weight: weight, extraction: extraction,
            reason: "turn \(turn + 1)\(separator)\(reason)", parts: parts)
    }
}
