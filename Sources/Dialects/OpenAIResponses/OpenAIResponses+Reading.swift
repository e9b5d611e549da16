import Core

extension AnswerDraft {
    /// A whole response: its output, how it ended, what it says of itself. Its own error fails the draft.
    mutating func readResponse(_ response: JSON) {
        readResponseEnvelope(response)
        if let items = response["output"]?.array {
            for item in items { readItem(item) }
        } else {
            flaw = "the body has no output"
        }
        readStatus(of: response)
    }

    /// What a response says of itself beside its output.
    mutating func readResponseEnvelope(_ response: JSON) {
        completion.fingerprint.model.fill(response["model"]?.label)
        completion.fingerprint.responseID.fill(response["id"]?.label)
        completion.fingerprint.serviceTier.fill(response["service_tier"]?.label)
        completion.createdAt.fill(response["created_at"]?.moment)
        guard let usage = response["usage"] else { return }
        completion.usage.inputTokens.update(usage["input_tokens"])
        completion.usage.outputTokens.update(usage["output_tokens"])
        completion.usage.cachedInputTokens.update(usage["input_tokens_details"]?["cached_tokens"])
        completion.usage.reasoningTokens.update(usage["output_tokens_details"]?["reasoning_tokens"])
    }

    /// How the response ended: its status, and for one that is incomplete the reason.
    mutating func readStatus(of response: JSON) {
        if let error = ProviderError(inSuccess: ["error": response["error"] ?? .null]) {
            state = .failed(error)
            return
        }
        let status = response["status"]?.string ?? ""
        let reason = response["incomplete_details"]?["reason"]?.string ?? ""
        let raw = status == "incomplete" && !reason.isEmpty ? reason : status
        guard !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "completed": completion.finish = completion.toolCalls.isEmpty ? .stop : .toolCalls
        case "max_output_tokens", "max_tokens": completion.finish = .length
        case "content_filter": completion.finish = .contentFilter
        case "failed": state = .failed(ProviderError(finish: raw))
        default:
            completion.finish = .unknown
            note("status", raw)
        }
    }

    private mutating func readItem(_ item: JSON) {
        switch item["type"]?.string ?? "" {
        case "message":
            if let text = item["content"]?.string { completion.text += text }
            for part in item["content"]?.array ?? [] { readOutputPart(part) }
        case "reasoning":
            for part in (item["content"]?.array ?? []) + (item["summary"]?.array ?? []) { readThought(part) }
        case "function_call":
            guard completion.toolCalls.count < ToolCallDraft.maximum else { return }
            let arguments = item["arguments"].map { $0.string ?? ($0.isNull ? "" : $0.text) }
            completion.toolCalls.append(
                ToolCall(
                    id: item["call_id"]?.label ?? item["id"]?.label ?? "", name: item["name"]?.label ?? "",
                    arguments: arguments ?? ""))
        case let unknown: note("output item", unknown)
        }
    }

    private mutating func readThought(_ part: JSON) {
        switch part["type"]?.string ?? "" {
        case "reasoning_text", "summary_text": completion.reasoning += part["text"]?.string ?? ""
        case let unknown: note("reasoning part", unknown)
        }
    }

    private mutating func readOutputPart(_ part: JSON) {
        switch part["type"]?.string ?? "" {
        case "output_text", "text":
            completion.text += part["text"]?.string ?? ""
            readProbabilities(part["logprobs"])
        case "refusal": readRefusal(part["refusal"]?.string)
        case let unknown: note("content part", unknown)
        }
    }
}
