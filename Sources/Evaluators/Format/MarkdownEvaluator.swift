import Core

/// Whether the answer has the marks of Markdown that it should have, and none that it should not.
struct MarkdownEvaluator: Evaluator {
    static let type = "markdown"
    static let ruleVersion = 1
    static let summary =
        "Constructs of Markdown: those that must be there, those that must not, and how many list items and headings."

    let required: [Markdown]
    let forbidden: [Markdown]
    let items: ClosedRange<Int>?
    let mark: ListMark?
    let headings: ClosedRange<Int>?
    let extract: Extract

    init(reading fields: inout Fields) {
        let plain = fields.field(
            "none", .bool, default: false, shown: false, "Whether the answer must be plain text: no construct at all.")
        required = fields.field(
            "all", .oneOrMore(.choice), default: [], shown: [], "Constructs that must be there; each counts alike.")
        let unwanted = fields.field(
            "forbid", Shape<[Markdown]>.oneOrMore(.choice), default: [], shown: [], "Constructs that must not be there."
        )
        items = fields.optional(
            "items", range, "How many list items, bullets and numbers alike: `{\"min\": 3, \"max\": 3}`.")
        mark = fields.optional("mark", .choice, "The mark that every list item must have; `1.` stands for `1)`, too.")
        headings = fields.optional("headings", range, "How many headings.")
        extract = Extract.read(&fields, default: .whole)
        forbidden = plain ? Markdown.allCases : unwanted
        fields.require(
            !forbidden.isEmpty || !required.isEmpty || items != nil || mark != nil || headings != nil,
            "nothing is expected", instead: "add \"none\", \"all\", \"forbid\", \"items\", \"mark\" or \"headings\"")
        let clash = required.first { forbidden.contains($0) }
        fields.require(
            clash == nil, at: "all", "\(quoted(clash?.rawValue ?? "")) must be there and must not",
            instead: "take it out of one of the two")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = Markdown.find(in: part.bytes)
        let unwanted = found.filter { forbidden.contains($0.construct) }
        if let first = unwanted.first {
            let names = unwanted.map(\.construct.rawValue).joined(separator: ", ")
            return judgement(
                0, part.extraction, "Markdown that must not be there: \(names)", evidence: Excerpt(first.evidence))
        }
        var scores = required.map { wanted in found.contains { $0.construct == wanted } ? 1.0 : 0 }
        var faults = required.filter { wanted in !found.contains { $0.construct == wanted } }.map {
            "no \($0.rawValue)"
        }
        func count(_ number: Int, _ range: ClosedRange<Int>?, _ what: String) {
            guard let range else { return }
            scores.append(nearness(of: number, to: range))
            if !range.contains(number) { faults.append("\(number) \(what), expected \(inWords(range))") }
        }
        let lines = counted(part.bytes)
        count(lines.items, items, "list items")
        if let mark {
            scores.append(lines.items == 0 ? 0 : Double(lines.items - lines.odd) / Double(lines.items))
            if lines.items == 0 { faults.append("no list item") }
            if lines.odd > 0 {
                faults.append("\(lines.odd) of \(lines.items) list items without the mark \(quoted(mark.rawValue))")
            }
        }
        count(lines.headings, headings, "headings")
        let score = scores.isEmpty ? 1 : scores.reduce(0, +) / Double(scores.count)
        return judgement(
            score, part.extraction,
            faults.isEmpty ? "the Markdown is as expected" : faults.prefix(4).joined(separator: "; "),
            evidence: Excerpt(part.bytes))
    }

    /// How many list items there are, how many of them without the mark, and how many headings, of those that are asked
    /// for.
    private func counted(_ bytes: ArraySlice<UInt8>) -> (items: Int, odd: Int, headings: Int) {
        let (wantsItems, wantsHeadings) = (items != nil || mark != nil, headings != nil)
        var (items, odd, headings) = (0, 0, 0)
        guard wantsItems || wantsHeadings else { return (0, 0, 0) }
        eachLine(bytes) { line in
            let content = trimmed(line)
            guard !content.isEmpty else { return }
            if wantsItems, let found = ListMark(content) {
                items += 1
                if found != mark { odd += 1 }
            }
            if wantsHeadings, isHeading(content) { headings += 1 }
        }
        return (items, odd, headings)
    }

    private func isHeading(_ line: ArraySlice<UInt8>) -> Bool {
        let marks = line.prefix { $0 == UInt8(ascii: "#") }.count
        return (1...6).contains(marks) && line.byte(at: line.startIndex + marks)?.isSpace == true
    }
}

/// `min` and `max` of a count, at least one of them.
private let range: Shape<ClosedRange<Int>> = .object("A smallest and a largest number.") { fields in
    let range = countRange(&fields, of: "them")
    fields.require(
        fields.has("min") || fields.has("max") || fields.source.isNull, "no number is expected",
        instead: "add \"min\", \"max\" or both")
    return range
}
