package import Core

/// Amazon Bedrock's Converse and ConverseStream.
///
/// Signed with the credentials `access_key_id`, `secret_access_key` and, for temporary ones, `session_token`; or with an
/// API key of Bedrock as a bearer. An answer does not name its model: the fingerprint has the region that was asked, and
/// the model only where a prompt router tells which one it chose. What a model alone understands goes into
/// `additionalModelRequestFields` by `extra`; `extra` and `omit` reach into `inferenceConfig` too.
/// **Source:** the service description `bedrock-runtime` 2023-09-30 that Amazon publishes with botocore.
package struct BedrockConverse: Dialect {
    private var region = BedrockConverse.usualRegion
    private static let usualRegion = "us-east-1"

    /// The dialect in the region `us-east-1`.
    package init() {}

    package var name: String { "bedrock-converse" }
    package var defaultBaseURL: String { "https://bedrock-runtime.\(region).amazonaws.com" }
    package var framing: StreamFraming { .amazonEvents }
    package var credentials: (names: [String], required: Int) {
        (["access_key_id", "secret_access_key", "session_token"], 2)
    }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.region = fields.required(
            "region", .name, "The region that is asked and signed for, such as \"eu-central-1\".")
        return dialect
    }

    /// False: Amazon itself takes credentials, and a gateway may sign in the caller's place.
    package func needsAPIKey(baseURL: String) -> Bool { false }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let operation = provider.stream ? "converse-stream" : "converse"
        let path = "/model/\(BaseURL.escaped(provider.model))/\(operation)"
        let request = OutboundRequest(
            to: BaseURL.appending(path, to: provider.baseURL), BedrockRequest(probe).body(for: provider),
            headers: [Header("content-type", "application/json"), Header("accept", accept(provider))],
            key: provider.bearer, for: provider)
        guard provider.apiKey == nil, let id = provider.credential("access_key_id"),
            let key = provider.credential("secret_access_key")
        else { return request }
        let signature = AmazonSignature(
            accessKeyID: id, secretAccessKey: key, region: region, service: "bedrock", now: now)
        return request.signed(by: signature, sessionToken: provider.credential("session_token"))
    }

    private func accept(_ provider: Provider) -> String {
        provider.stream ? "application/vnd.amazon.eventstream" : "application/json"
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.completion.fingerprint.region = region
        draft.readConverseMetadata(body)
        if let blocks = body["output"]?["message"]?["content"]?.array {
            for block in blocks { draft.readConverseBlock(block) }
        } else {
            draft.flaw = "the body has no message"
        }
        draft.readConverseStop(body)
        return draft
    }

    package func streamReader() -> any StreamReader { BedrockStream(region: region) }

    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {
        draft.completion.fingerprint.responseID.fill(
            headers["x-amzn-requestid"].map { ErrorText.plain($0, limit: 200) })
    }
}

extension Provider {
    /// The credential of that name, or nil.
    func credential(_ name: String) -> Secret? { credentials.first { $0.name == name }?.secret }
}
