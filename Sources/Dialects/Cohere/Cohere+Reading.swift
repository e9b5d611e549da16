import Core

extension AnswerDraft {
    /// The response's identifier and its usage: what the model read and wrote, else what is billed.
    mutating func readCohereEnvelope(_ body: JSON) {
        completion.fingerprint.responseID.fill(body["id"]?.label)
        guard let usage = body["usage"] else { return }
        for counted in [usage["billed_units"], usage["tokens"]] {
            completion.usage.inputTokens.update(counted?["input_tokens"])
            completion.usage.outputTokens.update(counted?["output_tokens"])
        }
        completion.usage.cachedInputTokens.update(usage["cached_tokens"])
    }

    /// A message: its content, and the plan for its calls, which is reasoning and no answer.
    mutating func readCohereMessage(_ message: JSON) {
        if let text = message["content"]?.string { completion.text += text }
        for part in message["content"]?.array ?? [] { readCoherePart(part) }
        completion.reasoning += message["tool_plan"]?.string ?? ""
    }

    /// A part of the content, or the delta of one, which has no type.
    mutating func readCoherePart(_ part: JSON) {
        switch part["type"]?.string {
        case nil, "text", "thinking":
            completion.text += part["text"]?.string ?? ""
            completion.reasoning += part["thinking"]?.string ?? ""
        case let unknown?: note("content part", unknown)
        }
    }

    /// A piece of the answer with the log-probabilities of its tokens, whose texts are not told apart: their sum is
    /// that of the piece.
    mutating func readCohereProbabilities(_ item: JSON) {
        let logs = (item["logprobs"]?.array ?? []).compactMap(\.double)
        guard !logs.isEmpty else { return }
        addProbability(item["text"], .double(logs.reduce(0, +)))
    }

    /// Why the answer ended, or that it failed.
    mutating func readCohereFinish(_ body: JSON) {
        guard let raw = body["finish_reason"]?.string, !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw.uppercased() {
        case "COMPLETE", "STOP_SEQUENCE": completion.finish = .stop
        case "MAX_TOKENS", "ERROR_LIMIT": completion.finish = .length
        case "TOOL_CALL": completion.finish = .toolCalls
        case "ERROR_TOXIC": completion.finish = .contentFilter
        case "ERROR", "TIMEOUT":
            var error = ProviderError(finish: raw)
            error.message = body["error"]?.string ?? error.message
            state = .failed(error)
            return
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
        if state == .open { state = .finished }
    }
}
