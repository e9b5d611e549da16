package import Core

/// Mistral's Chat Completions: its own name of the seed, nine-character names of tool calls, thinking as parts of the
/// content. An alias in the answer's `model` says nothing about what stands behind it.
/// **Source:** the types of the vendor's own client.
package struct Mistral: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "mistral" }
    package var defaultBaseURL: String { "https://api.mistral.ai/v1" }

    /// True for Mistral itself; a server of one's own may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "api.mistral.ai") }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let words = ChatRequest.Words(
            seed: "random_seed", required: "any", namesTools: true, callID: { Mistral.callID($0) })
        var chat = ChatRequest(probe, for: provider, words: words)
        chat.addSampling()
        chat.addTools()
        chat.addFormat()
        chat.addEffort()
        chat.addProbabilities()
        // The last chunk has the usage without being asked.
        chat.addStream(withUsageOption: false)
        return chat.request(
            to: url(provider.baseURL), accept: provider.stream ? "text/event-stream" : "application/json")
    }

    package func readWhole(_ body: JSON) -> AnswerDraft { ChatReading().whole(body) }
    package func streamReader() -> any StreamReader { OpenAIChatStream() }

    /// The vendor's client takes base URLs without the version, its documentation shows URLs with it: both work.
    private func url(_ base: String) -> String {
        BaseURL.appending("/v1/chat/completions", to: BaseURL.dropping(["/v1"], from: base))
    }

    /// Identifiers of calls are nine letters and digits here; others are replaced by a stable one.
    private static func callID(_ id: String) -> String {
        let isNative =
            id.utf8.count == 9 && id.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) }
        return isNative ? id : String(StableHash.hex([id]).prefix(9))
    }
}
