internal import Core

/// What a request says of itself that a trace has no field for: whom it asks, and for which model.
struct RequestFacts {
    /// Host and port of the URL; nil where that cannot be read.
    let address: HostAndPort?
    /// The model that is asked for: by the body, or by the path where the API names it there.
    let model: String?
    /// The seed that is sent; nil where the API has no place for one.
    let seed: Int?

    init(_ request: OutboundRequest) {
        address = HostAndPort(url: request.url)
        // A body that is no JSON says nothing.
        let body = try? JSONParser.parse(request.body)
        seed = body?["seed"]?.int ?? body?["random_seed"]?.int ?? body?["generationConfig"]?["seed"]?.int
        model = body?["model"]?.string ?? RequestFacts.model(inPath: request.url)
    }

    /// `…/models/NAME:generateContent`, `…/model/NAME/converse`, `…/deployments/NAME/chat/completions`.
    private static func model(inPath url: String) -> String? {
        let parts = url.prefix { $0 != "?" }.split(separator: "/")
        guard let place = parts.firstIndex(where: { ["models", "model", "deployments"].contains($0) }),
            place + 1 < parts.count
        else { return nil }
        return String(parts[place + 1].prefix { $0 != ":" })
    }
}

/// A host without brackets, and a port.
struct HostAndPort: Equatable {
    let host: String
    let port: Int

    /// Of an absolute http or https URL.
    init?(url: String) {
        guard let mark = url.firstIndex(of: ":"), url[mark...].hasPrefix("://") else { return nil }
        let usual = url[..<mark].lowercased() == "https" ? 443 : 80
        let authority = url[url.index(mark, offsetBy: 3)...].prefix { $0 != "/" && $0 != "?" }
        self.init(String(authority.split(separator: "@").last ?? ""), usual: usual)
    }

    /// Of `address:port`; nil for an empty text.
    init?(_ text: String) { self.init(text, usual: 0) }

    private init?(_ text: String, usual: Int) {
        let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropLast(digits.count)
        // Without brackets more than one colon is an address of version 6 alone.
        let hasPort = rest.last == ":" && !digits.isEmpty && (rest.hasPrefix("[") || !rest.dropLast().contains(":"))
        port = hasPort ? Int(String(digits.reversed())) ?? usual : usual
        host = String((hasPort ? rest.dropLast() : text[...]).filter { $0 != "[" && $0 != "]" })
        guard !host.isEmpty else { return nil }
    }
}

/// The conventions' names of vendors. **Source:** semantic conventions, `gen_ai.provider.name`.
enum VendorName {
    private static let hosts = [
        ("api.openai.com", "openai"), (".openai.azure.com", "azure.ai.openai"), ("api.groq.com", "groq"),
        ("api.deepseek.com", "deepseek"), ("api.mistral.ai", "mistral_ai"), ("api.x.ai", "x_ai"),
        ("api.perplexity.ai", "perplexity"), ("api.anthropic.com", "anthropic"), ("api.cohere.com", "cohere"),
        ("aiplatform.googleapis.com", "gcp.vertex_ai"), ("generativelanguage.googleapis.com", "gcp.gemini"),
    ]
    private static let dialects = [
        ("azure", "azure.ai.openai"), ("openai", "openai"), ("anthropic", "anthropic"), ("gemini", "gcp.gemini"),
        ("vertex", "gcp.vertex_ai"), ("bedrock", "aws.bedrock"), ("mistral", "mistral_ai"), ("cohere", "cohere"),
    ]

    /// The vendor whose host it is, or else whose API is spoken; the dialect's own name where neither is known.
    static func of(api: String, host: String) -> String {
        hosts.first { host.hasSuffix($0.0) }?.1 ?? dialects.first { api.hasPrefix($0.0) }?.1 ?? api
    }
}
