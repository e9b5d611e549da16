import Core

/// Whether the facts that were asked for are in the answer, and not others of their kind.
struct NeedleEvaluator: Evaluator {
    static let type = "needle"
    static let ruleVersion = 1
    static let summary =
        "Facts that were hidden in a long text: the mean over them of 1 where it is there, a half where a distractor is, too."

    /// A fact and what may be taken for it.
    struct Needle: Sendable {
        let values: [(text: String, search: Search)]
        let distractors: [(text: String, search: Search)]

        init(_ values: [String], not distractors: [String], _ match: TextMatch) {
            func searches(_ texts: [String]) -> [(text: String, search: Search)] {
                texts.map { ($0, Search(match.searchForm($0), wholeWords: true)) }
            }
            self.values = searches(values)
            self.distractors = searches(distractors)
        }
    }

    let needles: [Needle]
    let match: TextMatch
    let extract: Extract

    init(reading fields: inout Fields) {
        let value = fields.optional("value", .oneOrMore(.scalar), "The fact, or the spellings of it that are right.")
        let not = fields.field(
            "not", Shape<[String]>.oneOrMore(.scalar), default: [], shown: [],
            "Other facts of the text that are wrong here.")
        let several = fields.optional(
            "needles", Shape<[([String], [String])]>.array(of: Self.pair, count: 1...64),
            "Several facts instead of one.")
        let match = fields.field(
            "match", .choice, default: TextMatch.loose, shown: "loose",
            "exact and normal: capitals count; loose: they do not.")
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            (value == nil) != (several == nil), "a fact is given by \"value\", or several by \"needles\"",
            instead: "give one of the two")
        fields.require(
            several == nil || not.isEmpty, at: "not", "each of \"needles\" has its own \"not\"", instead: "put it there"
        )
        self.match = match
        let all = several ?? [(value ?? [""], not)]
        needles = all.map { Needle($0.0, not: $0.1, match) }
        let texts = all.flatMap { $0.0 + $0.1 }
        fields.require(
            texts.allSatisfy { !match.searchForm($0).isEmpty }, "nothing is left of a fact when it is looked for",
            instead: "write \"match\": \"exact\"")
        let clash = all.first { pair in
            pair.0.contains { value in pair.1.contains { match.searchForm($0) == match.searchForm(value) } }
        }
        fields.require(clash == nil, at: "not", "a fact is right and wrong", instead: "take it out of one of the two")
    }

    private static let pair: Shape<([String], [String])> = .object("A fact and what may be taken for it.") { fields in
        (
            fields.required("value", .oneOrMore(.scalar), "The fact, or the spellings of it that are right."),
            fields.field(
                "not", Shape<[String]>.oneOrMore(.scalar), default: [], shown: [],
                "Other facts of the text that are wrong here.")
        )
    }

    var expectation: String? { needles.count == 1 && needles[0].values.count == 1 ? needles[0].values[0].text : nil }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        guard !trimmed(part.bytes).isEmpty else {
            return judgement(0, .failed, "there is nothing \(answer.lack)")
        }
        let text = match.searchForm(String(decoding: part.bytes, as: UTF8.self))[...]
        var scores: [Double] = []
        var faults: [String] = []
        for needle in needles {
            let taken = needle.distractors.first { $0.search.first(in: text) != nil }
            let isThere = needle.values.contains { $0.search.first(in: text) != nil }
            let name = quoted(needle.values.first?.text ?? "")
            switch (isThere, taken) {
            case (true, nil): scores.append(1)
            case (true, .some(let other)):
                scores.append(0.5)
                faults.append("\(name) is there, but so is \(quoted(other.text))")
            case (false, .some(let other)):
                scores.append(0)
                faults.append("expected \(name), found \(quoted(other.text)) instead")
            case (false, nil):
                scores.append(0)
                faults.append("\(name) is not there")
            }
        }
        let score = scores.reduce(0, +) / Double(max(scores.count, 1))
        let more = faults.count > 3 ? "; and \(faults.count - 3) more" : ""
        let good =
            needles.count == 1
            ? "\(quoted(needles[0].values[0].text)) is there" : "all \(needles.count) facts are there"
        return judgement(
            score, part.extraction, faults.isEmpty ? good : faults.prefix(3).joined(separator: "; ") + more,
            evidence: Excerpt(part.bytes))
    }
}
