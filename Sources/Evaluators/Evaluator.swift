package import Core

/// A deterministic rule that scores an answer: the same bytes give the same judgement on every machine.
///
/// Total: every answer is judged, in time bounded by its length. Adding one is a file, a line in `Evaluators.registry`
/// and a fixture.
package protocol Evaluator: Sendable {
    /// The word under `"type"`.
    static var type: String { get }
    /// The version of the rules: raised with every change that can change a judgement.
    static var ruleVersion: Int { get }
    /// A sentence for the JSON Schema.
    static var summary: String { get }

    /// Declares the evaluator's own fields, all but `type` and `weight`.
    init(reading fields: inout Fields)

    /// The score and why, with weight 1.
    func judge(_ answer: Answer) -> Judgement

    /// Where the part that it judges is looked for.
    var extract: Extract { get }

    /// The one answer that is expected, where there is one: what tells whether the expected answers of a
    /// suite are balanced.
    var expectation: String? { get }
}

extension Evaluator {
    package var expectation: String? { nil }
    package var extract: Extract { .whole }

    /// A judgement under this evaluator's type and rule version.
    func judgement(
        _ score: Double, _ extraction: Judgement.Extraction = .whole, _ reason: String, evidence: Excerpt = .none,
        parts: [Judgement] = []
    ) -> Judgement {
        Judgement(
            type: Self.type, ruleVersion: Self.ruleVersion, score: score, extraction: extraction, reason: reason,
            evidence: evidence.text, parts: parts)
    }
}

/// One evaluator of a list with its share in the score.
package struct WeightedEvaluator: Sendable {
    package let evaluator: any Evaluator
    /// Share before normalisation, 0 to 1000; with 0 the judgement is reported and does not count.
    package let weight: Double

    package init(_ evaluator: any Evaluator, weight: Double = 1) {
        self.evaluator = evaluator
        self.weight = weight
    }

    /// The evaluator's judgement under this weight, with the step that found the part it is about.
    func judge(_ answer: Answer) -> Judgement {
        let extract = evaluator.extract
        let answer = extract == .whole ? answer : answer.searched(by: extract)
        var judgement = evaluator.judge(answer)
        judgement.weight = weight
        if judgement.step.isEmpty { judgement.step = extract.stepName(for: answer) }
        return judgement
    }
}
