package import Core
internal import Engine

/// A stored sample judged again from its bytes.
package struct Replay: Sendable {
    /// What came out.
    package enum Result: Sendable, Equatable {
        /// Outcome, completion and verdict are the same to the byte.
        case reproduced(verdict: Verdict?)
        /// What is different: its name, as stored, as it is now.
        case differs([Difference])
        /// The sample has no response to judge: nothing was sent.
        case nothingToJudge
    }

    package struct Difference: Sendable, Equatable {
        package var name: String
        package var stored: String
        package var now: String
    }

    /// Decodes and judges the trace's last exchange again, with nothing but the trace.
    package static func run(_ trace: Trace) -> Result {
        // A bad answer counts also when a second call failed.
        guard let last = trace.attempts.last(where: { $0.outcome.isScored }) ?? trace.attempts.last else {
            return .nothingToJudge
        }
        let question = Question(
            api: trace.api, options: trace.options, stream: trace.stream, rendered: trace.rendered,
            redactor: Redactor([]))
        let reply = question.reply(in: last.exchange, now: last.startedAt + last.exchange.phases.total)
        var completion: Completion?
        if case .completion(let answer) = reply.decoded { completion = answer }
        let pairs = [
            ("outcome", last.outcome.rawValue, reply.outcome.rawValue),
            ("completion", trace.completion?.json.text ?? "none", completion?.json.text ?? "none"),
            ("verdict", trace.verdict?.json.text ?? "none", reply.verdict?.json.text ?? "none"),
        ]
        let differences = pairs.filter { $0.1 != $0.2 }.map { Difference(name: $0.0, stored: $0.1, now: $0.2) }
        return differences.isEmpty ? .reproduced(verdict: reply.verdict) : .differs(differences)
    }
}
