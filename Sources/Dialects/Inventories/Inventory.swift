import Core

/// Asks a server of one's own which model it serves, in place of the model itself: one GET, no tokens.
///
/// Its answer is a JSON object of names and values, such as `{"digest": "365c0bd3c000 (8.0B, Q4_0)"}`. What the server does
/// not tell is not there; a server that does not know the model has no answer. The option `model` names it.
struct Inventory: Dialect {
    let name: String
    private let path: String
    /// What a body tells of the model of this name.
    private let read: @Sendable (_ body: JSON, _ model: String) -> [(name: String, value: String?)]
    private var model = ""

    private init(
        _ name: String, path: String,
        read: @escaping @Sendable (_ body: JSON, _ model: String) -> [(name: String, value: String?)]
    ) {
        self.name = name
        self.path = path
        self.read = read
    }

    /// Ollama's list: the digest of the model's manifest covers weights, template and parameters.
    /// **Source:** Ollama, `docs/api.md`, "List Local Models".
    static let ollama = Inventory("ollama-inventory", path: "/api/tags") { body, model in
        let names = [model, model + ":latest"]
        let found = body["models"]?.array?.first { each in
            names.contains(each["name"]?.string ?? "") || names.contains(each["model"]?.string ?? "")
        }
        let details = [found?["details"]?["parameter_size"], found?["details"]?["quantization_level"]]
            .compactMap { $0?.string }.filter { !$0.isEmpty }
        let suffix = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        return [("digest", found?["digest"]?.string.map { $0.prefix(12) + suffix })]
    }

    /// llama.cpp's properties: a file of weights and the template that conversations are written with.
    /// **Source:** llama.cpp, `tools/server/README.md`, "GET /props".
    static let llamaCpp = Inventory("llama-cpp-inventory", path: "/props") { body, _ in
        [
            ("weights", body["model_path"]?.string),
            ("template", body["chat_template"]?.string.map { "sha256 \(StableHash.hex([$0]))" }),
            ("build", body["build_info"]?.string),
        ]
    }

    /// vLLM's list: where the weights came from, and how much context they were given.
    /// **Source:** vLLM, `entrypoints/openai/protocol.py`, `ModelCard`.
    static let vllm = Inventory("vllm-inventory", path: "/models") { body, model in
        let found = body["data"]?.array?.first { $0["id"]?.string == model }
        return [
            ("weights", found?["root"]?.string),
            ("context", found?["max_model_len"]?.int.map { "\($0) tokens" }),
        ]
    }

    var defaultBaseURL: String { "" }
    func needsAPIKey(baseURL: String) -> Bool { false }

    func configured(by fields: inout Fields) -> any Dialect {
        var inventory = self
        inventory.model = fields.field(
            "model", .text(1...256), default: "", shown: "", "The model that is asked about.")
        return inventory
    }

    func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        var request = OutboundRequest(
            to: BaseURL.appending(path, to: provider.baseURL), RequestBody(),
            headers: [Header("accept", "application/json")], key: provider.bearer, for: provider)
        (request.method, request.body) = ("GET", [])
        return request
    }

    func readWhole(_ body: JSON) -> AnswerDraft {
        var draft = AnswerDraft(state: .complete)
        draft.completion.usage = Completion.Usage(inputTokens: 0, outputTokens: 0)
        let told = read(body, model).compactMap { name, value in
            value.map { (name, JSON.string(ErrorText.plain($0, limit: 120))) }
        }
        if told.isEmpty { draft.flaw = "the server tells nothing of the model" }
        draft.completion.text = JSON.object(told).text
        draft.completion.finish = .stop
        return draft
    }

    func streamReader() -> any StreamReader { InventoryStream() }
}

/// An inventory is never streamed: what comes in events is none.
private struct InventoryStream: StreamReader {
    var draft = AnswerDraft()
    mutating func read(_ event: JSON, name: String) { draft.note("event", name) }
    mutating func readDone() {}
}
