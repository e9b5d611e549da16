package import Core

/// OpenAI's Chat Completions, which most gateways and local servers speak as well.
/// **Source:** the OpenAPI description that OpenAI publishes, `createChatCompletion`.
package struct OpenAIChat: Dialect {
    /// The dialect; it has no state.
    package init() {}

    package var name: String { "openai-chat" }
    package var defaultBaseURL: String { "https://api.openai.com/v1" }

    /// True for OpenAI itself; a local server may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { OpenAIChat.isVendor(baseURL) }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        var chat = ChatRequest(probe, for: provider, words: ChatRequest.Words(limit: limitName(provider)))
        chat.addSampling()
        chat.addTools()
        chat.addFormat()
        chat.addEffort()
        chat.addProbabilities()
        chat.addStream()
        if OpenAIChat.isVendor(provider.baseURL) { chat.add("store", false) }
        return chat.request(to: BaseURL.appending("/chat/completions", to: provider.baseURL))
    }

    package func readWhole(_ body: JSON) -> AnswerDraft { ChatReading().whole(body) }
    package func streamReader() -> any StreamReader { OpenAIChatStream() }

    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {
        draft.readAzureHeaders(headers)
    }

    /// OpenAI deprecated `max_tokens` and most others do not know its successor; leaving one out chooses the other.
    private func limitName(_ provider: Provider) -> String {
        provider.limitName(usual: OpenAIChat.isVendor(provider.baseURL) ? .successor : .deprecated)
    }

    /// Whether requests to that base URL reach OpenAI itself.
    static func isVendor(_ baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "api.openai.com") }
}

extension Provider {
    /// The two names of the limit of an answer's tokens in Chat Completions.
    enum LimitName: String {
        case deprecated = "max_tokens"
        case successor = "max_completion_tokens"
    }

    /// The usual name, or the other one when the provider leaves the usual one out.
    func limitName(usual: LimitName) -> String {
        guard omit.contains(usual.rawValue) else { return usual.rawValue }
        return switch usual {
        case .deprecated: LimitName.successor.rawValue
        case .successor: LimitName.deprecated.rawValue
        }
    }
}
