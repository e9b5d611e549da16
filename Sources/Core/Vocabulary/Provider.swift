/// One upstream to watch.
package struct Provider: Sendable {
    /// Its name in the configuration, unique there: letters, digits, `.`, `_`, `-`; at most 64.
    package var name: String
    /// The dialect's name: `openai-chat`, `anthropic-messages`.
    package var api: String
    /// Base URL without a trailing slash: `https://api.openai.com/v1`.
    package var baseURL: String
    package var model: String
    package var apiKey: Secret?
    /// Headers sent with every request, for gateways.
    package var headers: [Header]
    package var secretHeaders: [SecretHeader]
    /// Credentials beside or instead of the key, by the names that its dialect gives them.
    package var credentials: [(name: String, secret: Secret)]
    /// The dialect's own options, valid for it; null for none.
    package var options: JSON
    /// Whether answers are asked for as a stream.
    package var stream: Bool
    /// Parameters that this model rejects and that are therefore left out: `temperature`, `seed`, `max_completion_tokens` …
    package var omit: Set<String>
    /// Parameters added to every request body as they are.
    package var extra: [(String, JSON)]
    package var route: Route
    package var limits: ExchangeLimits
    /// Most requests in flight at once.
    package var concurrency: Int
    package var prices: Prices
    package var budget: DailyBudget
    /// Names of groups of providers that should answer alike; at most 4.
    package var equivalent: [String] = []
    /// Tokens a UTC day for sentinels; 0 for none.
    package var sentinelTokens = 0
    /// Free labels for metrics and alerts.
    package var labels: [(String, String)]
    /// Whether requests carry W3C trace context, so that the far end's traces join ours.
    package var traceContext = false

    package init(
        name: String, api: String, baseURL: String, model: String, apiKey: Secret? = nil, headers: [Header] = [],
        secretHeaders: [SecretHeader] = [], credentials: [(name: String, secret: Secret)] = [], options: JSON = .null,
        stream: Bool = false, omit: Set<String> = [], extra: [(String, JSON)] = [],
        route: Route = Route(), limits: ExchangeLimits = ExchangeLimits(), concurrency: Int = 4,
        prices: Prices = Prices(),
        budget: DailyBudget = DailyBudget(), labels: [(String, String)] = []
    ) {
        self.name = name
        self.api = api
        self.baseURL = baseURL
        self.model = model
        self.apiKey = apiKey
        self.headers = headers
        self.secretHeaders = secretHeaders
        self.credentials = credentials
        self.options = options
        self.stream = stream
        self.omit = omit
        self.extra = extra
        self.route = route
        self.limits = limits
        self.concurrency = concurrency
        self.prices = prices
        self.budget = budget
        self.labels = labels
    }

    /// Content hash of everything that decides what is sent, without secrets: 16 hexadecimal digits.
    package var configurationHash: String {
        StableHash.hex(
            [name, api, baseURL, model, "\(stream)", options.canonical] + omit.sorted()
                + headers.flatMap { ["header", $0.name, $0.value] } + secretHeaders.map(\.name)
                + credentials.map(\.name) + extra.flatMap { ["extra", $0.0, $0.1.canonical] }
                + (traceContext ? ["trace-context"] : []))
    }
}

/// What a provider charges, for a million tokens each.
package struct Prices: Hashable, Sendable {
    package var input: USD
    package var output: USD

    package init(input: USD = .zero, output: USD = .zero) {
        self.input = input
        self.output = output
    }

    /// The price of an exchange of so many tokens.
    package func cost(inputTokens: Int, outputTokens: Int) -> USD {
        input.forTokens(inputTokens) + output.forTokens(outputTokens)
    }
}

/// Hard limits of one provider and UTC day; nil is no limit.
package struct DailyBudget: Hashable, Sendable {
    package var requests: Int?
    package var tokens: Int?
    package var money: USD?

    package init(requests: Int? = nil, tokens: Int? = nil, money: USD? = nil) {
        self.requests = requests
        self.tokens = tokens
        self.money = money
    }
}
