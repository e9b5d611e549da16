internal import Core
internal import Dialects

extension Shape where Value == String {
    /// The base URL of an API: without query, and without the path of one of its endpoints.
    static func baseURL(of dialect: any Dialect) -> Shape {
        Shape<String>.url.checked { url, json, reading in
            if url.contains("?") || url.contains("#") {
                reading.error(
                    at: json.offset, "a base URL with a query or fragment",
                    instead: "write the URL without it, and what it says into \"headers\" or \"extra\"")
            }
            guard let endpoint = dialect.endpoints.first(where: { url.hasSuffix($0.end) }) else { return }
            reading.error(
                at: json.offset, "the URL of one endpoint, not the base of an API",
                instead: endpoint.end.hasSuffix(endpoint.start)
                    ? "leave out \"\(endpoint.start)\"; it is added"
                    : "leave out \"\(endpoint.start)\" and what follows it; both are added")
        }
    }

    /// An absolute path of a file.
    static var absolutePath: Shape {
        Shape<String>.text(1...4096).checked { path, json, reading in
            guard !path.isEmpty, !path.hasPrefix("/") else { return }
            reading.error(
                at: json.offset, "\"\(shortened(path, 60))\" is no absolute path", instead: "start it with \"/\"")
        }
        .describedBy([("pattern", "^/")])
    }
}

extension Shape where Value == Route.Proxy {
    /// `"environment"`, `"none"` or a URL.
    static var proxy: Shape {
        Shape(
            read: { json, reading in
                switch json.string {
                case "environment": return .environment
                case "none": return .none
                case .some(let text) where text.contains("://"):
                    return .url(Shape<String>.url.read(json, &reading))
                case .some, nil:
                    _ = Shape<String>.word(["environment", "none", "http://host:port"]).read(json, &reading)
                    return .environment
                }
            },
            schema: { writer in ["anyOf": [["enum": ["environment", "none"]], Shape<String>.url.schema(&writer)]] },
            placeholder: { .environment })
    }
}

extension Shape where Value == USD {
    /// An amount in US dollars.
    static func dollars(_ range: ClosedRange<Double>) -> Shape { Shape<Double>.number(range).turned { USD($0) } }
}

extension Shape where Value == Prices {
    /// US dollars for a million tokens.
    static var prices: Shape {
        .object("US dollars for a million tokens.") { fields in
            let input = fields.required("input", .dollars(0...100_000), "A million tokens of prompts.")
            let output = fields.required(
                "output", .dollars(0...100_000), "A million tokens of answers, hidden reasoning included.")
            return Prices(input: input, output: output)
        }
    }
}

extension Shape where Value == DailyBudget {
    /// The hard limits of a day.
    static var budget: Shape {
        .object("Hard limits of a UTC day.") { fields in
            let requests = fields.optional("requests", .int(1...100_000_000), "Most requests.")
            let tokens = fields.optional(
                "tokens", .int(1...1_000_000_000_000), "Most tokens, of prompts and answers together.")
            let money = fields.optional("usd", .dollars(0.0001...1_000_000), "Most money in US dollars, by \"prices\".")
            return DailyBudget(requests: requests, tokens: tokens, money: money)
        }
    }
}

extension Shape where Value == Int {
    /// The tokens of a day for sentinels.
    static var sentinels: Shape {
        .object("What sentinels may use.") { fields in
            fields.required(
                "tokens_per_day", .int(500...100_000_000), "Most tokens of a UTC day, of prompts and answers together.")
        }
    }
}

extension Shape where Value == [(String, String)] {
    /// Labels as Prometheus takes them, at most 16.
    static var labels: Shape {
        let key = Shape<String>.text(1...64).checked { name, json, reading in
            let isLabel = name.utf8.enumerated().allSatisfy { index, byte in
                (97...122).contains(byte | 0x20) || byte == 95 || (index > 0 && (48...57).contains(byte))
            }
            if !isLabel || name.hasPrefix("__") {
                reading.error(
                    at: json.offset, "\"\(shortened(name, 40))\" is no label name",
                    instead: "use letters, digits and \"_\", not starting with a digit or \"__\"")
            } else if reservedLabels.contains(name) {
                reading.error(at: json.offset, "the label \"\(name)\" is plummet's own", instead: "choose another name")
            }
        }
        return Shape<[(String, String)]>.dictionary(of: .text(1...256), key: key).checked { labels, json, reading in
            guard labels.count > 16 else { return }
            reading.error(at: json.offset, "\(labels.count) labels", instead: "give at most 16")
        }
        .describedBy([("propertyNames", ["pattern": "^(//.*|[A-Za-z_][A-Za-z0-9_]*)$"])])
        .withComments
    }
}

extension Shape where Value == [(String, JSON)] {
    /// Members for a request body; what plummet itself decides is refused.
    static var extra: Shape {
        let key = Shape<String>.text(1...64).checked { name, json, reading in
            let instead: String? =
                switch name {
                case "model": "write it as \"model\" of the provider"
                case "stream": "write it as \"stream\" of the provider"
                case "messages", "system", "prompt", "input", "contents", "systemInstruction":
                    "messages come from the probes"
                default: nil
                }
            if let instead { reading.error(at: json.offset, "\"\(name)\" is not for \"extra\"", instead: instead) }
        }
        return Shape<[(String, JSON)]>.dictionary(of: .any, key: key).withComments
    }
}

/// Label names that plummet's own metrics and alerts use.
private let reservedLabels = [
    "alertname", "category", "instance", "job", "kind", "le", "model", "outcome", "phase", "probe", "provider",
    "quantile",
    "severity", "sink", "suite", "vantage",
]
