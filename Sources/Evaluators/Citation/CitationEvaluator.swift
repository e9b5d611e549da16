import Core

/// Whether the answer cites the sources that it was given, and none that it was not.
struct CitationEvaluator: Evaluator {
    static let type = "citation"
    static let ruleVersion = 1
    static let summary =
        "The answer cites the given sources and invents none: F1 of precision and recall; quotations must be in a source."

    let sources: [CitedSource]
    /// Places of the sources that must be cited.
    let required: [Int]
    /// Whether a source that need not be cited counts as a wrong one.
    let only: Bool
    let extract: Extract

    init(reading fields: inout Fields) {
        let sources = fields.required(
            "sources", Shape<[CitedSource]>.array(of: CitedSource.shape, count: 1...64), "The sources that were given.")
        let names = fields.optional(
            "required", .oneOrMore(.scalar), "The ids of those that must be cited; without it, any one is enough.")
        only = fields.field(
            "only", .bool, default: false, shown: false, "Whether citing a source that is not required is wrong, too.")
        extract = Extract.read(&fields, default: .whole)
        let unknown = names?.first { name in !sources.contains { $0.id == name } }
        fields.require(
            unknown == nil, at: "required", "no source has the id \(quoted(unknown ?? ""))",
            instead: "write one of " + sources.prefix(12).map { quoted($0.id) }.joined(separator: ", "))
        fields.require(
            Set(sources.map(\.id)).count == sources.count, at: "sources", "two sources have the same id",
            instead: "give each one of its own")
        let length = sources.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) }
        fields.require(
            length <= CitedSource.longestTexts, at: "sources", "the texts of the sources have \(length) bytes together",
            instead: "give at most \(CitedSource.longestTexts)")
        fields.require(!only || names != nil, at: "only", "no source is required", instead: "add \"required\"")
        self.sources = sources
        required = (names ?? []).compactMap { name in sources.firstIndex { $0.id == name } }
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = Citations(in: part.bytes, of: sources)
        guard !found.known.isEmpty || !found.wrong.isEmpty else {
            return judgement(0, .failed, "no source is cited \(answer.lack)", evidence: Excerpt(part.bytes))
        }
        let cited = required.filter(found.known.contains)
        let right = only ? cited.count : found.known.count
        let precision = Double(right) / Double(found.known.count + found.wrong.count)
        let recall = required.isEmpty ? (found.known.isEmpty ? 0 : 1) : Double(cited.count) / Double(required.count)
        let score = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        return judgement(
            score, .found, reason(found, cited),
            evidence: found.wrong.first.map { Excerpt($0.text) } ?? Excerpt(part.bytes))
    }

    private func reason(_ found: Citations, _ cited: [Int]) -> String {
        var told: [String] = []
        if let first = found.wrong.first {
            let more = found.wrong.count > 1 ? " and \(found.wrong.count - 1) more" : ""
            told.append("\(first.what) \(quoted(first.text)) is in none of the sources\(more)")
        }
        let lost = required.filter { !found.known.contains($0) }
        if let first = lost.first {
            told.append(
                "\(quoted(sources[first].id)) is not cited" + (lost.count > 1 ? " and \(lost.count - 1) more" : ""))
        }
        let extra = only ? found.known.filter { !required.contains($0) } : []
        if let first = extra.first { told.append("\(quoted(sources[first].id)) is cited and should not be") }
        if told.isEmpty {
            return "cited " + found.known.prefix(8).map { quoted(sources[$0].id) }.joined(separator: ", ")
                + " as expected"
        }
        return told.joined(separator: "; ")
    }
}

/// A source that an answer may cite, and the ways to do so.
struct CitedSource: Sendable {
    /// What stands in brackets: `1`, `smith20`.
    let id: String
    let title: String?
    let url: String?
    /// The family name of the first author.
    let author: String?
    let year: Int?
    /// What it says, in plain spelling, for quotations.
    let text: String?

    /// Most bytes of all texts of one question together: each quotation is looked for in all of them.
    static let longestTexts = 200_000

    static let shape: Shape<CitedSource> = .object("A source that was given, and what may be cited of it.") { fields in
        let id = fields.required("id", .scalar, "What stands in brackets: `[1]`.")
        let title = fields.optional("title", .text(4...500), "Its title, as an answer may name it.")
        let url = fields.optional("url", .text(4...2000), "Its address; with or without `https://`.")
        let author = fields.optional("author", .text(1...100), "The first author's family name: `(Smith 2020)`.")
        let year = fields.optional("year", .whole(0...9999), "The year that stands beside the author.")
        let text = fields.optional(
            "text", .text(1...200_000), "What it says: quotations of four words or more must be in one of the texts.")
        fields.require(
            (author == nil) == (year == nil), at: author == nil ? "year" : "author",
            "author and year are cited together", instead: "add \"\(author == nil ? "author" : "year")\"")
        return CitedSource(id: id, title: title, url: url, author: author, year: year, text: text.map(plainSpelling))
    }
}
