internal import Core
internal import Probing

extension Asking {
    /// Withdraws a question whose answer is stale, and puts another in its place.
    mutating func withdraw(_ reply: Reply, for fresh: RenderedProbe) {
        withdrawal = Withdrawal(
            question: question, request: request, attempts: attempts, reply: reply, findings: findings)
        question = Question(
            api: question.api, options: question.options, stream: question.stream, rendered: fresh,
            redactor: question.redactor, prices: question.prices)
        (attempts, findings) = ([], [])
    }

    /// The other question could not be sent: the sample ends with the answer that was stale. Nil when nothing was
    /// withdrawn, or the other question was sent.
    func restored() -> (asking: Asking, reply: Reply)? {
        guard let withdrawal, attempts.isEmpty, turns.isEmpty else { return nil }
        var restored = self
        restored.question = withdrawal.question
        restored.request = withdrawal.request
        restored.attempts = withdrawal.attempts
        restored.findings = withdrawal.findings
        restored.withdrawal = nil
        return (restored, withdrawal.reply)
    }

    /// The withdrawn question as a trace keeps it.
    var withdrawnTurn: Trace.Withdrawn? {
        guard let withdrawal else { return nil }
        var then = self
        (then.question, then.request) = (withdrawal.question, withdrawal.request)
        var completion: Completion?
        if case .completion(let answer) = withdrawal.reply.decoded { completion = answer }
        return Trace.Withdrawn(
            rendered: withdrawal.question.conversation.probe,
            turn: Trace.Turn(
                request: then.kept, attempts: withdrawal.attempts, completion: completion,
                verdict: withdrawal.reply.verdict),
            findings: withdrawal.findings)
    }
}
