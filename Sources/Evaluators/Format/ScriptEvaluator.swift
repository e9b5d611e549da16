import Core

/// Whether the answer is written in the expected script.
struct ScriptEvaluator: Evaluator {
    static let type = "script"
    static let ruleVersion = 1
    static let summary = "The letters of the answer are of the expected script, or of several."

    let expected: [Script]
    /// Share of the letters that may be of another script.
    let allowed: Double
    let extract: Extract

    init(reading fields: inout Fields) {
        expected = fields.required(
            "is", .oneOrMore(.choice), "The script, or a list of them: Japanese is `[\"han\", \"kana\"]`.")
        allowed = fields.field(
            "other", .numeric(0...1), default: 0.1, shown: 0.1,
            "Share of the letters that may be of another script: names, units.")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let counts = Script.counts(String(decoding: part.bytes, as: UTF8.self))
        let total = counts.reduce(0, +)
        let words = expected.map(\.rawValue).joined(separator: " or ")
        guard total > 0 else {
            return judgement(0, .failed, "there is no letter \(answer.lack)", evidence: Excerpt(part.bytes))
        }
        let right = expected.indices.reduce(0) { sum, index in
            expected[..<index].contains(expected[index]) ? sum : sum + counts[expected[index].index]
        }
        let share = Double(right) / Double(total)
        // 9 of 10 letters leave a tenth, whatever the last digit of a Double says.
        if 1 - share <= allowed + 1e-12 {
            return judgement(
                1, part.extraction, "\(fixed(share * 100, 0)) % of the letters are \(words), as expected",
                evidence: Excerpt(part.bytes))
        }
        let found = Script.allCases.filter { counts[$0.index] > 0 && !expected.contains($0) }
            .max { counts[$0.index] < counts[$1.index] }
        return judgement(
            share, part.extraction,
            "expected \(words), found \(fixed((1 - share) * 100, 0)) % of the letters in another script"
                + (found.map { ", most of them \($0.rawValue)" } ?? ""), evidence: Excerpt(part.bytes))
    }
}
