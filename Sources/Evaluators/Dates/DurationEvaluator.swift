import Core

/// Whether the duration that the answer gives is the expected one.
struct DurationEvaluator: Evaluator {
    static let type = "duration"
    static let ruleVersion = 1
    static let summary = "The duration in the answer is the expected one."

    let expected: ElapsedTime
    let tolerance: ElapsedTime
    let clock: DurationScanner.Clock
    let words: Bool
    let which: Which
    let extract: Extract

    init(reading fields: inout Fields) {
        expected = fields.required(
            "equals", durationShape, "The expected duration: `1 h 30 min`, `90 minutes`, `PT1H30M`.")
        tolerance = fields.field(
            "tolerance", durationShape, default: .zero, shown: "0 s", "How far off it may be: `1 min`.")
        clock = fields.field(
            "clock", .choice, default: .hours, shown: "hours",
            "Whether 1:30 is hours and minutes, or minutes and seconds.")
        words = fields.field(
            "words", .bool, default: false, shown: false, "Whether English number words count: `two weeks`.")
        which = fields.field(
            "which", .choice, default: .last, shown: "last", "Which duration counts where the answer has several.")
        extract = Extract.read(&fields, default: .auto)
    }

    var expectation: String? { expected.text }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let wholes = part.kind == .narrow && extract == .auto ? [part.bytes, answer.bytes[...]] : [part.bytes]
        for place in wholes {
            let text = plainDigits(place, .point)
            if let whole = isoDuration(undecorated(text)) { return judge(whole, around(text.indices, in: text)) }
            let summary = DurationScanner(text: text, clock: clock, words: words).summary()
            if which == .only, summary.count > 1 {
                return judgement(
                    0, .failed, "expected \(expected.text) as the only duration, found \(summary.count) durations",
                    evidence: Excerpt(text))
            }
            if let found = which == .first ? summary.first : summary.last {
                return judge(found.duration, around(found.place, in: text))
            }
        }
        return judgement(
            0, .failed, "expected \(expected.text), found no duration \(answer.lack)", evidence: answer.excerpt)
    }

    private func judge(_ found: ElapsedTime, _ evidence: Excerpt) -> Judgement {
        let isRight = (found.seconds - expected.seconds).magnitude <= tolerance.seconds
        return judgement(
            isRight ? 1 : 0, .found,
            isRight ? "found \(found.text) as expected" : "expected \(expected.text), found \(found.text)",
            evidence: evidence)
    }
}

/// One duration and nothing else.
let durationShape: Shape<ElapsedTime> = Shape<String>.text(1...64).map(placeholder: .zero) { text, json, reading in
    let bytes = trimmed(Array(text.utf8)[...])
    if let whole = isoDuration(bytes) { return whole }
    let summary = DurationScanner(text: bytes, clock: .hours, words: true).summary()
    guard let found = summary.last, summary.count == 1, found.place == bytes.indices else {
        reading.error(
            at: json.offset, "\(quoted(text)) is no duration",
            instead: "write one such as \"1 h 30 min\", \"2 days\" or \"PT1H30M\"")
        return nil
    }
    return found.duration
}
