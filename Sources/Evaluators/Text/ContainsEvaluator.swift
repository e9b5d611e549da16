import Core

/// Whether texts occur in the answer.
struct ContainsEvaluator: Evaluator {
    static let type = "contains"
    static let ruleVersion = 1
    static let summary =
        "Texts occur in the answer: the share of \"all\" that do, and 0 if none of \"any\" or one of \"none\" does."

    private struct Wanted: Sendable {
        let text: String
        let search: Search
    }

    private let all: [Wanted]
    private let any: [Wanted]
    private let none: [Wanted]
    let match: TextMatch
    let extract: Extract

    init(reading fields: inout Fields) {
        let value = fields.optional("value", .scalar, "A text that must occur.")
        let texts = Shape<[String]>.oneOrMore(.scalar)
        let all = fields.field("all", texts, default: [], shown: [], "Texts that must all occur; each counts alike.")
        let any = fields.field("any", texts, default: [], shown: [], "Texts of which one must occur.")
        let none = fields.field("none", texts, default: [], shown: [], "Texts that must not occur.")
        let match = TextMatch.read(&fields)
        let wholeWords = fields.field(
            "whole_words", .bool, default: false, shown: false, "Whether \"cat\" is not found in \"concatenate\".")
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            value != nil || !(all + any + none).isEmpty, "nothing is looked for",
            instead: "add \"value\", \"all\", \"any\" or \"none\"")
        func wanted(_ text: String) -> Wanted {
            Wanted(text: text, search: Search(match.searchForm(text), wholeWords: wholeWords))
        }
        self.match = match
        self.all = ((value.map { [$0] } ?? []) + all).map(wanted)
        self.any = any.map(wanted)
        self.none = none.map(wanted)
        let blank = (self.all + self.any + self.none).first { match.searchForm($0.text).isEmpty }
        fields.require(
            blank == nil, "nothing is left of a text when it is looked for", instead: "write \"match\": \"exact\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let text = match.searchForm(part.kind == .whole ? answer.text : String(decoding: part.bytes, as: UTF8.self))[
            ...]
        if let (unwanted, place) = first(of: none, in: text) {
            return judgement(
                0, part.extraction, "\(quoted(unwanted.text)) must not occur", evidence: around(place, in: text))
        }
        let one = first(of: any, in: text)
        if !any.isEmpty, one == nil {
            let list = any.prefix(4).map { quoted($0.text) }.joined(separator: ", ")
            return judgement(
                0, part.extraction, "none of \(list) occurs \(answer.isEmpty ? answer.lack : "")".trimmed,
                evidence: Excerpt(text))
        }
        let missing = all.filter { $0.search.first(in: text) == nil }
        let score = all.isEmpty ? 1 : Double(all.count - missing.count) / Double(all.count)
        guard let first = missing.first else { return allThere(one, in: text, part) }
        let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
        return judgement(
            score, part.extraction, "\(quoted(first.text))\(more) of \(all.count) does not occur",
            evidence: Excerpt(text))
    }

    private func allThere(_ one: (Wanted, Range<Int>)?, in text: ArraySlice<UInt8>, _ part: Part) -> Judgement {
        if let (wanted, place) = one ?? first(of: all, in: text) {
            let reason = all.count > 1 ? "all \(all.count) texts occur" : "\(quoted(wanted.text)) occurs"
            return judgement(1, part.extraction, reason, evidence: around(place, in: text))
        }
        return judgement(1, part.extraction, "nothing unwanted occurs", evidence: Excerpt(text))
    }

    private func first(of wanted: [Wanted], in text: ArraySlice<UInt8>) -> (Wanted, Range<Int>)? {
        for each in wanted { if let place = each.search.first(in: text) { return (each, place) } }
        return nil
    }
}

/// The place with what stands around it, cut between characters.
func around(_ place: Range<Int>, in text: ArraySlice<UInt8>, margin: Int = 60) -> Excerpt {
    var start = max(text.startIndex, place.lowerBound - margin)
    var end = min(text.endIndex, place.upperBound + margin)
    while start < place.lowerBound, text[start] & 0xC0 == 0x80 { start += 1 }
    while end > place.upperBound, let byte = text.byte(at: end), byte & 0xC0 == 0x80 { end -= 1 }
    return Excerpt(text[start..<end])
}
