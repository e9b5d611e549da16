package import Core

/// vLLM's server: Chat Completions with the sampling parameters, templates and caches of an engine of one's own.
///
/// **Source:** vLLM's documentation, "OpenAI-Compatible Server", "Structured Outputs", "Reasoning Outputs", "Automatic
/// Prefix Caching".
package struct VLLM: Dialect {
    /// How a form of the answer is asked for.
    enum FormatMember: String, CaseIterable, Sendable {
        /// OpenAI's member, which every version knows.
        case responseFormat = "response_format"
        /// vLLM's own, since version 0.11; others ignore it without a word.
        case structuredOutputs = "structured_outputs"
    }

    private var topK: Int?
    private var minP: Double?
    private var isSalted = false
    private var templateArguments: JSON?
    private var formatMember = FormatMember.responseFormat
    private static let reading = ChatReading { choice, draft in
        // The sequence or the token that ended the answer; null for the model's usual one.
        guard let reason = choice["stop_reason"], reason.string != nil || reason.int != nil else { return }
        draft.completion.rawFinish = ErrorText.plain(draft.completion.rawFinish + " " + reason.text, limit: 64)
    }

    /// The dialect without options.
    package init() {}

    package var name: String { "vllm" }
    package var defaultBaseURL: String { "http://127.0.0.1:8000/v1" }
    package var inventory: (any Dialect)? { Inventory.vllm }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.topK = fields.optional(
            "top_k", .int(-1...1_000_000), "Tokens that are sampled from; -1 or 0 for all.")
        dialect.minP = fields.optional(
            "min_p", .number(0...1), "Least probability of a token, as a part of the likeliest one's.")
        dialect.isSalted = fields.field(
            "fresh_cache", .bool, default: false, shown: false,
            "Send every request with a salt of its own, so that no prefix cache takes part in its answer.")
        dialect.templateArguments = fields.optional(
            "chat_template_kwargs", .anyObject, "Arguments of the chat template, such as {\"enable_thinking\": false}.")
        dialect.formatMember = fields.field(
            "format_by", .choice, default: .responseFormat, shown: "response_format",
            "The member that asks for a form: \"response_format\", or \"structured_outputs\" since vLLM 0.11.")
        return dialect
    }

    /// Never: the server takes a key only where it was started with one.
    package func needsAPIKey(baseURL: String) -> Bool { false }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let words = ChatRequest.Words(limit: provider.limitName(usual: .deprecated))
        var chat = ChatRequest(probe, for: provider, words: words)
        chat.addSampling()
        chat.add("top_k", topK.map(JSON.int))
        chat.add("min_p", minP.map(JSON.double))
        chat.addTools()
        switch formatMember {
        case .responseFormat: chat.addFormat()
        case .structuredOutputs: chat.add("structured_outputs", structuredOutputs(probe.sampling.format))
        }
        if case .effort(let word) = probe.sampling.reasoning { chat.add("reasoning_effort", .string(word)) }
        chat.add("chat_template_kwargs", templateArguments(for: probe.sampling.reasoning))
        chat.addProbabilities()
        chat.addStream()
        chat.add("cache_salt", isSalted ? .string(salt(of: probe, at: now)) : nil)
        return chat.request(to: BaseURL.appending("/chat/completions", to: provider.baseURL))
    }

    package func readWhole(_ body: JSON) -> AnswerDraft { VLLM.reading.whole(body) }
    package func streamReader() -> any StreamReader { OpenAIChatStream(reading: VLLM.reading) }

    private func structuredOutputs(_ format: Sampling.Format) -> JSON? {
        switch format {
        case .text: nil
        case .json: ["json_object": true]
        case .schema(let schema): ["json": schema]
        }
    }

    /// The configured arguments; thinking is switched off under both names that templates have for it.
    private func templateArguments(for reasoning: Sampling.Reasoning?) -> JSON? {
        guard reasoning == .off else { return templateArguments }
        let own = (templateArguments?.members ?? []).map { ($0.key, $0.value) }
        return .object(
            own.filter { $0.0 != "enable_thinking" && $0.0 != "thinking" } + [
                ("enable_thinking", false), ("thinking", false),
            ])
    }

    /// Fixed probes have one seed for ever: the moment makes the salt a new one.
    private func salt(of probe: RenderedProbe, at now: Timestamp) -> String {
        StableHash.hex(["cache salt", "\(probe.seed)", "\(now.microseconds)"])
    }
}

extension Shape where Value == JSON {
    /// Any JSON object, kept as it is.
    fileprivate static var anyObject: Shape {
        Shape(
            read: { json, reading in json.members == nil ? mismatch("an object", json, &reading) ?? [:] : json },
            schema: { _ in ["type": "object"] }, placeholder: { [:] })
    }
}
