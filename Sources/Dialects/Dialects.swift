package import Core

/// The registry of dialects: one line for each.
package enum Dialects {
    /// Every dialect, in the order in which people see them.
    package static let all: [any Dialect] = [
        OpenAIChat(),
        AnthropicMessages(),
        OpenAIResponses(),
        AzureOpenAI(),
        Mistral(),
        Cohere(),
        OpenRouter(),
        VLLM(),
        Gemini(),
        BedrockConverse(),
        Ollama(),
        LlamaCpp(),
        HTTPJSON(),
    ]

    /// Endpoints of the APIs that are well known, see `Dialect.endpoints`.
    static let endpoints: [(end: String, start: String)] = [
        ("/chat/completions", "/chat/completions"), ("/messages", "/messages"), ("/completions", "/completions"),
        ("/responses", "/responses"), ("/v2/chat", "/chat"), (":generateContent", "/models/"),
        (":streamGenerateContent", "/models/"), ("/converse", "/model/"), ("/converse-stream", "/model/"),
        ("/api/chat", "/api/chat"), ("/completion", "/completion"),
    ]

    /// The names that a configuration may use, in the same order.
    package static var names: [String] { all.map(\.name) }

    /// Those that ask a server which model it serves; no configuration names them.
    package static let inventories: [any Dialect] = all.compactMap(\.inventory)

    /// The dialect of that name that a configuration may use, or nil.
    package static func named(_ name: String) -> (any Dialect)? { all.first { $0.name == name } }

    /// The dialect of that name, inventories included, with a provider's options, or nil for an unknown name or wrong options.
    package static func named(_ name: String, options: JSON) -> (any Dialect)? {
        guard let dialect = named(name) ?? inventories.first(where: { $0.name == name }) else { return nil }
        guard !options.isNull else { return dialect }
        var reading = Reading(file: SourceFile(path: "options", bytes: []))
        let configured = dialect.optionsShape.read(options, &reading)
        return reading.hasErrors ? nil : configured
    }
}
