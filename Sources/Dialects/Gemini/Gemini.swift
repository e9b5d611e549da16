package import Core

/// Google's Gemini API: `generateContent`, and `streamGenerateContent` as server-sent events.
///
/// The base URL chooses the version: `…/v1beta` (the default, as the vendor documents it) or `…/v1` with the names that
/// the vendor's client of late 2026 sends there; a base URL without a version gets `/v1beta`. `extra` and `omit` reach into
/// `generationConfig`. **Source:** the types of the vendor's own client, google-genai, and its requests to a recorder.
package struct Gemini: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "gemini" }
    package var defaultBaseURL: String { "https://generativelanguage.googleapis.com/v1beta" }

    /// True for Google itself; a gateway may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool {
        BaseURL.isHost(of: baseURL, in: "generativelanguage.googleapis.com")
    }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let base = versioned(provider.baseURL)
        let model = provider.model.contains("/") ? provider.model : "models/" + provider.model
        let path = model.split(separator: "/").map { BaseURL.escaped(String($0)) }.joined(separator: "/")
        let method = provider.stream ? ":streamGenerateContent?alt=sse" : ":generateContent"
        let request = GeminiRequest(probe, model: provider.model, isStable: base.hasSuffix("/v1"))
        return OutboundRequest(
            to: "\(base)/\(path)\(method)", request.body(for: provider),
            headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
            key: provider.apiKey.map { SecretHeader("x-goog-api-key", $0) }, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft()
        draft.readGemini(body)
        if draft.state == .open, body["candidates"]?.array?.isEmpty ?? true { draft.readMissingCandidates() }
        draft.state = .complete
        return draft
    }

    package func streamReader() -> any StreamReader { GeminiStream() }

    /// The base URL with a version at its end.
    private func versioned(_ base: String) -> String {
        let url = BaseURL.dropping([], from: base)
        let last = url.split(separator: "/").last ?? ""
        let isVersion = last.first == "v" && last.dropFirst().first.map { ("0"..."9").contains($0) } ?? false
        return isVersion ? url : url + "/v1beta"
    }
}

/// Reads a streamed answer: every event is a whole response with the next part of the answer.
struct GeminiStream: StreamReader {
    /// What the events so far say.
    var draft = AnswerDraft()

    /// Takes in one event.
    mutating func read(_ event: JSON, name: String) {
        guard event.members != nil else { return draft.note("event", event.kindName) }
        draft.readGemini(event)
    }

    /// No part of this dialect; gateways that translate append it after the last event.
    mutating func readDone() {
        if draft.state == .finished { draft.state = .complete }
    }
}
