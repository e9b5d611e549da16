internal import Core

/// Two answers that prove an incident, beside each other: a typical good one before and a typical bad one after, or what
/// else its kind compares.
struct ComparedAnswers {
    private let title: String
    private let first: (title: String, tone: Tone)
    private let second: (title: String, tone: Tone)

    /// The words for a kind of incident.
    init(_ kind: Incident.Kind) {
        switch kind {
        case .staleResponse:
            title = "What came again, and where"
            first = ("Its own question", .quiet)
            second = ("Another question", .bad)
        case .inconsistentAnswers:
            title = "Two answers that should agree"
            first = ("One answer", .notice)
            second = ("The other", .notice)
        case .modelChanged:
            title = "The last answer before it, and the first that shows it"
            first = ("Before", .good)
            second = ("After", .notice)
        case .behaviourShifted:
            title = "The same question, before and after"
            first = ("Before", .quiet)
            second = ("After", .notice)
        case .qualityDegraded, .outage, .blind:
            title = "The same question, before and after"
            first = ("Before", .good)
            second = ("After", .bad)
        }
    }

    /// From the incident's facts, and from the traces where they are still kept. `examples` holds `before` and `after`.
    func render(_ examples: JSON?, before: Trace?, after: Trace?) -> HTML {
        guard let examples else { return .empty }
        let left = Self.answer(first.title, first.tone, examples["before"], before)
        let right = Self.answer(second.title, second.tone, examples["after"], after)
        guard left != nil || right != nil else { return .empty }
        return """
            <section><h2>\(left == nil ? "An example" : title)</h2>\
            <div class="compare">\(left ?? .empty)\(right ?? .empty)</div></section>
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
