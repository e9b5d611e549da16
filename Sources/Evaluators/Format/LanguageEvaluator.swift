import Core

/// Whether the answer is in the expected language.
struct LanguageEvaluator: Evaluator {
    static let type = "language"
    static let ruleVersion = 2
    static let summary =
        "The answer is in the expected language, or one of several; not scored where it is too short to tell."

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
        case .tooShort(let why, let among):
            // The alphabet alone may tell that it is another language; else nothing speaks for the answer or against it.
            guard among.isEmpty || among.contains(where: expected.contains) else {
                let found = among.map(\.rawValue).joined(separator: ", ")
                return judgement(
                    0, part.extraction, "expected \(wanted), found one of \(found)", evidence: Excerpt(part.bytes))
            }
            return judgement(
                0, .error, "the language of so few words cannot be told: \(why)", evidence: Excerpt(part.bytes))
        case .language(let found):
            let isRight = expected.contains(found)
            return judgement(
                isRight ? 1 : 0, part.extraction,
                isRight ? "the language is \(found.rawValue)" : "expected \(wanted), found \(found.rawValue)",
                evidence: Excerpt(part.bytes))
        }
    }
}
