internal import Core

/// What was said in a sample: a question and its answer, or a whole conversation.
struct DialogueView {
    let trace: Trace

    /// What was asked first.
    var question: HTML { .join(trace.rendered.messages.map(message) + [tools]) }

    /// The answer of a single question.
    var answer: HTML {
        guard let completion = trace.completion else { return "<p class=\"nothing\">There was none.</p>" }
        return DialogueView.answer(completion)
    }

    /// Everything in its order, with what the evaluators said after each turn.
    var whole: HTML {
        .join([tools] + trace.dialogue.map(line))
    }

    private func line(_ line: Trace.Line) -> HTML {
        switch line {
        case .message(let said): message(said)
        case .answer(let completion): DialogueView.answer(completion)
        case .silence(let outcome): "<h4>assistant</h4><p class=\"nothing\">No answer: \(outcome.rawValue).</p>"
        case .verdict(let verdict, let turn):
            """
            <p class="dim">Turn \(turn + 1): \
            \(verdict.score.map { Tone.of(score: $0, expected: 1).badge("score \(Words.points($0))") } ?? "not scored") \
            \(verdict.headline)</p>
            """
        }
    }

    private var tools: HTML {
        let tools = trace.rendered.sampling.tools
        guard !tools.isEmpty else { return .empty }
        let list = tools.map { tool -> HTML in
            "<h4>\(tool.name)</h4><pre>\(TracePage.limited(tool.description + "\n" + tool.parameters.text))</pre>"
        }
        return "<details><summary>\(Words.count(tools.count, "tool")) to choose from</summary>\(list)</details>"
    }

    private func message(_ message: Message) -> HTML {
        let name = message.answers.map { "\(message.role.rawValue) \($0.name)" } ?? message.role.rawValue
        return "<h4>\(name)</h4><pre>\(TracePage.limited(message.content))</pre>"
    }

    private static func answer(_ completion: Completion) -> HTML {
        let calls = completion.toolCalls.map { call -> HTML in
            "<h4>tool call \(call.name)</h4><pre>\(TracePage.limited(call.arguments))</pre>"
        }
        let refusal: HTML = completion.refusal.map { "<h4>refusal</h4><pre>\(TracePage.limited($0))</pre>" } ?? .empty
        let reasoning: HTML =
            completion.reasoning.isEmpty
            ? .empty
            : "<details><summary>Reasoning that was shown</summary><pre>\(TracePage.limited(completion.reasoning))</pre></details>"
        return "<h4>assistant</h4><pre>\(TracePage.limited(completion.text))</pre>\(calls)\(refusal)\(reasoning)"
    }
}
