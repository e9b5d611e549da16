package import Core

/// Anthropic's Messages. **Source:** the types of the vendor's own client, `anthropic-version` 2023-06-01.
package struct AnthropicMessages: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "anthropic-messages" }
    package var defaultBaseURL: String { "https://api.anthropic.com/v1" }

    /// True for Anthropic itself; a gateway may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "api.anthropic.com") }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        let system = probe.messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
        var body = RequestBody()
        body.add("model", .string(provider.model), for: provider)
        body.add("max_tokens", .int(sampling.maxOutputTokens), for: provider)
        body.add("system", system.isEmpty ? nil : .string(system), for: provider)
        body.add("messages", .array(probe.messages.filter { $0.role != .system }.map(turn)), for: provider)
        body.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        body.add("top_p", sampling.topP.map(JSON.double), for: provider)
        body.add("stop_sequences", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string)), for: provider)
        if provider.stream { body.add("stream", true, for: provider) }
        let headers = [
            Header("content-type", "application/json"), Header("accept", "application/json"),
            Header("anthropic-version", "2023-06-01"),
        ]
        return OutboundRequest(
            to: url(provider.baseURL), body, headers: headers,
            key: provider.apiKey.map { SecretHeader("x-api-key", $0) }, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.readStart(body)
        if let text = body["content"]?.string {
            draft.completion.text = text
        } else if let blocks = body["content"]?.array {
            for block in blocks { draft.readBlock(block) }
        } else {
            draft.flaw = "the body has no content"
        }
        draft.readStop(body)
        return draft
    }

    package func streamReader() -> any StreamReader { AnthropicStream() }

    /// The vendor's clients take base URLs without the version, its documentation shows URLs with it: both work.
    private func url(_ base: String) -> String {
        let path = BaseURL.appending("", to: base).prefix { $0 != "?" }
        return BaseURL.appending(path.hasSuffix("/v1") ? "/messages" : "/v1/messages", to: base)
    }

    private func turn(_ message: Message) -> JSON {
        ["role": .string(message.role.rawValue), "content": .string(message.content)]
    }
}
