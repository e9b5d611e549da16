import Core

extension AnswerDraft {
    /// Usage, service tier and the model that a prompt router chose; how long the service took says nothing here.
    mutating func readConverseMetadata(_ body: JSON) {
        completion.fingerprint.model.fill(body["trace"]?["promptRouter"]?["invokedModelId"]?.label)
        completion.fingerprint.serviceTier.fill(body["serviceTier"]?["type"]?.label)
        guard let usage = body["usage"] else { return }
        completion.usage.outputTokens.update(usage["outputTokens"])
        completion.usage.cachedInputTokens.update(usage["cacheReadInputTokens"])
        // What was read of the prompt is given in three counts, disjoint; together they are the input.
        guard let fresh = usage["inputTokens"]?.tokens else { return }
        let cached = ["cacheReadInputTokens", "cacheWriteInputTokens"].compactMap { usage[$0]?.tokens }
        completion.usage.inputTokens = cached.reduce(fresh, +)
    }

    /// One block of content as a whole.
    mutating func readConverseBlock(_ block: JSON) {
        guard let member = block.members?.first else { return note("content block", block.kindName) }
        switch member.key {
        case "text": completion.text += member.value.string ?? ""
        case "reasoningContent": completion.reasoning += member.value["reasoningText"]?["text"]?.string ?? ""
        case "citationsContent":
            for part in member.value["content"]?.array ?? [] { completion.text += part["text"]?.string ?? "" }
        case "toolUse":
            addConverseCall(member.value, arguments: member.value["input"]?.text ?? "{}")
        case let unknown: note("content block", unknown)
        }
    }

    /// Adds a call of a tool, unless there are too many; true when it was added.
    @discardableResult
    mutating func addConverseCall(_ call: JSON, arguments: String) -> Bool {
        guard completion.toolCalls.count < ToolCallDraft.maximum else { return false }
        completion.toolCalls.append(
            ToolCall(
                id: call["toolUseId"]?.label ?? "", name: call["name"]?.label ?? "", arguments: arguments))
        return true
    }

    /// Why the message ended.
    mutating func readConverseStop(_ body: JSON) {
        guard let raw = body["stopReason"]?.string, !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "end_turn", "stop_sequence": completion.finish = .stop
        case "max_tokens", "model_context_window_exceeded": completion.finish = .length
        case "tool_use": completion.finish = .toolCalls
        case "guardrail_intervened", "content_filtered": completion.finish = .contentFilter
        // The model's own failures: what there is of an answer is judged.
        case "malformed_model_output", "malformed_tool_use": completion.finish = .unknown
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
        if state == .open { state = .finished }
    }
}
