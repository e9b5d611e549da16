package import Core
internal import Engine

/// A stored sample judged again from its bytes.
package struct Replay: Sendable {
    /// What came out.
    package enum Result: Sendable, Equatable {
        /// Outcomes, completions and verdicts are the same to the byte.
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

    /// Decodes and judges every exchange of the trace again, in the order of the conversation, with nothing but the trace;
    /// and looks whether the stored requests say what the conversation would say.
    package static func run(_ trace: Trace) -> Result {
        guard let again = Rejudgement(trace) else { return .nothingToJudge }
        var pairs: [(String, String, String)] = []
        for (index, (stored, now)) in zip(trace.turns, again.turns).enumerated() {
            let place = trace.turns.count > 1 ? "request \(index + 1), " : ""
            pairs += [
                (place + "outcome", now.stored.rawValue, now.outcome.rawValue),
                (place + "completion", text(stored.completion?.json), text(now.completion?.json)),
            ]
            if trace.turns.count > 1 {
                pairs.append((place + "verdict", text(stored.verdict?.json), text(now.verdict?.json)))
            }
            if let missing = now.missing { pairs.append((place + "message", "none such", missing)) }
        }
        pairs += [
            ("verdict", text(trace.verdict?.json), text(again.verdict?.json)),
            ("requests", "\(trace.turns.count)", "\(again.turns.count)"),
        ]
        let differences =
            withdrawn(trace) + pairs.filter { $0.1 != $0.2 }.map { Difference(name: $0.0, stored: $0.1, now: $0.2) }
        return differences.isEmpty ? .reproduced(verdict: again.verdict) : .differs(differences)
    }

    /// What differs of the question that was withdrawn because its answer was stale.
    private static func withdrawn(_ trace: Trace) -> [Difference] {
        guard let withdrawn = trace.withdrawn else { return [] }
        var then = trace
        (then.rendered, then.turns, then.verdict) = (withdrawn.rendered, [withdrawn.turn], withdrawn.turn.verdict)
        then.withdrawn = nil
        guard case .differs(let differences) = run(then) else { return [] }
        return differences.map {
            Difference(name: "withdrawn question, " + $0.name, stored: $0.stored, now: $0.now)
        }
    }

    private static func text(_ json: JSON?) -> String { json?.text ?? "none" }
}
