import Core

/// Whether the answer is the expected text, or one of several.
struct EqualsEvaluator: Evaluator {
    static let type = "equals"
    static let ruleVersion = 1
    static let summary = "The answer is the expected text, or one of several."

    /// Bytes beyond which an answer is not compared: no expected text is that long.
    static let longest = 65_536

    let values: [String]
    private let forms: [String]
    let match: TextMatch
    let extract: Extract

    init(reading fields: inout Fields) {
        values = fields.required("value", .oneOrMore(.scalar), "The expected text, or all that are right.")
        match = TextMatch.read(&fields)
        extract = Extract.read(&fields, default: .whole)
        forms = values.map(match.form)
        fields.require(
            forms.allSatisfy { !$0.isEmpty }, at: "value", "nothing is left of an expected text when it is compared",
            instead: "write \"match\": \"exact\" or a text with a letter or digit")
    }

    var expectation: String? { values.count == 1 ? values[0] : nil }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        guard trimmed(part.bytes).count <= Self.longest else {
            return judgement(
                0, part.extraction, "the answer is longer than any expected text", evidence: Excerpt(part.bytes))
        }
        let text = part.kind == .whole ? answer.text : String(decoding: part.bytes, as: UTF8.self)
        let form = match.form(text)
        if let index = forms.firstIndex(where: { match.isSame($0, form) }) {
            return judgement(
                1, part.extraction, "the answer is \(quoted(values[index]))", evidence: Excerpt(part.bytes))
        }
        let wanted = values.prefix(4).map { quoted($0) }.joined(separator: " or ")
        let reason = "expected \(wanted), found " + (answer.isEmpty ? "nothing" : quoted(part.bytes))
        return judgement(0, part.extraction, reason, evidence: Excerpt(part.bytes))
    }
}
