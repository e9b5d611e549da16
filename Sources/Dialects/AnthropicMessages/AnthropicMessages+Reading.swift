import Core

extension AnswerDraft {
    /// What a message says before its content: fingerprint and usage.
    mutating func readStart(_ message: JSON) {
        completion.fingerprint.model.fill(message["model"]?.label)
        completion.fingerprint.responseID.fill(message["id"]?.label)
        completion.fingerprint.backend.fill(message["provider"]?.label)
        completion.fingerprint.serviceTier.fill(message["usage"]?["service_tier"]?.label)
        completion.fingerprint.region.fill(message["usage"]?["inference_geo"]?.label)
        completion.usage.cachedInputTokens.update(message["usage"]?["cache_read_input_tokens"])
        completion.usage.outputTokens.update(message["usage"]?["output_tokens"])
        completion.usage.reasoningTokens.update(message["usage"]?["output_tokens_details"]?["thinking_tokens"])
        if let usage = message["usage"] { readInput(usage) }
    }

    /// One block of content as a whole.
    mutating func readBlock(_ block: JSON) {
        switch block["type"]?.string ?? "" {
        case "text": completion.text += block["text"]?.string ?? ""
        case "thinking": completion.reasoning += block["thinking"]?.string ?? ""
        case "redacted_thinking": break
        case "tool_use":
            guard completion.toolCalls.count < ToolCallDraft.maximum else { return }
            completion.toolCalls.append(
                ToolCall(
                    id: block["id"]?.label ?? "", name: block["name"]?.label ?? "",
                    arguments: block["input"]?.text ?? "{}"))
        case let unknown: note("content block", unknown)
        }
    }

    /// Why a message ended; a refusal is told with the provider's own words where it has some.
    mutating func readStop(_ message: JSON) {
        guard let raw = message["stop_reason"]?.string, !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "end_turn", "stop_sequence": completion.finish = .stop
        case "max_tokens", "model_context_window_exceeded": completion.finish = .length
        case "tool_use": completion.finish = .toolCalls
        case "refusal":
            completion.finish = .refusal
            let details = message["stop_details"]
            completion.refusal = details?["explanation"]?.string ?? details?["category"]?.string ?? ""
        case "pause_turn": completion.finish = .unknown
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
    }

    /// What was read of the prompt is given in three counts, disjoint; together they are the input.
    private mutating func readInput(_ usage: JSON) {
        guard let fresh = usage["input_tokens"]?.tokens else { return }
        let cached = ["cache_creation_input_tokens", "cache_read_input_tokens"].compactMap { usage[$0]?.tokens }
        completion.usage.inputTokens = cached.reduce(fresh, +)
    }
}
