import Core

/// How answers of Chat Completions are read, and where one family of servers says more than the others.
struct ChatReading: Sendable {
    /// What a family adds to a choice, whole or streamed; called after all else of it was read.
    var detail: @Sendable (_ choice: JSON, _ draft: inout AnswerDraft) -> Void = { _, _ in }

    /// What a whole body says.
    func whole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.readEnvelope(body)
        guard let choice = body["choices"]?.array?.first(where: ChatReading.isFirst) else {
            draft.flaw = "the body has no choices"
            return draft
        }
        if let message = choice["message"], message.members != nil {
            draft.readMessage(message)
            draft.completion.toolCalls = ToolCallDraft.calls(of: message)
        } else {
            draft.flaw = "the choice has no message"
        }
        read(choice, into: &draft)
        return draft
    }

    /// What stands in a choice beside its message or delta.
    func read(_ choice: JSON, into draft: inout AnswerDraft) {
        draft.readProbabilities(choice["logprobs"]?["content"])
        draft.readFinish(of: choice)
        detail(choice, &draft)
    }

    /// Whether a choice is the answer: the one of index 0, or without an index.
    static func isFirst(_ choice: JSON) -> Bool { choice["index"]?.int ?? 0 == 0 && choice.members != nil }
}

extension AnswerDraft {
    /// What stands around the choices of a body or chunk: fingerprint and usage.
    mutating func readEnvelope(_ body: JSON) {
        completion.fingerprint.model.fill(body["model"]?.label)
        completion.fingerprint.systemFingerprint.fill(body["system_fingerprint"]?.label)
        completion.fingerprint.responseID.fill(body["id"]?.label)
        // A router names the backend that it chose.
        completion.fingerprint.backend.fill(body["provider"]?.label)
        completion.fingerprint.backend.fill(body["provider"]?["name"]?.label)
        completion.fingerprint.serviceTier.fill(body["service_tier"]?.label)
        completion.createdAt.fill(body["created"]?.moment)
        if let usage = body["usage"] { readUsage(usage) }
    }

    private mutating func readUsage(_ usage: JSON) {
        completion.fingerprint.serviceTier.fill(usage["service_tier"]?.label)
        completion.usage.inputTokens.update(usage["prompt_tokens"])
        completion.usage.outputTokens.update(usage["completion_tokens"])
        completion.usage.cachedInputTokens.update(
            usage["prompt_tokens_details"]?["cached_tokens"] ?? usage["prompt_cache_hit_tokens"])
        completion.usage.reasoningTokens.update(usage["completion_tokens_details"]?["reasoning_tokens"])
        guard let cost = usage["cost"]?.dollars else { return }
        // With a key of one's own the router charges its fee, and the backend behind it the rest.
        let upstream = usage["is_byok"]?.bool == true ? usage["cost_details"]?["upstream_inference_cost"]?.dollars : nil
        completion.usage.cost = cost + (upstream ?? .zero)
    }

    /// A message, or the delta of one: what it adds to text, reasoning and refusal.
    mutating func readMessage(_ message: JSON) {
        if let text = message["content"]?.string { completion.text += text }
        for part in message["content"]?.array ?? [] { readPart(part) }
        // The names that servers use for the reasoning they show; some send it under two of them at once.
        let reasoning = ["reasoning_content", "reasoning", "thinking"].lazy.compactMap { message[$0]?.string }
        completion.reasoning += reasoning.first { !$0.isEmpty } ?? ""
        readRefusal(message["refusal"]?.string)
    }

    /// The finish reason of a choice, or an error in its place.
    mutating func readFinish(of choice: JSON) {
        if let error = ProviderError(inSuccess: ["error": choice["error"] ?? .null]) {
            state = .failed(error)
            return
        }
        guard let raw = choice["finish_reason"]?.string, !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw.lowercased() {
        case "stop", "eos", "eos_token", "end_turn", "stop_sequence": completion.finish = .stop
        case "length", "max_tokens", "model_length": completion.finish = .length
        case "tool_calls", "function_call", "tool_use": completion.finish = .toolCalls
        case "content_filter": completion.finish = .contentFilter
        case "refusal": completion.finish = .refusal
        case "error":
            state = .failed(ProviderError(finish: raw))
            return
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
        if state == .open { state = .finished }
    }

    private mutating func readPart(_ part: JSON) {
        if let text = part.string { completion.text += text }
        guard part.members != nil else { return }
        switch part["type"]?.string ?? "text" {
        case "text", "output_text": completion.text += part["text"]?.string ?? ""
        case "refusal": readRefusal(part["refusal"]?.string)
        case "thinking", "reasoning":
            completion.reasoning += part["thinking"]?.string ?? part["text"]?.string ?? ""
            for inner in part["thinking"]?.array ?? [] where inner["type"]?.string ?? "text" == "text" {
                completion.reasoning += inner["text"]?.string ?? ""
            }
        // Mistral's pointers to what an answer was drawn from.
        case "reference", "tool_reference": break
        case let unknown: note("content part", unknown)
        }
    }

    /// Takes in the provider's own words of a refusal, or a part of them.
    mutating func readRefusal(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        completion.refusal = (completion.refusal ?? "") + text
    }
}

extension ProviderError {
    /// The error of an answer whose finish reason says that there was one, and no more.
    init(finish: String) {
        words = ["finish_reason_" + finish.lowercased()]
        number = nil
        message = "the answer ended with an error"
        retryDelay = nil
    }
}
