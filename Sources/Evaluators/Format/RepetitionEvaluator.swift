import Core

/// Whether the answer does not say the same over and over.
struct RepetitionEvaluator: Evaluator {
    static let type = "repetition"
    static let ruleVersion = 1
    static let summary = "The answer does not repeat itself: the share of its phrases that stood there before is small."

    /// Share of the phrases that may come back.
    let allowed: Double
    let extract: Extract

    init(reading fields: inout Fields) {
        allowed = fields.field(
            "max", .numeric(0...1), default: 0.2, shown: 0.2,
            "Share of the phrases (five words in a row) that may have stood in the answer before.")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = Repetition(part.bytes)
        let percent = "\(fixed(found.share * 100, 0)) % of the phrases stood there before"
        if found.share <= allowed {
            return judgement(1, part.extraction, percent, evidence: Excerpt(part.bytes))
        }
        return judgement(
            1 - found.share, part.extraction, "\(percent), at most \(fixed(allowed * 100, 0)) % expected",
            evidence: found.first.map { Excerpt(part.bytes[$0]) } ?? Excerpt(part.bytes))
    }
}
