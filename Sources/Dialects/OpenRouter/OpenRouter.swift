package import Core

/// OpenRouter: Chat Completions through a router that says which backend it chose, what that called its finish
/// reason, and what the answer cost.
///
/// Backends of one model differ by many points: `only` with one of them pins it.
/// **Source:** OpenRouter's documentation, "Provider Routing", "Usage Accounting", "Reasoning Tokens".
package struct OpenRouter: Dialect {
    /// Members of `provider` in the request, as the configuration has them.
    private var routing: [(String, JSON)] = []
    private static let reading = ChatReading { choice, draft in
        guard let native = choice["native_finish_reason"]?.string, !native.isEmpty else { return }
        draft.completion.rawFinish = ErrorText.plain(native, limit: 64)
    }

    /// The dialect without preferences.
    package init() {}

    package var name: String { "openrouter" }
    package var defaultBaseURL: String { "https://openrouter.ai/api/v1" }

    package func configured(by fields: inout Fields) -> any Dialect {
        let backends = Shape<[String]>.array(of: .text(1...128), count: 1...64)
        let levels = Shape<[String]>.array(of: .text(1...32), count: 1...16)
        func words(_ list: [String]?) -> JSON? { list.map { .array($0.map(JSON.string)) } }
        let wishes: [(String, JSON?)] = [
            ("order", words(fields.optional("order", backends, "Backends to try, in this order."))),
            ("only", words(fields.optional("only", backends, "The only backends that may answer."))),
            ("ignore", words(fields.optional("ignore", backends, "Backends that may not answer."))),
            (
                "allow_fallbacks",
                fields.optional("allow_fallbacks", .bool, "Whether others may answer when these cannot.").map(JSON.bool)
            ),
            (
                "require_parameters",
                fields.optional(
                    "require_parameters", .bool, "Whether only backends answer that know every parameter sent."
                ).map(JSON.bool)
            ),
            (
                "quantizations",
                words(fields.optional("quantizations", levels, "Quantisations that may answer, such as \"fp8\"."))
            ),
            (
                "sort",
                fields.optional("sort", .word(["price", "throughput", "latency"]), "What backends are sorted by.")
                    .map(JSON.string)
            ),
        ]
        var dialect = self
        dialect.routing = wishes.compactMap { name, wish in wish.map { (name, $0) } }
        return dialect
    }

    package var caveat: (problem: String, instead: String)? {
        func wish(_ name: String) -> JSON? { routing.last { $0.0 == name }?.1 }
        let isOrderedAlone = wish("order")?.array?.count == 1 && wish("allow_fallbacks")?.bool == false
        guard wish("only")?.array?.count != 1, !isOrderedAlone else { return nil }
        return (
            "OpenRouter may let another backend answer every time, and backends of one model differ",
            "pin one: \"options\": {\"only\": [\"…\"]}"
        )
    }

    /// True for OpenRouter itself.
    package func needsAPIKey(baseURL: String) -> Bool { BaseURL.isHost(of: baseURL, in: "openrouter.ai") }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let words = ChatRequest.Words(limit: provider.limitName(usual: .deprecated))
        var chat = ChatRequest(probe, for: provider, words: words)
        chat.addSampling()
        chat.addTools()
        chat.addFormat()
        chat.add("reasoning", reasoning(probe.sampling.reasoning))
        chat.addProbabilities()
        chat.addStream(withUsageOption: false)
        chat.add("provider", routing.isEmpty ? nil : .object(routing))
        chat.add("usage", ["include": true])
        return chat.request(to: BaseURL.appending("/chat/completions", to: provider.baseURL))
    }

    package func readWhole(_ body: JSON) -> AnswerDraft { OpenRouter.reading.whole(body) }
    package func streamReader() -> any StreamReader { OpenAIChatStream(reading: OpenRouter.reading) }

    private func reasoning(_ wish: Sampling.Reasoning?) -> JSON? {
        switch wish {
        case nil: nil
        case .off: ["effort": "none"]
        case .effort(let word): ["effort": .string(word)]
        case .tokens(let count): ["max_tokens": .int(count)]
        }
    }
}
