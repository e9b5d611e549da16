extension RenderedProbe {
    /// What the probe's tools answer to a call: the first result that fits; nil where there is none, and for arguments
    /// that are no JSON object.
    package func result(of call: ToolCall) -> String? {
        guard let arguments = call.readArguments else { return nil }
        return toolResults.first { result in
            result.tool == call.name && (result.arguments.map { arguments.contains($0) } ?? true)
        }?.result
    }
}

extension Trace {
    /// One thing that was said in a sample, or what came of a turn.
    package enum Line: Sendable, Equatable {
        /// What was said to the model: by the script, or by a tool.
        case message(Message)
        case answer(Completion)
        /// A request that got no answer; the outcome of its last attempt.
        case silence(Outcome)
        /// What the evaluators of a turn said, which it was the end of.
        case verdict(Verdict, turn: Int)
    }

    /// Everything that was said, in its order.
    ///
    /// After an answer with calls a conversation goes on only when they were answered, after one without only with the
    /// next turn of the script; so the stored requests tell which it was.
    package var dialogue: [Line] {
        var lines = rendered.messages.map(Line.message)
        var turn = 0
        for (index, request) in turns.enumerated() {
            if let completion = request.completion {
                lines.append(.answer(completion))
            } else {
                lines.append(.silence(request.attempts.last?.outcome ?? .skipped))
            }
            if let verdict = request.verdict { lines.append(.verdict(verdict, turn: turn)) }
            guard index + 1 < turns.count else { continue }
            let calls = request.completion?.toolCalls ?? []
            if calls.isEmpty {
                lines +=
                    rendered.followUps.indices.contains(turn) ? rendered.followUps[turn].messages.map(Line.message) : []
                turn += 1
            } else {
                lines += calls.map { call in
                    .message(Message(role: .tool, content: rendered.result(of: call) ?? "", answers: call))
                }
            }
        }
        return lines
    }

    /// Whether more than one question and its answer was said.
    package var isConversation: Bool { turns.count > 1 || !rendered.followUps.isEmpty }
}
