import Core

/// Whether the answer has the right number of lines, and which share of them has the right form.
struct LinesEvaluator: Evaluator {
    static let type = "lines"
    static let ruleVersion = 1
    static let summary = "The answer has so many lines that are not blank, each of a form."

    let count: ClosedRange<Int>
    let each: Pattern?
    let extract: Extract

    init(reading fields: inout Fields) {
        count = countRange(&fields, of: "lines")
        each = fields.optional(
            "each", Pattern.shape(), "A pattern that every line must match; the score is the share that does.")
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        var found: [ArraySlice<UInt8>] = []
        eachLine(part.bytes) { line in
            let content = trimmed(line)
            if !content.isEmpty { found.append(content) }
        }
        guard count.contains(found.count) else {
            let reason = "\(found.count) line\(found.count == 1 ? "" : "s"), expected \(inWords(count))"
            return judgement(0, part.extraction, reason, evidence: Excerpt(part.bytes))
        }
        guard let each else {
            return judgement(1, part.extraction, "\(found.count) lines", evidence: Excerpt(part.bytes))
        }
        guard !found.isEmpty else { return judgement(0, .failed, "there is no line \(answer.lack)") }
        return judge(found, each, part)
    }

    private func judge(_ found: [ArraySlice<UInt8>], _ pattern: Pattern, _ part: Part) -> Judgement {
        var budget = Pattern.Budget()
        var odd: [ArraySlice<UInt8>] = []
        for line in found {
            switch pattern.search(line, &budget) {
            case .match: break
            case .none: odd.append(line)
            case .gaveUp(let why):
                return judgement(0, .error, "the pattern could not be decided: \(why)", evidence: Excerpt(line))
            }
        }
        guard let first = odd.first else {
            return judgement(
                1, part.extraction, "all \(found.count) lines have the form", evidence: Excerpt(part.bytes))
        }
        let share = Double(found.count - odd.count) / Double(found.count)
        return judgement(
            share, part.extraction, "\(odd.count) of \(found.count) lines do not have the form",
            evidence: Excerpt(first))
    }
}
