import Core

/// A fact of the call against what was expected of it.
struct CallFact {
    /// "the cost", for the reason of a judgement that lacks it.
    let name: String
    /// Nil where the fact is not known.
    let score: Double?
    let reason: String

    init(_ name: String, _ score: Double?, _ reason: String?) {
        self.name = name
        self.score = score
        self.reason = reason ?? ""
    }
}

/// The score of what should be at most so much: 1 up to there, 0 from twice as much on, and in between on a line.
func excess(of value: Double, over most: Double) -> Double {
    value <= most ? 1 : max(0, 2 - value / most)
}

extension Evaluator {
    /// The judgement by the worst fact; unscored where one is not known, for that says nothing about the answer.
    func factJudgement(_ facts: [CallFact]) -> Judgement {
        if let unknown = facts.first(where: { $0.score == nil }) {
            return judgement(0, .error, "\(unknown.name) is not known, so that there is nothing to judge")
        }
        let worst = facts.min { ($0.score ?? 0) < ($1.score ?? 0) }
        return judgement(
            min(max(worst?.score ?? 0, 0), 1), .whole,
            facts.count > 1 && worst?.score == 1 ? facts.map(\.reason).joined(separator: "; ") : worst?.reason ?? "")
    }
}
