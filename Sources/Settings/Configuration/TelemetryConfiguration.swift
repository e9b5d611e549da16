package import Alerting
package import Core

/// Where traces are exported to, as `config.json` declares it: without its secrets.
package struct TelemetryConfiguration: Sendable {
    /// The collector's base URL, to which `/v1/traces` is added.
    package var url: String
    /// Headers sent with every request.
    package var headers: [(String, PlainOrSecret)]
    /// How often new traces are looked for; 1 s to 1 h.
    package var interval: Duration
    /// Most samples of one request; 1 to 1000.
    package var maxBatch: Int
    /// Whether prompts and answers are sent.
    package var content: Bool
    /// Byte offset of the object, for what is wrong with its secrets.
    package var offset: Int
}

/// Where traces are exported to, ready to send.
package struct TelemetryExport: Sendable {
    /// The whole URL of the request.
    package var url: String
    package var headers: [Header]
    package var secretHeaders: [SecretHeader]
    package var interval: Duration
    package var maxBatch: Int
    package var content: Bool
}

extension TelemetryConfiguration {
    /// Every secret that it needs.
    var secrets: [SecretReference] { headers.compactMap { $0.1.reference } }

    /// The export with its secrets; `reveal` gives nil for one that cannot be had and has noted why.
    func resolved(_ reveal: (SecretReference) -> Secret?) -> TelemetryExport {
        var (plain, hidden): ([Header], [SecretHeader]) = ([], [])
        for (name, value) in headers {
            switch value {
            case .plain(let text): plain.append(Header(name, text))
            case .secret(let reference):
                if let secret = reveal(reference) { hidden.append(SecretHeader(name, secret)) }
            }
        }
        return TelemetryExport(
            url: url + "/v1/traces", headers: plain, secretHeaders: hidden, interval: interval, maxBatch: maxBatch,
            content: content)
    }
}

extension Shape where Value == TelemetryConfiguration? {
    /// The object `telemetry`.
    static var telemetry: Shape {
        .object("Where traces are exported to.") { fields in
            fields.optional("otlp", .otlp, "An OpenTelemetry collector that is sent every sample as spans.")
        }
    }
}

extension Shape where Value == TelemetryConfiguration {
    fileprivate static var otlp: Shape {
        .object("An OpenTelemetry collector: OTLP over HTTP in its JSON encoding.") { fields in
            let url = fields.required(
                "url", .collectorURL, "Its base URL, to which /v1/traces is added, such as http://collector:4318.")
            let headers = fields.field(
                "headers", .headers(reserved: reservedHeaders), default: [], shown: [:],
                "Headers sent with every request; a value that is a secret is written as a reference.")
            let interval = fields.field(
                "interval", .duration(.seconds(1)...Duration.seconds(3600)), default: .seconds(10), shown: "10s",
                "How often new traces are looked for.")
            let maxBatch = fields.field(
                "max_batch", .int(1...1000), default: 100, shown: 100, "Most samples of one request.")
            let content = fields.field(
                "content", .bool, default: false, shown: false,
                "Send prompts and answers too, and what evaluators quote of them.")
            let carriesSecret = headers.contains { $0.1.reference != nil }
            fields.warn(
                carriesSecret && url.lowercased().hasPrefix("http://") && !isLocal(url), at: "url",
                "the secret headers travel unencrypted to this URL", instead: "use https")
            return TelemetryConfiguration(
                url: url, headers: headers, interval: interval, maxBatch: maxBatch, content: content,
                offset: fields.source.offset)
        }
    }

    /// Headers that a configuration cannot set.
    private static var reservedHeaders: [String] {
        ["content-type", "content-encoding", "content-length", "transfer-encoding", "connection", "expect", "host"]
    }
}

extension Shape where Value == String {
    /// The base URL of a collector.
    fileprivate static var collectorURL: Shape {
        Shape<String>.url.checked { url, json, reading in
            if url.contains("?") || url.contains("#") {
                reading.error(
                    at: json.offset, "a base URL with a query or fragment", instead: "write the URL without it")
            }
            if url.hasSuffix("/v1/traces") {
                reading.error(
                    at: json.offset, "the URL of one endpoint, not the base",
                    instead: "leave out \"/v1/traces\"; it is added")
            }
        }
    }
}
