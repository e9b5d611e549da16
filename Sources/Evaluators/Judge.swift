package import Core

/// The evaluators of one rendered probe: what turns a completion into a verdict.
package struct Judge: Sendable {
    /// In the order of the file.
    package let evaluators: [WeightedEvaluator]

    package init(_ evaluators: [WeightedEvaluator]) { self.evaluators = evaluators }

    /// The value under `evaluate`: one evaluator or an array of them, not all of weight 0.
    package static var shape: Shape<Judge> {
        Shape<[WeightedEvaluator]>.oneOrMore(Evaluators.shape).map(placeholder: Judge([])) {
            evaluators, json, reading in
            guard evaluators.contains(where: { $0.weight > 0 }) else {
                reading.error(
                    at: json.offset, "every evaluator has weight 0", instead: "give at least one a weight above 0")
                return nil
            }
            return Judge(evaluators)
        }
    }

    /// The judge that a rendered `evaluate` declares, or nil where it declares none; `read` tells why.
    package init?(evaluate: JSON) {
        guard let judge = Judge.read(evaluate).judge else { return nil }
        self = judge
    }

    /// The judge that a rendered `evaluate` declares, and everything that is wrong with it under the name `path`.
    package static func read(_ evaluate: JSON, path: String = "evaluate") -> (judge: Judge?, diagnostics: [Diagnostic])
    {
        var reading = Reading(file: SourceFile(path: path, bytes: []))
        let judge = shape.read(evaluate, &reading)
        return (reading.hasErrors ? nil : judge, reading.diagnostics)
    }

    /// The weighted mean of all judgements; without a score when one that counts could not finish.
    package func verdict(_ completion: Completion, facts: CallFacts = CallFacts()) -> Verdict {
        let answer = Answer(completion, facts: facts)
        let judgements = evaluators.map { $0.judge(answer) }
        let counted = judgements.filter { $0.weight > 0 }
        guard !counted.isEmpty, counted.allSatisfy({ $0.extraction != .error }) else {
            return Verdict(score: nil, judgements: judgements)
        }
        return Verdict(score: weightedMean(counted), judgements: judgements)
    }

    /// The verdict of an answer of which only the text is known: an example of a suite.
    package func verdict(text: String) -> Verdict { verdict(Completion(text: text)) }

    /// The one answer that is expected, from the evaluator that counts most among those that expect one.
    package var expectation: String? {
        var best: (answer: String, weight: Double)?
        for each in evaluators where each.weight > best?.weight ?? 0 {
            if let answer = each.evaluator.expectation { best = (answer, each.weight) }
        }
        return best?.answer
    }
}

/// The mean of scores in [0, 1] by weight, in [0, 1]; the plain mean when all weights are 0.
func weightedMean(_ judgements: [Judgement]) -> Double {
    let total = judgements.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return judgements.reduce(0) { $0 + $1.score } / Double(max(judgements.count, 1)) }
    let mean = judgements.reduce(0) { $0 + $1.score * $1.weight } / total
    return min(max(mean, 0), 1)
}
