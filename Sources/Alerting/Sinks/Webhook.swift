package import Core

/// A generic webhook: the alert as JSON by POST, signed after the Standard Webhooks convention.
package struct Webhook: Sink {
    /// How requests are signed.
    package enum Scheme: String, Sendable, CaseIterable {
        /// `webhook-signature` of Standard Webhooks.
        case standard
        /// `X-Hub-Signature-256` as GitHub sends it: over the body alone, hence open to replay.
        case github
    }

    /// What the configuration says of a webhook.
    package struct Options: Sendable {
        package var url: PlainOrSecret
        /// All of them sign, for rotation; empty sends unsigned.
        package var signing: [SecretReference]
        package var schemes: [Scheme]
        package var headers: [(String, PlainOrSecret)]
    }

    package static let type = "webhook"
    package static let summary =
        "A generic webhook: the alert as JSON by POST, signed after the Standard Webhooks convention."

    /// Headers that a configuration cannot set.
    static let reservedHeaders = [
        "webhook-id", "webhook-timestamp", "webhook-signature", "x-hub-signature-256", "content-type", "user-agent",
        "host",
        "content-length", "transfer-encoding", "connection", "expect",
    ]

    package let name: String
    package let secrets: [Secret]
    private let url: String
    private let keys: [[UInt8]]
    /// The first secret as it is, for the scheme that knows no encoding.
    private let plainKey: [UInt8]?
    private let schemes: [Scheme]
    private let headers: [Header]
    private let secretHeaders: [SecretHeader]

    package static func options(_ fields: inout Fields) -> Options {
        let url = fields.required(
            "url", .secretOr(exactURL), "Where alerts are posted; a secret where the URL itself is one.")
        let secret = fields.optional(
            "secret", Shape<[SecretReference]>.oneOrMore(.secret),
            "What signs alerts: \"whsec_\" and base 64, or any text; several for rotation. Without it nothing is signed."
        )
        let schemes = fields.field(
            "signatures", .array(of: Shape<Scheme>.choice, count: 1...2), default: [.standard], shown: ["standard"],
            "How alerts are signed: \"standard\" (webhook-signature), \"github\" (X-Hub-Signature-256) or both.")
        let headers = fields.field(
            "headers", .headers(reserved: reservedHeaders), default: [], shown: [:],
            "Headers sent with every alert; a value that is a secret is written as a reference.")
        fields.warn(secret == nil, "alerts of this sink are not signed", instead: "add \"secret\": {\"env\": \"NAME\"}")
        return Options(url: url, signing: secret ?? [], schemes: schemes, headers: headers)
    }

    package static func secrets(of options: Options) -> [SecretReference] {
        [options.url.reference].compactMap { $0 } + options.signing + options.headers.compactMap { $0.1.reference }
    }

    package init(name: String, options: Options, source: SecretSource, version: String) throws(SecretUnavailable) {
        var used: [Secret] = []
        var keys: [[UInt8]] = []
        for reference in options.signing {
            let secret = try source(reference)
            guard let key = StandardWebhook.key(of: secret) else {
                throw SecretUnavailable(reference, reason: "it is empty, or what follows \"whsec_\" is no base 64")
            }
            used.append(secret)
            keys.append(key)
        }
        plainKey = used.first?.revealedBytes
        switch options.url {
        case .plain(let text): url = text
        case .secret(let reference):
            let secret = try source(reference)
            url = try Self.checkedURL(secret, reference)
            used.append(secret)
        }
        var plain: [Header] = []
        var hidden: [SecretHeader] = []
        for (name, value) in options.headers {
            switch value {
            case .plain(let text): plain.append(Header(name, text))
            case .secret(let reference):
                let secret = try source(reference)
                used.append(secret)
                hidden.append(SecretHeader(name, secret))
            }
        }
        self.name = name
        self.keys = keys
        secrets = used
        schemes = options.schemes
        headers = plain + [Header("content-type", "application/json"), Header("user-agent", "plummet/\(version)")]
        secretHeaders = hidden
    }

    package func request(for notification: Notification, at now: Timestamp) -> OutboundRequest {
        let id = "msg_\(notification.id)"
        let timestamp = Int(now.seconds.rounded(.down))
        var headers = headers + [Header("webhook-id", id), Header("webhook-timestamp", "\(timestamp)")]
        if schemes.contains(.standard), !keys.isEmpty {
            let signatures = keys.map {
                StandardWebhook.signature(id: id, timestamp: timestamp, body: notification.body, key: $0)
            }
            headers.append(Header("webhook-signature", signatures.joined(separator: " ")))
        }
        if schemes.contains(.github), let plainKey {
            let digest = Digest.hmacSHA256(key: plainKey, notification.body)
            headers.append(Header("x-hub-signature-256", "sha256=" + Digest.hex(digest)))
        }
        return OutboundRequest(url: url, headers: headers, secretHeaders: secretHeaders, body: notification.body)
    }

    /// A URL as it was written, trailing slashes included: to a receiver they may matter.
    private static var exactURL: Shape<String> {
        .url.map(placeholder: "http://placeholder") { url, json, _ in json.string ?? url }
    }

    private static func checkedURL(_ secret: Secret, _ reference: SecretReference) throws(SecretUnavailable) -> String {
        let text = secret.revealedText.trimmed
        let (value, _) = exactURL.read(file: SourceFile(path: "", bytes: JSON.string(text).bytes))
        guard let value else { throw SecretUnavailable(reference, reason: "it is no http or https URL") }
        return value
    }
}
