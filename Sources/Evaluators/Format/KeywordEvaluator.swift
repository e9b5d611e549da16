import Core

/// Whether words occur as often as they should.
struct KeywordEvaluator: Evaluator {
    static let type = "keyword"
    static let ruleVersion = 1
    static let summary =
        "Words or phrases occur so many times; the score is their mean, graded by how near each count is."

    private let words: [(text: String, search: Search)]
    let count: ClosedRange<Int>
    let match: TextMatch
    let extract: Extract

    init(reading fields: inout Fields) {
        let texts = fields.required(
            "word", Shape<[String]>.oneOrMore(.scalar), "The word or phrase, or a list of them.")
        let exactly = fields.optional("count", .whole(0...1_000_000), "How often each must occur, exactly.")
        let low = fields.optional(
            "min", .whole(0...1_000_000), "The smallest number that is right; 1 if nothing is said.")
        let high = fields.optional("max", .whole(0...1_000_000), "The largest number that is right.")
        let match = fields.field(
            "match", .choice, default: TextMatch.loose, shown: "loose",
            "exact and normal: capitals count; loose: they do not.")
        let wholeWords = fields.field(
            "whole_words", .bool, default: true, shown: true, "Whether \"cat\" is not found in \"concatenate\".")
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            exactly == nil || (low == nil && high == nil), at: "count",
            "\"count\" leaves nothing to \"min\" and \"max\"",
            instead: "give either")
        let bottom = exactly ?? low ?? (high == nil ? 1 : 0)
        let top = exactly ?? high ?? .max
        fields.require(
            bottom <= top, at: "max", "\"max\" is less than \"min\"", instead: "write the larger number here")
        count = bottom <= top ? bottom...top : 0...0
        self.match = match
        words = texts.map { ($0, Search(match.searchForm($0), wholeWords: wholeWords)) }
        fields.require(
            texts.allSatisfy { !match.searchForm($0).isEmpty }, at: "word",
            "nothing is left of a word when it is counted",
            instead: "write \"match\": \"exact\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let text = match.searchForm(String(decoding: part.bytes, as: UTF8.self))[...]
        let counts = words.map { $0.search.count(in: text) }
        let scores = counts.map { nearness(of: $0, to: count) }
        let odd = zip(words, counts).first { !count.contains($0.1) }
        let reason =
            odd.map { "\(quoted($0.0.text)) occurs \(times($0.1)), expected \(inWords(count))" }
            ?? (words.count == 1
                ? "\(quoted(words[0].text)) occurs \(times(counts[0]))"
                : "all \(words.count) words occur as often as they should")
        return judgement(
            scores.reduce(0, +) / Double(max(scores.count, 1)), part.extraction, reason, evidence: Excerpt(part.bytes))
    }

    private func times(_ count: Int) -> String {
        switch count {
        case 0: "never"
        case 1: "once"
        default: "\(count) times"
        }
    }
}
