import Core

/// Reads a streamed chat of Cohere: named events whose deltas lie in `delta.message`.
struct CohereStream: StreamReader {
    /// What the events so far say.
    var draft = AnswerDraft()
    private var calls = ToolCallDraft()

    /// Takes in one event; unknown ones are noted.
    mutating func read(_ event: JSON, name: String) {
        let delta = event["delta"] ?? .null
        let message = delta["message"] ?? .null
        switch event["type"]?.string ?? name {
        case "message-start": draft.readCohereEnvelope(event)
        case "content-start", "content-delta":
            draft.readCoherePart(message["content"] ?? .null)
            if let item = event["logprobs"] { draft.readCohereProbabilities(item) }
        case "tool-plan-delta": draft.completion.reasoning += message["tool_plan"]?.string ?? ""
        case "tool-call-start", "tool-call-delta": readCall(message["tool_calls"] ?? .null, index: event["index"])
        case "message-end":
            draft.readCohereEnvelope(delta)
            draft.readCohereFinish(delta)
            if draft.state == .finished || draft.state == .open { draft.state = .complete }
        case "content-end", "tool-call-end", "citation-start", "citation-end", "debug": break
        case let unknown: draft.note("event", unknown)
        }
    }

    /// No part of this dialect; gateways that translate append it after the last event.
    mutating func readDone() {
        if !draft.completion.rawFinish.isEmpty { draft.state = .complete }
    }

    /// One call, or a part of it, in the form that whole messages have for all of them.
    private mutating func readCall(_ call: JSON, index: JSON?) {
        guard let members = call.members else { return }
        let indexed = members.map { ($0.key, $0.value) } + (index.map { [("index", $0)] } ?? [])
        calls.read(["tool_calls": [.object(indexed)]], into: &draft.completion.toolCalls)
    }
}
