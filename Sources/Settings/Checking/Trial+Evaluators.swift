internal import Core
internal import Evaluators

extension Trial {
    /// What is declared under `evaluate`, turn by turn, with the values filled in.
    var evaluates: [JSON] { [rendered.evaluate] + rendered.followUps.map(\.evaluate) }

    /// Every evaluator, those inside of others included; they keep their places in the file.
    var evaluators: [JSON] { evaluates.flatMap(\.declaredEvaluators) }

    /// Evaluators that an answer has to satisfy together for the full score, turn by turn.
    var conjunctions: [[JSON]] { evaluates.map(\.conjoined) }

    /// Labels or texts of the options of its choices, in the order in which they are offered; empty without a choice.
    var options: [String] {
        guard let choice = evaluators.last(where: { $0["type"] == "choice" }), let options = choice["options"] else {
            return []
        }
        if let members = options.members { return members.filter { !$0.key.hasPrefix("//") }.map(\.key) }
        return (options.array ?? []).map { $0.string ?? $0.text }
    }

    /// The texts behind the options, or the options where there are none.
    var optionTexts: [String] {
        let choice = evaluators.last { $0["type"] == "choice" }
        guard let members = choice?["options"]?.members else { return options }
        return members.filter { !$0.key.hasPrefix("//") }.map { $0.value.string ?? $0.value.text }
    }

    /// Whether an evaluator expects a refusal.
    var expectsRefusal: Bool { evaluators.contains { $0["type"] == "refusal" && $0["expected"] == true } }
}

extension JSON {
    fileprivate var listed: [JSON] { array ?? (members == nil ? [] : [self]) }

    fileprivate var declaredEvaluators: [JSON] {
        listed.flatMap { [$0] + ($0["of"]?.declaredEvaluators ?? []) }
    }

    fileprivate var conjoined: [JSON] {
        listed.flatMap { each in
            each["type"] == "all" && each["threshold"] == nil ? each["of"]?.conjoined ?? [] : [each]
        }
    }
}

/// What one evaluator alone makes of a text; nil where it cannot be read or cannot decide.
func score(_ evaluator: JSON, of text: String) -> Double? { Judge(evaluate: evaluator)?.verdict(text: text).score }
