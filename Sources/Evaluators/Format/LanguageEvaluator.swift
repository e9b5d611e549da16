import Core

/// Whether the answer is in the expected language.
struct LanguageEvaluator: Evaluator {
    static let type = "language"
    static let ruleVersion = 1
    static let summary = "The answer is in the expected language, or one of several; undecided for short texts."

    let expected: [Language]
    let extract: Extract

    init(reading fields: inout Fields) {
        expected = fields.required(
            "is", .oneOrMore(.choice), "The language as an ISO 639-1 code, or a list of them: `\"de\"`.")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let wanted = expected.map(\.rawValue).joined(separator: " or ")
        switch Language.of(part.bytes) {
        case .undecided(let why):
            return judgement(
                0, .failed, "expected \(wanted), the language cannot be told: \(why)", evidence: Excerpt(part.bytes))
        case .language(let found):
            let isRight = expected.contains(found)
            return judgement(
                isRight ? 1 : 0, part.extraction,
                isRight ? "the language is \(found.rawValue)" : "expected \(wanted), found \(found.rawValue)",
                evidence: Excerpt(part.bytes))
        }
    }
}
