import Core

extension AnswerDraft {
    /// Takes in a response of Gemini, or the part of one that an event of a stream is.
    mutating func readGemini(_ body: JSON) {
        completion.fingerprint.model.fill(body["modelVersion"]?.label)
        completion.fingerprint.responseID.fill(body["responseId"]?.label)
        completion.createdAt.fill(body["createTime"]?.writtenMoment)
        if let usage = body["usageMetadata"] { readUsage(usage) }
        if let feedback = body["promptFeedback"] { readFeedback(feedback) }
        guard let candidate = body["candidates"]?.array?.first(where: { $0["index"]?.int ?? 0 == 0 }) else { return }
        for part in candidate["content"]?["parts"]?.array ?? [] { readPart(part) }
        readProbabilities(of: candidate["logprobsResult"] ?? .null)
        readGeminiFinish(of: candidate)
    }

    /// An answer without candidates: either reasoning took all the tokens there were, or it is none.
    mutating func readMissingCandidates() {
        guard completion.usage.reasoningTokens ?? 0 > 0 else {
            flaw = "the body has no candidates"
            return
        }
        completion.finish = .length
    }

    /// Counts of zero are left out, so that what is missing beside a total is zero.
    private mutating func readUsage(_ usage: JSON) {
        completion.fingerprint.serviceTier.fill(usage["trafficType"]?.label)
        let hasTotal = usage["totalTokenCount"]?.tokens != nil
        func count(_ key: String) -> Int? { usage[key].map(\.tokens) ?? (hasTotal ? 0 : nil) }
        if let prompt = usage["promptTokenCount"]?.tokens {
            completion.usage.inputTokens = prompt + (usage["toolUsePromptTokenCount"]?.tokens ?? 0)
        }
        if let cached = count("cachedContentTokenCount") { completion.usage.cachedInputTokens = cached }
        guard let answer = count("candidatesTokenCount"), let thoughts = count("thoughtsTokenCount") else { return }
        completion.usage.outputTokens = answer + thoughts
        completion.usage.reasoningTokens = thoughts
    }

    /// A prompt that was blocked before a model saw it.
    private mutating func readFeedback(_ feedback: JSON) {
        guard let reason = feedback["blockReason"]?.string, !reason.isEmpty, reason != "BLOCKED_REASON_UNSPECIFIED"
        else { return }
        completion.rawFinish = ErrorText.plain(reason, limit: 64)
        completion.finish = .contentFilter
        completion.refusal = feedback["blockReasonMessage"]?.string ?? reason
        if state == .open { state = .finished }
    }

    private mutating func readPart(_ part: JSON) {
        guard let members = part.members else { return note("part", part.kindName) }
        if let text = part["text"]?.string {
            if part["thought"]?.bool == true { completion.reasoning += text } else { completion.text += text }
        }
        if let call = part["functionCall"] { readCall(call) }
        let known = ["text", "functionCall", "thought", "thoughtSignature"]
        for member in members where !known.contains(member.key) { note("part", member.key) }
    }

    private mutating func readCall(_ call: JSON) {
        guard completion.toolCalls.count < ToolCallDraft.maximum else { return }
        completion.toolCalls.append(
            ToolCall(
                id: call["id"]?.label ?? "", name: call["name"]?.label ?? "", arguments: call["args"]?.text ?? "{}"))
    }

    private mutating func readProbabilities(of result: JSON) {
        let alternatives = result["topCandidates"]?.array ?? []
        for (index, chosen) in (result["chosenCandidates"]?.array ?? []).enumerated() {
            let others = alternatives.indices.contains(index) ? alternatives[index]["candidates"]?.array ?? [] : []
            addProbability(
                chosen["token"], chosen["logProbability"],
                alternatives: others.map { ($0["token"], $0["logProbability"]) })
        }
    }

    private mutating func readGeminiFinish(of candidate: JSON) {
        guard let raw = candidate["finishReason"]?.string, !raw.isEmpty else { return }
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "STOP": completion.finish = completion.toolCalls.isEmpty ? .stop : .toolCalls
        case "MAX_TOKENS": completion.finish = .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "MODEL_ARMOR":
            completion.finish = .contentFilter
            if let why = candidate["finishMessage"]?.string { completion.refusal = why }
        // The model's own failures: what there is of an answer is judged.
        case "LANGUAGE", "OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
            "MALFORMED_RESPONSE", "MISSING_THOUGHT_SIGNATURE", "FINISH_REASON_UNSPECIFIED":
            completion.finish = .unknown
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
        if state == .open { state = .finished }
    }
}
