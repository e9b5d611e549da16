package import Core
internal import Probing

/// A stored sample judged again from its bytes, with nothing but the trace: every answer decoded, the conversation led
/// as it was, every turn judged.
package struct Rejudgement: Sendable {
    /// What comes of one stored request.
    package struct Turn: Sendable {
        /// The outcome that was stored for the attempt that decided.
        package var stored: Outcome
        package var outcome: Outcome
        package var completion: Completion?
        package var verdict: Verdict?
        /// The first message that the conversation would send and the stored body does not have, shortened; nil where
        /// all are there or the body is no JSON.
        package var missing: String?
    }

    /// One for each stored request; fewer where the conversation would not have gone on.
    package let turns: [Turn]
    package let verdict: Verdict?

    /// Nil for a trace without any attempt.
    package init?(_ trace: Trace) {
        guard !trace.attempts.isEmpty else { return nil }
        var question = Question(
            api: trace.api, options: trace.options, stream: trace.stream, rendered: trace.rendered,
            redactor: Redactor([]), prices: trace.prices)
        var turns: [Turn] = []
        var scorecard = Scorecard()
        var failed = false
        for turn in trace.turns {
            // A bad answer counts also when a second call failed.
            guard case .asking(let number) = question.conversation.state, !failed,
                let attempt = turn.attempts.last(where: { $0.outcome.isScored }) ?? turn.attempts.last
            else { break }
            var reply = question.reply(
                in: attempt.exchange, now: attempt.startedAt + attempt.exchange.phases.total)
            if trace.format < Trace.firstFormatWithSteps { reply.verdict = reply.verdict?.withoutSteps }
            var completion: Completion?
            if case .completion(let answer) = reply.decoded { completion = answer }
            turns.append(
                Turn(
                    stored: attempt.outcome, outcome: reply.outcome, completion: completion, verdict: reply.verdict,
                    missing: Self.missing(question.rendered.messages, in: turn.request.body)))
            if let verdict = reply.verdict { scorecard.note(verdict, turn: number) }
            failed = !reply.outcome.isScored
            question.conversation = reply.conversation
        }
        self.turns = turns
        verdict = scorecard.verdict(after: question.conversation, failed: failed)
    }

    /// What tools said is left out: some APIs want it in a form of their own.
    private static func missing(_ messages: [Message], in body: [UInt8]) -> String? {
        do {
            let texts = strings(try JSONParser.parse(body))
            let lost = messages.first { message in
                message.role != .tool
                    && !texts.contains { $0 == message.content || $0.contains(message.content) }
            }
            return lost.map { shortened($0.content, 80) }
        } catch {
            // A body that is no JSON has another form, and nothing can be said of it.
            return nil
        }
    }

    private static func strings(_ json: JSON) -> [String] {
        switch json.kind {
        case .null, .bool, .number: []
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(strings)
        case .object(let members): members.flatMap { strings($0.value) }
        }
    }
}
