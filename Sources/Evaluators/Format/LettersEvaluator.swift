import Core

/// Whether letters do not occur that must not.
struct LettersEvaluator: Evaluator {
    static let type = "letters"
    static let ruleVersion = 1
    static let summary = "Letters do not occur: the score is the share of the words that have none of them."

    /// Bytes of an answer that are looked at.
    static let longest = 262_144

    private let forbidden: Set<Unicode.Scalar>
    private let names: String
    let extract: Extract

    init(reading fields: inout Fields) {
        let none = fields.required(
            "none", .text(1...100), "The letters that must not occur, capital or small: `\"e\"`.")
        extract = Extract.read(&fields, default: .whole)
        names = none
        forbidden = Set((none.lowercased() + none.uppercased()).unicodeScalars)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        var (total, clean) = (0, 0)
        var odd: String?
        let text = String(decoding: part.bytes.prefix(Self.longest), as: UTF8.self).unicodeScalars
        for word in text.split(whereSeparator: \.isWhiteSpace) {
            total += 1
            if word.contains(where: forbidden.contains) {
                if odd == nil { odd = String(word) }
            } else {
                clean += 1
            }
        }
        guard total > 0 else { return judgement(0, .failed, "there is no word \(answer.lack)") }
        let reason =
            odd.map { "\(total - clean) of \(total) words have one of \(quoted(names)): \(quoted($0)) first" }
            ?? "none of \(total) words has one of \(quoted(names))"
        return judgement(
            Double(clean) / Double(total), part.extraction, reason, evidence: Excerpt(part.bytes))
    }
}
