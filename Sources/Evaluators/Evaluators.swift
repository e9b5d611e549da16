package import Core

/// Every type of evaluator, and how one is declared in a suite.
package enum Evaluators {
    /// The types in the order in which the schema and messages name them.
    package static let registry: [any Evaluator.Type] = [
        EqualsEvaluator.self,
        ContainsEvaluator.self,
        StartsEvaluator.self,
        EndsEvaluator.self,
        RegexEvaluator.self,
        ListEvaluator.self,
        TokenF1Evaluator.self,
        SimilarityEvaluator.self,
        NumberEvaluator.self,
        MathematicsEvaluator.self,
        DateEvaluator.self,
        DurationEvaluator.self,
        ChoiceEvaluator.self,
        JSONEvaluator.self,
        TableEvaluator.self,
        CSVEvaluator.self,
        XMLEvaluator.self,
        CodeEvaluator.self,
        ExpressionEvaluator.self,
        SQLEvaluator.self,
        WordsEvaluator.self,
        LinesEvaluator.self,
        LengthEvaluator.self,
        ScriptEvaluator.self,
        LanguageEvaluator.self,
        CaseEvaluator.self,
        MarkdownEvaluator.self,
        RepetitionEvaluator.self,
        KeywordEvaluator.self,
        LettersEvaluator.self,
        RefusalEvaluator.self,
        CitationEvaluator.self,
        NeedleEvaluator.self,
        ToolCallsEvaluator.self,
        FinishEvaluator.self,
        LatencyEvaluator.self,
        TokensEvaluator.self,
        CostEvaluator.self,
        ProbabilityEvaluator.self,
        AllEvaluator.self,
        AnyEvaluator.self,
        NotEvaluator.self,
    ]

    /// The words under `"type"`, in the registry's order.
    package static var types: [String] { registry.map { $0.type } }

    /// One evaluator object with its weight; `all`, `any` and `not` contain it again.
    package static var shape: Shape<WeightedEvaluator> {
        Shape<WeightedEvaluator>.lazily { .tagged("type", registry.map { variant($0) }) }.named("evaluator")
    }

    private static func variant(_ type: any Evaluator.Type) -> Variant<WeightedEvaluator> {
        Variant(type.type, type.summary) { fields in
            let evaluator = type.init(reading: &fields)
            let weight = fields.field(
                "weight", .numeric(0...1000), default: 1, shown: 1,
                "Share in the score; 0 reports the judgement without counting it.")
            return WeightedEvaluator(evaluator, weight: weight)
        }
    }
}
