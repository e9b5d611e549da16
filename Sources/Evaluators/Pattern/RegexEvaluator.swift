import Core

/// Whether a pattern matches the answer, or which share of its groups holds what is expected. A pattern that cannot be
/// decided within its limits leaves the sample unscored.
struct RegexEvaluator: Evaluator {
    static let type = "regex"
    static let ruleVersion = 1
    static let summary = "The answer matches a pattern (PCRE2, Unicode), or does not; its groups hold what is expected."

    /// A group of the pattern with the texts of which it must hold one.
    private struct Group: Sendable {
        /// Number or name, as the file has it.
        var name: String
        var number: Int
        var values: [String]
        var forms: [String]
    }

    let pattern: Pattern
    let negate: Bool
    let match: TextMatch
    let extract: Extract
    private let groups: [Group]

    init(reading fields: inout Fields) {
        let whole = fields.field(
            "whole", .bool, default: false, shown: false, "Whether the pattern must match all of the trimmed answer.")
        let pattern = fields.required(
            "pattern", Pattern.shape(whole ? .whole : .anywhere),
            "The pattern; options inline: (?i) case, (?m) lines, (?s) dot.")
        negate = fields.field("negate", .bool, default: false, shown: false, "Whether the answer must not match.")
        let given = fields.field(
            "groups", Shape<[(String, [String])]>.dictionary(of: .several(64)), default: [], shown: [:],
            "What groups of the first match must hold, by number or name: a text, or several of which one is enough; the score is the share that does."
        )
        let match = TextMatch.read(&fields)
        self.match = match
        extract = Extract.read(&fields, default: .whole)
        groups = given.map { name, values in
            Group(name: name, number: pattern.group(name) ?? 0, values: values, forms: values.map(match.form))
        }
        self.pattern = pattern
        fields.require(
            !fields.has("groups") || !given.isEmpty, at: "groups", "no group is named",
            instead: "write {\"1\": …}, or leave \"groups\" out")
        fields.require(
            !negate || given.isEmpty, at: "negate", "a pattern that must not match has no groups to compare",
            instead: "leave \"negate\" or \"groups\" out")
        fields.require(
            !fields.has("match") || !given.isEmpty, at: "match", "\"match\" compares groups, and none is named",
            instead: "write (?i) into the pattern, or add \"groups\"")
        if let unknown = given.first(where: { pattern.group($0.0) == nil })?.0, !pattern.source.isEmpty {
            fields.require(
                false, at: "groups", "the pattern has no group \(quoted(unknown))",
                instead: "name one by its number, \"1\" the first \"(\", or as (?<name>…)")
        }
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let text = trimmed(part.bytes)
        let (outcome, places) = pattern.search(text, groups: groups.map(\.number))
        switch outcome {
        case .gaveUp(let why):
            return judgement(0, .error, "the pattern could not be decided: \(why)", evidence: Excerpt(text))
        case .match(let place):
            guard groups.isEmpty else { return judge(places.map { $0.map { text[$0] } }, text[place]) }
            return judgement(
                negate ? 0 : 1, part.extraction,
                "the pattern matches \(quoted(text[place]))" + (negate ? ", which the answer must not" : ""),
                evidence: Excerpt(text[place]))
        case .none:
            return judgement(
                negate ? 1 : 0, groups.isEmpty ? part.extraction : .failed,
                "the pattern \(quoted(pattern.source)) does not match" + (negate ? ", as expected" : ""),
                evidence: Excerpt(text))
        }
    }

    private func judge(_ found: [ArraySlice<UInt8>?], _ place: ArraySlice<UInt8>) -> Judgement {
        let wrong = groups.indices.filter { index in
            guard let text = found[index] else { return true }
            let form = match.form(String(decoding: text, as: UTF8.self))
            return !groups[index].forms.contains { match.isSame($0, form) }
        }
        let score = Double(groups.count - wrong.count) / Double(groups.count)
        guard let first = wrong.first else {
            let what = groups.count == 1 ? "group \(groups[0].name) is" : "all \(groups.count) groups are"
            return judgement(1, .found, "\(what) as expected", evidence: Excerpt(place))
        }
        let wanted = groups[first].values.prefix(4).map { quoted($0) }.joined(separator: " or ")
        let seen = found[first].map { quoted($0) } ?? "nothing"
        let more = wrong.count > 1 ? ", and \(wrong.count - 1) more of \(groups.count) groups differ" : ""
        return judgement(
            score, .found, "group \(groups[first].name): expected \(wanted), found \(seen)\(more)",
            evidence: Excerpt(place))
    }
}
