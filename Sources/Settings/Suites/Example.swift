package import Core
package import Probing

/// Answers of which it is known beforehand what they are worth.
package struct Example: Sendable {
    /// What the evaluators must make of it.
    package enum Expectation: Hashable, Sendable {
        /// The full score, 1.
        case pass
        /// Less than a half.
        case fail
        /// Exactly this score, to three digits.
        case score(Double)
    }

    /// What the model says and calls in one turn; `{{…}}` stands for values of the probe.
    package struct Answer: Sendable {
        /// Empty where it only calls.
        package var text: Located<String>
        /// Calls that it makes before it says `text`.
        package var calls: [Call]
        /// Why it ended; nil for what the rest of it suggests.
        package var finish: Completion.Finish?
    }

    /// A call of a tool: arguments as JSON, or as a string exactly what the model writes.
    package struct Call: Sendable {
        package var name: String
        package var arguments: JSON
    }

    /// Why an example cannot be filled in.
    package struct Unfillable: Error, Sendable {
        package var offset: Int
        package var error: ExpressionError
    }

    /// One for each turn of the conversation; of an example that is one answer, that of the last turn.
    package var turns: [Answer]
    /// Whether it tells the whole conversation.
    package var isWhole: Bool
    package var expectation: Expectation
    /// Byte offset in its file.
    package var offset: Int

    /// The answers with these values filled in: for each turn what the model says to each request.
    package func answers(_ values: [(name: String, value: Value)]) throws(Unfillable) -> [[Completion]] {
        var all: [[Completion]] = []
        for turn in turns { all.append(try turn.completions(values)) }
        return all
    }

    /// Whether values of the probe occur in it.
    var isVaried: Bool {
        turns.contains { turn in
            turn.text.value.contains("{{") || turn.calls.contains { $0.arguments.text.contains("{{") }
        }
    }
}

extension Example.Answer {
    fileprivate func completions(
        _ values: [(name: String, value: Value)]
    ) throws(Example.Unfillable) -> [Completion] {
        let said: String
        do throws(ExpressionError) { said = try Rendering.render(text.value, values: values) } catch {
            throw Example.Unfillable(offset: text.offset, error: error)
        }
        var made: [ToolCall] = []
        for call in calls {
            do throws(ExpressionError) {
                let arguments =
                    if let exact = call.arguments.string { try Rendering.render(exact, values: values) } else {
                        try Rendering.render(call.arguments, values: values).text
                    }
                made.append(ToolCall(id: "", name: call.name, arguments: arguments))
            } catch {
                throw Example.Unfillable(offset: call.arguments.offset, error: error)
            }
        }
        guard !made.isEmpty else { return [Completion(text: said, finish: finish ?? .stop)] }
        let calling = Completion(text: "", toolCalls: made, finish: said.isEmpty ? finish ?? .toolCalls : .toolCalls)
        return said.isEmpty ? [calling] : [calling, Completion(text: said, finish: finish ?? .stop)]
    }
}
