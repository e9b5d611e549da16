import Core

/// Whether the option that the answer chooses is the right one.
struct ChoiceEvaluator: Evaluator {
    static let type = "choice"
    static let ruleVersion = 1
    static let summary = "The answer chooses the right one of several options: a letter, a word, or the option's text."

    let options: ChoiceOptions
    let right: Int
    let extract: Extract

    init(reading fields: inout Fields) {
        let equals = fields.required("equals", .scalar, "The option that is right: its label or its text.")
        let given = fields.optional(
            "options", ChoiceOptions.shape.templated,
            "All options: an array of labels, or an object of label to text; without it, the letters from A to E or the right one."
        )
        extract = Extract.read(&fields, default: .auto)
        options = given ?? .letters(including: equals)
        let index = options.index(of: equals)
        fields.require(
            index != nil, at: "equals", "\(quoted(equals)) is none of the options",
            instead: "write one of " + options.labels.prefix(12).map { quoted($0) }.joined(separator: ", "))
        right = index ?? 0
    }

    var expectation: String? { options.labels[right] }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        var choice = ChoiceReader(options).read(part)
        if case .none = choice, extract == .auto, part.kind == .narrow {
            choice = ChoiceReader(options).read(Part(bytes: answer.bytes[...], kind: .whole))
        }
        let wanted = quoted(options.labels[right])
        switch choice {
        case .none:
            return judgement(0, .failed, "expected \(wanted), found no option \(answer.lack)", evidence: answer.excerpt)
        case .several(let labels, let evidence):
            let list = labels.map { quoted(options.labels[$0]) }.joined(separator: " and ")
            return judgement(0, .failed, "expected \(wanted), found \(list) side by side", evidence: evidence)
        case .one(let found, let evidence):
            let reason =
                found == right
                ? "chose \(wanted) as expected" : "expected \(wanted), found \(quoted(options.labels[found]))"
            return judgement(found == right ? 1 : 0, .found, reason, evidence: evidence)
        }
    }
}
