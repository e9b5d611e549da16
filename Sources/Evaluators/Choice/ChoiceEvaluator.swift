import Core

/// Whether the option that the answer chooses is the right one; where several are right, F1 of those expected and chosen.
///
/// An option that the answer rules out ("not B", "B is wrong") is not chosen, and what it says before it corrects itself
/// ("A. No, wait, B") does not count.
struct ChoiceEvaluator: Evaluator {
    static let type = "choice"
    static let ruleVersion = 2
    static let summary =
        "The answer chooses the right one of several options, or all that are right: letters, words, or the options' texts."

    let options: ChoiceOptions
    /// The options that are right, in their order; one of them with `equals`.
    let right: [Int]
    /// Whether the answer has to choose all of several.
    let asksForAll: Bool
    let threshold: Double?
    let extract: Extract

    init(reading fields: inout Fields) {
        let equals = fields.optional("equals", .scalar, "The option that is right: its label or its text.")
        let all = fields.optional(
            "all", Shape<[String]>.array(of: .scalar, count: 1...64).templated,
            "In place of \"equals\": all options that are right, in any order; the score is F1 of those expected and chosen."
        )
        let given = fields.optional(
            "options", ChoiceOptions.shape.templated,
            "All options: an array of labels, or an object of label to text; without it, the letters from A to E or the right one."
        )
        threshold = fields.optional(
            "threshold", .numeric(0.000_001...1), "With \"all\": 1 when the score reaches this, else 0.")
        extract = Extract.read(&fields, default: .auto)
        fields.require(
            fields.has("equals") != fields.has("all"), "a choice has either \"equals\" or \"all\"",
            instead: "write \"equals\" for one right option, \"all\" for several")
        fields.require(
            threshold == nil || fields.has("all"), at: "threshold", "one option is chosen or not",
            instead: "leave \"threshold\" out, or write \"all\"")
        asksForAll = fields.has("all")
        let names = (asksForAll ? all : equals.map { [$0] }) ?? []
        let options = given ?? .letters(including: names)
        var right: Set<Int> = []
        for name in names {
            let index = options.index(of: name)
            fields.require(
                index != nil, at: asksForAll ? "all" : "equals", "\(quoted(name)) is none of the options",
                instead: "write one of " + options.labels.prefix(12).map { quoted($0) }.joined(separator: ", "))
            fields.require(
                index.map { right.insert($0).inserted } ?? true, at: "all", "\(quoted(name)) is there twice",
                instead: "write each once")
        }
        self.options = options
        self.right = right.isEmpty ? [0] : right.sorted()
    }

    var expectation: String? { right.map { options.labels[$0] }.joined(separator: ", ") }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        return asksForAll ? judgeAll(part, answer) : judgeOne(part, answer)
    }

    /// What stands from a place set apart for the answer to the end of it, where a correction may follow.
    private func rest(from part: Part, of answer: Answer) -> ArraySlice<UInt8>? {
        guard extract == .auto, part.kind == .narrow, part.bytes.endIndex < answer.bytes.endIndex else { return nil }
        return answer.bytes[part.bytes.startIndex...]
    }

    private func judgeOne(_ part: Part, _ answer: Answer) -> Judgement {
        let reader = ChoiceReader(options)
        var choice = rest(from: part, of: answer).flatMap(reader.correction) ?? reader.read(part)
        if case .none = choice, extract == .auto, part.kind == .narrow {
            choice = reader.read(Part(bytes: answer.bytes[...], kind: .whole))
        }
        let wanted = labels(right)
        switch choice {
        case .none:
            return judgement(0, .failed, "expected \(wanted), found no option \(answer.lack)", evidence: answer.excerpt)
        case .several(let found, let evidence):
            return judgement(0, .failed, "expected \(wanted), found \(labels(found)) side by side", evidence: evidence)
        case .one(let found, let evidence):
            let reason =
                right == [found] ? "chose \(wanted) as expected" : "expected \(wanted), found \(labels([found]))"
            return judgement(right == [found] ? 1 : 0, .found, reason, evidence: evidence)
        }
    }

    private func judgeAll(_ part: Part, _ answer: Answer) -> Judgement {
        let reader = ChoiceReader(options)
        var chosen = rest(from: part, of: answer).flatMap(reader.correctionOfAll) ?? reader.readAll(part)
        if chosen.options.isEmpty, extract == .auto, part.kind == .narrow {
            chosen = reader.readAll(Part(bytes: answer.bytes[...], kind: .whole))
        }
        let (wanted, found) = (labels(right), labels(chosen.options))
        if chosen.options.isEmpty {
            return judgement(0, .failed, "expected \(wanted), found no option \(answer.lack)", evidence: answer.excerpt)
        }
        if chosen.areAlternatives {
            return judgement(
                0, .failed, "expected \(wanted), found \(found) as alternatives", evidence: chosen.evidence)
        }
        let common = chosen.options.count(where: right.contains)
        let f1 = 2 * Double(common) / Double(right.count + chosen.options.count)
        let score = threshold.map { f1 >= $0 ? 1 : 0 } ?? f1
        let reason = right == chosen.options ? "chose \(wanted) as expected" : "expected \(wanted), found \(found)"
        return judgement(score, .found, reason, evidence: chosen.evidence)
    }

    private func labels(_ indices: [Int]) -> String {
        indices.map { quoted(options.labels[$0]) }.joined(separator: " and ")
    }
}
