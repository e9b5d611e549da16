package import Core

/// Fills in the values of probes: the same seed gives the same bytes, on every machine and for ever.
///
/// Messages, results of tools, and every string in `evaluate` and in the arguments of results that is not a key, are
/// templates: a text with `{{expression}}` in it, fixed probes included. Names are those of `vary`. In `evaluate` and in
/// arguments a string that is exactly one expression becomes the value as JSON, such as a number; `{{str(a)}}` gives its
/// text. Two braces as such are written `{{'{{'}}`.
package enum Rendering {
    /// The longest text that a template may yield, in bytes.
    package static let longestText = 4_000_000

    /// The seed of a probe's values in a round: a new one every round for a varied probe, the same at all providers so
    /// that their answers can be compared; one for ever for a fixed probe.
    ///
    /// A twin draws values of its own, and so does a sample that is asked `again` because its first answer was stale.
    package static func seed(probe: Probe, round: Round, rootSeed: UInt64, again: Bool = false) -> UInt64 {
        guard probe.isVaried else { return StableHash.of(["render", probe.version]) }
        var parts = ["render", probe.version, "\(rootSeed)", "\(round.start.microseconds)"]
        if probe.company == .twin, probe.copy > 1 { parts.append("twin \(probe.copy)") }
        if let extra = probe.extra { parts.append("extra \(extra)") }
        if again { parts.append("again") }
        return StableHash.of(parts)
    }

    /// The probe with the values that belong to a seed.
    package static func render(_ probe: Probe, seed: UInt64) throws(RenderingError) -> RenderedProbe {
        let evaluation = Evaluation(try values(probe, seed: seed))
        let messages = try filled(probe.messages, evaluation) { .message($0) }
        let evaluate = try filled(probe.evaluate, evaluation)
        var results: [ToolResult] = []
        for (index, each) in probe.toolResults.enumerated() {
            let arguments = try each.arguments.map { json throws(RenderingError) in try filled(json, evaluation) }
            results.append(
                ToolResult(
                    tool: each.tool, arguments: arguments,
                    result: try text(each.result, evaluation, .toolResult(index))))
        }
        var followUps: [FollowUp] = []
        for (turn, each) in probe.followUps.enumerated() {
            let messages = try filled(each.messages, evaluation) { .followUp(turn, message: $0) }
            followUps.append(FollowUp(messages: messages, evaluate: try filled(each.evaluate, evaluation)))
        }
        return RenderedProbe(
            messages: messages, sampling: probe.sampling, evaluate: evaluate, seed: seed, toolResults: results,
            followUps: followUps)
    }

    private static func filled(
        _ messages: [Message], _ evaluation: Evaluation, _ place: (Int) -> RenderingError.Place
    ) throws(RenderingError) -> [Message] {
        var filled = messages
        for index in filled.indices {
            filled[index].content = try text(messages[index].content, evaluation, place(index))
        }
        return filled
    }

    private static func text(
        _ text: String, _ evaluation: Evaluation, _ place: RenderingError.Place
    ) throws(RenderingError) -> String {
        do throws(ExpressionError) {
            return try Template(text).text(evaluation)
        } catch {
            throw RenderingError(place: place, offset: 0, error: error)
        }
    }

    /// A text, such as an example's answer, with these values filled in.
    package static func render(
        _ text: String, values: [(name: String, value: Value)]
    ) throws(ExpressionError) -> String {
        try Template(text).text(Evaluation(values))
    }

    /// A JSON value, such as an example's arguments of a call, with these values filled into its strings.
    package static func render(
        _ json: JSON, values: [(name: String, value: Value)]
    ) throws(ExpressionError) -> JSON {
        do throws(RenderingError) {
            return try filled(json, Evaluation(values))
        } catch {
            throw error.error
        }
    }

    /// `evaluate` with every string filled in; every value keeps its place in the file.
    static func filled(_ json: JSON, _ evaluation: Evaluation) throws(RenderingError) -> JSON {
        switch json.kind {
        case .null, .bool, .number: return json
        case .string(let text):
            do throws(ExpressionError) {
                return JSON(try Template(text).value(evaluation).json.kind, offset: json.offset)
            } catch {
                throw RenderingError(place: .evaluate, offset: json.offset, error: error)
            }
        case .array(let elements):
            var filledElements: [JSON] = []
            for element in elements { filledElements.append(try filled(element, evaluation)) }
            return JSON(.array(filledElements), offset: json.offset)
        case .object(let members):
            var filledMembers: [JSON.Member] = []
            for member in members {
                filledMembers.append(
                    JSON.Member(
                        key: member.key, keyOffset: member.keyOffset, value: try filled(member.value, evaluation)))
            }
            return JSON(.object(filledMembers), offset: json.offset)
        }
    }
}
