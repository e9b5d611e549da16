package import Core

/// The own API of llama.cpp's server, `/completion`: without its prompt cache, so that an answer does not depend on what
/// others asked before.
///
/// This endpoint takes one text and knows nothing of roles; the server applies the model's chat template only where it
/// imitates OpenAI. The prompt is therefore written here, in the form that `options.template` names, without a second
/// request: a wrong template makes a model look worse than it is. Tools have no place in this API and are left out.
/// **Source:** llama.cpp, `tools/server/README.md`.
package struct LlamaCpp: Dialect {
    private var template = ChatTemplate.chatml

    /// The dialect with the template `chatml`.
    package init() {}

    package var name: String { "llama-cpp" }
    package var defaultBaseURL: String { "http://127.0.0.1:8080" }
    package var inventory: (any Dialect)? { Inventory.llamaCpp }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.template = fields.field(
            "template", .choice, default: .chatml, shown: "chatml",
            "How a conversation becomes one prompt: \"chatml\", \"llama3\", or \"plain\" for a model without roles.")
        return dialect
    }

    /// False: a server of one's own has a key only where somebody gave it one.
    package func needsAPIKey(baseURL: String) -> Bool { false }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let sampling = probe.sampling
        var body = RequestBody()
        body.add("model", .string(provider.model), for: provider)
        body.add("prompt", .string(template.prompt(probe.messages)), for: provider)
        body.add("n_predict", .int(sampling.maxOutputTokens), for: provider)
        body.add("temperature", sampling.temperature.map(JSON.double), for: provider)
        body.add("top_p", sampling.topP.map(JSON.double), for: provider)
        let stop = sampling.stop + template.ends.filter { !sampling.stop.contains($0) }
        body.add("stop", stop.isEmpty ? nil : .array(stop.map(JSON.string)), for: provider)
        body.add("seed", .int(probe.seed31), for: provider)
        switch sampling.format {
        case .text: break
        case .json: body.add("json_schema", ["type": "object"], for: provider)
        case .schema(let schema): body.add("json_schema", schema, for: provider)
        }
        // Zero asks for none; one asks for the token itself.
        body.add("n_probs", sampling.logProbabilities.map { .int(max($0, 1)) }, for: provider)
        body.add("cache_prompt", false, for: provider)
        body.add("stream", .bool(provider.stream), for: provider)
        return OutboundRequest(
            to: BaseURL.appending("/completion", to: provider.baseURL), body,
            headers: [Header("content-type", "application/json"), Header("accept", "application/json")],
            key: provider.bearer, for: provider)
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft()
        draft.readLlama(body)
        if body["content"]?.string == nil { draft.flaw = "the body has no content" }
        draft.state = .complete
        return draft
    }

    package func streamReader() -> any StreamReader { LlamaCppStream() }
}

/// How a conversation is written as one prompt, for models that were taught to read it so.
enum ChatTemplate: String, CaseIterable, Sendable {
    /// `<|im_start|>role … <|im_end|>`: Qwen, SmolLM and many others.
    case chatml
    /// `<|start_header_id|>role<|end_header_id|> … <|eot_id|>`: Llama 3 and later.
    case llama3
    /// The texts alone, apart by empty lines: base models.
    case plain

    /// The prompt, up to where the answer begins. The server itself adds the mark of the beginning.
    func prompt(_ messages: [Message]) -> String {
        switch self {
        case .chatml:
            messages.map { "<|im_start|>\($0.role.rawValue)\n\($0.content)<|im_end|>\n" }.joined()
                + "<|im_start|>assistant\n"
        case .llama3:
            messages.map { message in
                let role = message.role == .tool ? "ipython" : message.role.rawValue
                return "<|start_header_id|>\(role)<|end_header_id|>\n\n\(message.content)<|eot_id|>"
            }
            .joined() + "<|start_header_id|>assistant<|end_header_id|>\n\n"
        case .plain: messages.map(\.content).joined(separator: "\n\n")
        }
    }

    /// What ends a turn, for models that write it as ordinary text.
    var ends: [String] {
        switch self {
        case .chatml: ["<|im_end|>"]
        case .llama3: ["<|eot_id|>"]
        case .plain: []
        }
    }
}
