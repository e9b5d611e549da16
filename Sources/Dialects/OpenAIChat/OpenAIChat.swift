package import Core

/// OpenAI's Chat Completions, which llama.cpp, vLLM, Ollama and most gateways speak as well.
/// **Source:** the OpenAPI description that OpenAI publishes, `createChatCompletion`.
package struct OpenAIChat: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "openai-chat" }
    package var defaultBaseURL: String { "https://api.openai.com/v1" }

    /// True for OpenAI itself; a local server may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { isVendor(baseURL) }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        var body = RequestBody()
        body.add("model", .string(provider.model), for: provider)
        body.add("messages", .array(probe.messages.map(turn)), for: provider)
        body.add(limitName(provider), .int(sampling.maxOutputTokens), for: provider)
        body.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        body.add("top_p", sampling.topP.map(JSON.double), for: provider)
        body.add("stop", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)), for: provider)
        // 31 bits: servers read the seed into signed integers of as few as 32.
        body.add("seed", .int(Int(probe.seed & 0x7FFF_FFFF)), for: provider)
        if provider.stream {
            body.add("stream", true, for: provider)
            body.add("stream_options", ["include_usage": true], for: provider)
        }
        if isVendor(provider.baseURL) { body.add("store", false, for: provider) }
        return OutboundRequest(
            to: BaseURL.appending("/chat/completions", to: provider.baseURL), body,
            headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
            key: provider.apiKey.map { SecretHeader("authorization", prefix: "Bearer ", $0) }, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.readEnvelope(body)
        guard let choice = body["choices"]?.array?.first(where: OpenAIChat.isFirst) else {
            draft.flaw = "the body has no choices"
            return draft
        }
        guard let message = choice["message"], message.members != nil else {
            draft.flaw = "the choice has no message"
            draft.readFinish(of: choice)
            return draft
        }
        draft.readMessage(message)
        draft.completion.toolCalls = ToolCallDraft.calls(of: message)
        draft.readFinish(of: choice)
        return draft
    }

    package func streamReader() -> any StreamReader { OpenAIChatStream() }

    /// The region that answered, which Azure tells in a header.
    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {
        draft.completion.fingerprint.region.fill(headers["x-ms-region"].map { ErrorText.plain($0, limit: 200) })
    }

    /// Whether a choice is the answer: the one of index 0, or without an index.
    static func isFirst(_ choice: JSON) -> Bool { choice["index"]?.int ?? 0 == 0 && choice.members != nil }

    private func turn(_ message: Message) -> JSON {
        ["role": .string(message.role.rawValue), "content": .string(message.content)]
    }

    /// OpenAI deprecated `max_tokens` and most others do not know its successor; leaving one out chooses the other.
    private func limitName(_ provider: Provider) -> String {
        let names = ["max_completion_tokens", "max_tokens"]
        let (usual, other) = isVendor(provider.baseURL) ? (names[0], names[1]) : (names[1], names[0])
        return provider.omit.contains(usual) ? other : usual
    }

    private func isVendor(_ baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "api.openai.com") }
}
