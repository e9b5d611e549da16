import Core

/// Whether a pattern matches the answer. A pattern that cannot be decided within its limits leaves the sample unscored.
struct RegexEvaluator: Evaluator {
    static let type = "regex"
    static let ruleVersion = 1
    static let summary = "The answer matches a pattern (PCRE2, Unicode), or does not."

    let pattern: Pattern
    let negate: Bool
    let extract: Extract

    init(reading fields: inout Fields) {
        let whole = fields.field(
            "whole", .bool, default: false, shown: false, "Whether the pattern must match all of the trimmed answer.")
        pattern = fields.required(
            "pattern", Pattern.shape(whole ? .whole : .anywhere),
            "The pattern; options inline: (?i) case, (?m) lines, (?s) dot.")
        negate = fields.field("negate", .bool, default: false, shown: false, "Whether the answer must not match.")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let text = trimmed(part.bytes)
        switch pattern.search(text) {
        case .gaveUp(let why):
            return judgement(0, .error, "the pattern could not be decided: \(why)", evidence: Excerpt(text))
        case .match(let place):
            return judgement(
                negate ? 0 : 1, part.extraction,
                "the pattern matches \(quoted(text[place]))" + (negate ? ", which the answer must not" : ""),
                evidence: Excerpt(text[place]))
        case .none:
            return judgement(
                negate ? 1 : 0, part.extraction,
                "the pattern \(quoted(pattern.source)) does not match" + (negate ? ", as expected" : ""),
                evidence: Excerpt(text))
        }
    }
}
