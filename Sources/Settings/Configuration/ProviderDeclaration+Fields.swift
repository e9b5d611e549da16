internal import Core
internal import Alerting
internal import Dialects

/// Who is asked: the fields that every provider needs.
struct Identity {
    let name, api, model, baseURL: String
    let apiKey: Located<SecretReference>?
    /// The API as its options make it.
    let dialect: any Dialect
    let options: JSON
    let credentials: [ProviderDeclaration.CredentialDeclaration]

    init(_ fields: inout Fields) {
        name = fields.required("name", .name, "What it is called here, unique.")
        api = fields.required("api", .word(Dialects.names), "The API that it speaks.")
        model = fields.required(
            "model", .text(1...256), "The model's name, pinned to a dated version where there is one.")
        let declared = DialectFields(&fields)
        dialect = declared.dialect
        options = declared.options
        let given = fields.optional(
            "base_url", .baseURL(of: dialect), "Base URL, to which the API's path is added; default: the vendor's own.")
        fields.require(
            given != nil || fields.has("base_url") || !dialect.defaultBaseURL.isEmpty || !declared.isKnown,
            "the key \"base_url\" is missing, and \"\(api)\" has no address that is everybody's",
            instead: "add \"base_url\": the address of your own endpoint")
        baseURL = given ?? dialect.defaultBaseURL
        apiKey = fields.optional("api_key", .secret, "Where the API key lies.")
        credentials = declared.credentials(&fields)
        let isExposed = apiKey != nil && baseURL.lowercased().hasPrefix("http://") && !isLocal(baseURL)
        fields.warn(isExposed, at: "base_url", "the API key travels unencrypted to this URL", instead: "use https")
    }

    /// Notes that the key is missing where the API is sure to refuse a request without one.
    func requireKey(_ fields: inout Fields, unless isCarriedElsewhere: Bool) {
        guard Dialects.names.contains(fields.source["api"]?.string ?? "") else { return }
        let isVendors = dialect.credentials.required > 0 && baseURL == dialect.defaultBaseURL
        let alternative = dialect.credentials.names.prefix(dialect.credentials.required).map { "\"\($0)\"" }
        fields.require(
            fields.has("api_key") || fields.has("credentials") || isCarriedElsewhere
                || !(isVendors || dialect.needsAPIKey(baseURL: baseURL)),
            "the key \"api_key\" is missing, and \(shortened(baseURL, 60)) answers nobody without one",
            instead: alternative.isEmpty
                ? "add \"api_key\", a secret; " + LiteralSecret.instead
                : "add \"credentials\" with \(alternative.joined(separator: " and ")), or \"api_key\", each a secret; "
                    + LiteralSecret.instead)
    }
}

/// How it is asked: what goes into every request.
struct Wire {
    var headers: [Header] = []
    var secretHeaders: [ProviderDeclaration.SecretHeaderDeclaration] = []
    let stream: Bool
    let omit: [String]
    let extra: [(String, JSON)]

    init(_ fields: inout Fields) {
        let all = fields.field(
            "headers", .providerHeaders, default: [], shown: [:],
            "Headers sent with every request, for gateways.")
        for (name, value) in all {
            switch value {
            case .plain(let text): headers.append(Header(name, text))
            case .secret(let reference):
                let place = fields.source["headers"]?[name]?.offset ?? 0
                secretHeaders.append(.init(name: name, secret: Located(reference, offset: place)))
            }
        }
        stream = fields.field("stream", .bool, default: false, shown: false, "Ask for answers as a stream.")
        omit = fields.field(
            "omit", .array(of: .text(1...64), count: 0...32), default: [], shown: [],
            "Parameters that this model rejects, by the names of its API, such as \"temperature\" or \"seed\".")
        extra = fields.field(
            "extra", .extra, default: [], shown: [:], "Members added to every request body, by the names of its API.")
    }
}

/// Proxy, certificates and version of HTTP.
func route(_ fields: inout Fields) -> Route {
    var route = Route()
    route.proxy = fields.field(
        "proxy", .proxy, default: .environment, shown: "environment",
        "\"environment\" (http_proxy, https_proxy and no_proxy), \"none\" or the proxy's URL.")
    route.caFile = fields.optional(
        "ca_file", .absolutePath, "A PEM bundle of certificate authorities instead of the system's.")
    route.version = fields.field(
        "http_version", .choice, default: .automatic, shown: "automatic", "The version of HTTP that is spoken.")
    return route
}

/// What bounds a request in time and size.
func limits(_ fields: inout Fields) -> ExchangeLimits {
    var limits = ExchangeLimits()
    let range = Duration.milliseconds(100)...Duration.seconds(3600)
    limits.total = fields.field(
        "timeout", .duration(range), default: limits.total, shown: "1m", "The whole of a request, to the last byte.")
    let connect = fields.optional("connect_timeout", .duration(range), "Name lookup, TCP and TLS; default 10s.")
    let firstByte = fields.optional(
        "first_byte_timeout", .duration(range), "Until the first byte of the answer; default 45s.")
    for (key, part) in [("connect_timeout", connect), ("first_byte_timeout", firstByte)] {
        fields.require(
            part ?? .zero <= limits.total, at: key, "longer than the whole request may take, \(limits.total.text)",
            instead: "write less, or raise \"timeout\"")
    }
    limits.connect = min(connect ?? limits.connect, limits.total)
    limits.firstByte = min(firstByte ?? limits.firstByte, limits.total)
    limits.bodyBytes = fields.field(
        "max_response_size", .size(1024...(1 << 30)), default: limits.bodyBytes, shown: "4MiB",
        "Most bytes of an answer, after decompression.")
    return limits
}

/// Prices and the hard limits of a day.
func money(_ fields: inout Fields) -> (Prices, DailyBudget) {
    let prices = fields.field(
        "prices", .prices, default: Prices(), shown: [:], "What it charges, for metrics and budgets.")
    let budget = fields.field(
        "budget", .budget, default: DailyBudget(), shown: [:],
        "Hard limits of a UTC day; what is left out is not limited.")
    fields.require(
        budget.money == nil || prices != Prices(), at: "budget", "a limit in money without prices never acts",
        instead: "add \"prices\": {\"input\": …, \"output\": …} in US dollars for a million tokens")
    return (prices, budget)
}

extension Shape where Value == [(String, PlainOrSecret)] {
    /// Headers of a provider; whatever is called a key or token is refused as a literal.
    fileprivate static var providerHeaders: Shape {
        Shape<[(String, PlainOrSecret)]>.headers(reserved: [
            "content-length", "transfer-encoding", "connection", "expect",
        ])
        .checked { _, json, reading in
            for member in json.members ?? [] where LiteralSecret.isCarried(byHeader: member.key) {
                guard member.value.string?.isEmpty == false, !reading.hasError(at: member.value.offset) else {
                    continue
                }
                reading.error(
                    at: member.value.offset, "a secret is never written into a file",
                    instead:
                        LiteralSecret.instead + " and keep the value there"
                )
            }
        }
        .withComments
    }
}

/// Whether an `http` URL leads to this machine itself.
func isLocal(_ url: String) -> Bool {
    let authority = url.lowercased().dropFirst("http://".count).prefix { $0 != "/" }
    let hasPort = authority.last.map { $0 != "]" } == true && authority.contains(":")
    return ListenAddress(text: hasPort ? String(authority) : authority + ":80")?.isLocal ?? false
}
