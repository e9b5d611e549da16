package import Core

/// Anthropic's Messages.
///
/// By default with what the vendor documents and gateways know: the key in `x-api-key` and version 2023-06-01, after
/// whose types this is written. The vendor's client of late 2026 sends the key as a bearer and another version: the
/// options `"auth": "bearer"` and `"version": "2026-10-21"` do the same. Models that take no temperature any more get
/// none with `"omit": ["temperature"]`.
/// **Source:** the types of the vendor's own client, and the requests it was seen to send.
package struct AnthropicMessages: Dialect {
    /// Where the credential goes.
    enum Authentication: String, CaseIterable, Sendable {
        case apiKey = "x-api-key"
        case bearer
    }

    private var authentication = Authentication.apiKey
    private var version = AnthropicMessages.documentedVersion
    private static let documentedVersion = "2023-06-01"

    /// The dialect without options.
    package init() {}

    package var name: String { "anthropic-messages" }
    package var defaultBaseURL: String { "https://api.anthropic.com/v1" }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.authentication = fields.field(
            "auth", .choice, default: .apiKey, shown: "x-api-key",
            "Where \"api_key\" goes: \"x-api-key\", or \"bearer\" for the header Authorization.")
        dialect.version = fields.field(
            "version", .text(1...64), default: AnthropicMessages.documentedVersion,
            shown: .string(AnthropicMessages.documentedVersion), "The header anthropic-version.")
        return dialect
    }

    /// True for Anthropic itself; a gateway may run without a key.
    package func needsAPIKey(baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "api.anthropic.com") }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let body = AnthropicRequest(probe).body(for: provider)
        let headers = [
            Header("content-type", "application/json"), Header("accept", "application/json"),
            Header("anthropic-version", version),
        ]
        let key = provider.apiKey.map { key in
            switch authentication {
            case .apiKey: SecretHeader("x-api-key", key)
            case .bearer: SecretHeader("authorization", prefix: "Bearer ", key)
            }
        }
        return OutboundRequest(to: url(provider.baseURL), body, headers: headers, key: key, for: provider)
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
        BaseURL.appending("/v1/messages", to: BaseURL.dropping(["/v1"], from: base))
    }
}
