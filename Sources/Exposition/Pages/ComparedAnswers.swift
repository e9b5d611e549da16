internal import Core

/// A typical good answer before and a typical bad one after, beside each other.
enum ComparedAnswers {
    /// From the incident's facts, and from the traces where they are still kept. `examples` holds `before` and `after`.
    static func render(
        _ examples: JSON?, before: Trace?, after: Trace?, title: String = "The same question, before and after"
    ) -> HTML {
        guard let examples else { return .empty }
        let good = answer("Before", .good, examples["before"], before)
        let bad = answer("After", .bad, examples["after"], after)
        guard good != nil || bad != nil else { return .empty }
        return """
            <section><h2>\(good == nil ? "An example" : title)</h2>\
            <div class="compare">\(good ?? .empty)\(bad ?? .empty)</div></section>
            """
    }

    private static func answer(_ title: String, _ tone: Tone, _ example: JSON?, _ trace: Trace?) -> HTML? {
        guard let example, let id = example["trace"]?.string.flatMap({ RecordID($0) }) else { return nil }
        let text = trace?.completion?.text ?? example["answer"]?.string
        let score: HTML = example["score"]?.double.map { "<b>\(Words.points($0))</b> of 100" } ?? .empty
        let at: HTML = example["at"]?.string.flatMap { Timestamp(rfc3339: $0) }.map { .minute($0) } ?? .empty
        let asked: HTML =
            trace?.rendered.messages.last { $0.role == .user }
            .map { "<h4>Asked</h4><blockquote class=\"asked\">\(TracePage.limited($0.content))</blockquote>" } ?? .empty
        let reason = example["reason"]?.string ?? trace?.verdict?.headline ?? ""
        return """
            <article class="answer \(tone.name)"><h3>\(tone.mark) \(title)</h3>
            <p class="dim"><span>\(example["probe"]?.string ?? "")</span> \(at)</p>\(asked)
            <h4>Answered</h4><pre>\(TracePage.limited(text ?? "(no answer is kept)"))</pre>
            <p>\(score) \(reason)</p><p><a class="more" href="../traces/\(id)">Whole trace</a></p></article>
            """
    }
}
