import Core

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
        guard let usage = body["usage"] else { return }
        completion.usage.inputTokens.update(usage["prompt_tokens"])
        completion.usage.outputTokens.update(usage["completion_tokens"])
        completion.usage.cachedInputTokens.update(
            usage["prompt_tokens_details"]?["cached_tokens"] ?? usage["prompt_cache_hit_tokens"])
        completion.usage.reasoningTokens.update(usage["completion_tokens_details"]?["reasoning_tokens"])
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
            for inner in part["thinking"]?.array ?? [] { completion.reasoning += inner["text"]?.string ?? "" }
        case let unknown: note("content part", unknown)
        }
    }

    private mutating func readRefusal(_ text: String?) {
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
