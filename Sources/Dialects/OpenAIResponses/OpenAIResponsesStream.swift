import Core

/// Reads a streamed response. The last event holds the whole response again: it counts, and what came in pieces before
/// stands only for the time until then, and where a server leaves the last event's output empty.
struct OpenAIResponsesStream: StreamReader {
    /// What the events so far say.
    var draft = AnswerDraft()
    private var calls = ToolCallDraft()

    /// Takes in one event; those of unknown kinds are noted.
    mutating func read(_ event: JSON, name: String) {
        let delta = event["delta"]?.string ?? ""
        let kind = event["type"]?.string ?? name
        switch kind {
        case "response.created", "response.in_progress", "response.queued":
            draft.readResponseEnvelope(event["response"] ?? .null)
        case "response.output_text.delta":
            draft.completion.text += delta
            draft.readProbabilities(event["logprobs"])
        case "response.refusal.delta": draft.readRefusal(delta)
        case "response.reasoning_text.delta", "response.reasoning_summary_text.delta":
            draft.completion.reasoning += delta
        case "response.output_item.added": readCall(event, start: event["item"] ?? .null)
        case "response.function_call_arguments.delta": readCall(event, arguments: delta)
        case "response.completed", "response.incomplete", "response.failed":
            end(with: event["response"] ?? .null, kind: kind)
        case _ where OpenAIResponsesStream.repeated.contains { kind.hasSuffix($0) }: break
        case let unknown: draft.note("event", unknown)
        }
    }

    /// No part of this dialect: only the last event of its own ends it.
    mutating func readDone() {}

    /// Ends of events that repeat what others said, or announce it.
    private static let repeated = [".done", "_part.added", "annotation.added"]

    private mutating func end(with response: JSON, kind: String) {
        var whole = AnswerDraft(state: .complete)
        whole.readResponse(response)
        if !whole.hasOutput {
            whole.completion.text = draft.completion.text
            whole.completion.reasoning = draft.completion.reasoning
            whole.completion.refusal = draft.completion.refusal
            whole.completion.toolCalls = draft.completion.toolCalls
            whole.completion.probabilities = draft.completion.probabilities
            whole.flaw = draft.flaw
            // The calls decide what a completed response is.
            whole.readStatus(of: response)
        } else {
            whole.flaw = whole.flaw ?? draft.flaw
        }
        if whole.completion.probabilities.isEmpty { whole.completion.probabilities = draft.completion.probabilities }
        whole.completion.fingerprint.model.fill(draft.completion.fingerprint.model)
        whole.completion.fingerprint.responseID.fill(draft.completion.fingerprint.responseID)
        whole.completion.createdAt.fill(draft.completion.createdAt)
        for novelty in draft.novelties { whole.note(again: novelty) }
        if kind == "response.failed", whole.state == .complete {
            whole.state = .failed(ProviderError(finish: "failed"))
        }
        draft = whole
    }

    /// A function's call as it begins, or a part of its arguments, in the form that Chat Completions has for both.
    private mutating func readCall(_ event: JSON, start item: JSON? = nil, arguments: String = "") {
        if let item, item["type"]?.string != "function_call" { return }
        let function: JSON = [
            "name": item?["name"] ?? .null, "arguments": .string(item?["arguments"]?.string ?? arguments),
        ]
        let call = JSON.compact([
            ("index", event["output_index"]), ("id", item?["call_id"]), ("function", function),
        ])
        calls.read(["tool_calls": [call]], into: &draft.completion.toolCalls)
    }
}
