package import Core

/// OpenAI's models on Azure: Chat Completions under a deployment's name, with content filters and a serving region.
///
/// With the option `api_version` the URL is `…/openai/deployments/NAME/chat/completions?api-version=…`, without it
/// `…/openai/v1/chat/completions`. The base URL is the resource's: `https://NAME.openai.azure.com`; what people copy
/// from the portal, with `/openai` or `/openai/v1` at its end, works as well. The key goes into `api-key`, or, with
/// `"auth": "bearer"`, a token of Entra into `Authorization`.
/// **Source:** Microsoft's reference of Azure OpenAI, and the vendor's client for the deployment's URL.
package struct AzureOpenAI: Dialect {
    /// Where the credential goes.
    enum Authentication: String, CaseIterable, Sendable {
        case apiKey = "api-key"
        case bearer
    }

    private var deployment: String?
    private var version: String?
    private var authentication = Authentication.apiKey
    private static let reading = ChatReading { choice, draft in
        draft.readFilterResults(choice["content_filter_results"] ?? .null)
    }

    /// The dialect without options.
    package init() {}

    package var name: String { "azure-openai" }
    package var defaultBaseURL: String { "" }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.deployment = fields.optional(
            "deployment", .text(1...256), "The deployment's name, where it is not the model's.")
        dialect.version = fields.optional(
            "api_version", .text(1...64), "Version of the API, such as \"2024-10-21\"; selects the deployment's URL.")
        dialect.authentication = fields.field(
            "auth", .choice, default: .apiKey, shown: "api-key",
            "Where \"api_key\" goes: \"api-key\", or \"bearer\" for a token of Entra.")
        return dialect
    }

    /// True for Azure itself; a gateway in front of it may bring the key.
    package func needsAPIKey(baseURL: String) -> Bool {
        ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"]
            .contains { BaseURL.isHost(of: baseURL, in: $0) }
    }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        // Versions with a date know the successor for reasoning models alone.
        let limit = provider.limitName(usual: version == nil ? .successor : .deprecated)
        let deployment = deployment ?? provider.model
        var chat = ChatRequest(probe, for: provider, model: deployment, words: ChatRequest.Words(limit: limit))
        chat.addSampling()
        chat.addTools()
        chat.addFormat()
        chat.addEffort()
        chat.addProbabilities()
        chat.addStream()
        let key = provider.apiKey.map { key in
            switch authentication {
            case .apiKey: SecretHeader("api-key", key)
            case .bearer: SecretHeader("authorization", prefix: "Bearer ", key)
            }
        }
        return chat.request(to: url(provider.baseURL, deployment), key: key)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft { AzureOpenAI.reading.whole(body) }
    package func streamReader() -> any StreamReader { OpenAIChatStream(reading: AzureOpenAI.reading) }

    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {
        draft.readAzureHeaders(headers)
    }

    private func url(_ base: String, _ deployment: String) -> String {
        let resource = BaseURL.dropping(["/openai/v1", "/openai"], from: base)
        guard let version else { return BaseURL.appending("/openai/v1/chat/completions", to: resource) }
        let path = "/openai/deployments/\(BaseURL.escaped(deployment))/chat/completions"
        let url = BaseURL.appending(path, to: resource)
        return url + (url.contains("?") ? "&" : "?") + "api-version=" + BaseURL.escaped(version)
    }
}

extension AnswerDraft {
    /// The region that answered, and the gateway's name of the response where its body has none.
    mutating func readAzureHeaders(_ headers: [Header]) {
        completion.fingerprint.region.fill(headers["x-ms-region"].map { ErrorText.plain($0, limit: 200) })
        completion.fingerprint.responseID.fill(headers["apim-request-id"].map { ErrorText.plain($0, limit: 200) })
    }

    /// What a filter took out of an answer, told as the refusal that it is.
    fileprivate mutating func readFilterResults(_ results: JSON) {
        let filtered = ContentFilter.filtered(results)
        if !filtered.isEmpty, completion.refusal == nil {
            completion.refusal = "filtered: " + filtered.joined(separator: ", ")
        }
    }
}
