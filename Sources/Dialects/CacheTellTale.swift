import Core

/// Headers by which gateways and routers say that a cache replied in the model's place.
///
/// **Source:** the documentation of OpenRouter, Cloudflare AI Gateway, Helicone, Portkey and vLLM's semantic router;
/// RFC 9211 for `Cache-Status`.
enum CacheTellTale {
    private static let names: Set = [
        "x-openrouter-cache", "cf-aig-cache-status", "cf-cache-status", "helicone-cache", "x-portkey-cache-status",
        "x-llmgateway-cache", "x-cache-status", "x-cache", "cache-status",
    ]

    /// Whether one of the headers tells of a hit; a cache that missed or was passed by says nothing.
    static func isHit(_ headers: [Header]) -> Bool {
        headers.contains { header in
            let value = header.value.lowercased()
            if header.name.lowercased() == "x-vsr-cache-hit" { return value.trimmed == "true" }
            return names.contains(header.name.lowercased())
                && value.split { !$0.isLetter && $0 != "=" }.contains("hit")
        }
    }
}
