internal import Core

/// How an answer is asked for, as far as a file says.
struct SamplingDraft: Sendable {
    var temperature: Double?
    var topP: Double?
    var maxOutputTokens: Int?
    var stop: [String]?
    var tools: [ToolDraft]?
    var toolChoice: Located<Sampling.ToolChoice>?
    var format: Sampling.Format?
    var reasoning: Sampling.Reasoning?
    var logProbabilities: Int?

    /// Nothing said.
    init() {}

    /// The fields that a probe and the defaults of a suite have in common.
    init(_ fields: inout Fields) {
        temperature = fields.optional("temperature", .number(0...2), "Sampling temperature; default: the provider's.")
        topP = fields.optional("top_p", .number(0...1), "Nucleus sampling; default: the provider's.")
        maxOutputTokens = fields.optional(
            "max_output_tokens", .int(1...131_072), "Most tokens of the answer, hidden reasoning included; default 256."
        )
        stop = fields.optional("stop", .array(of: .text(1...200), count: 0...4), "Texts that end the answer.")
        tools = fields.optional("tools", .tools, "Tools that the model may call, and what they answer.")
        toolChoice = fields.optional(
            "tool_choice", Shape<Sampling.ToolChoice>.toolChoice.located,
            "Whether a tool is called: \"auto\" (default), \"required\", \"none\", or one by its name. It holds for the "
                + "first answer of a turn.")
        format = fields.optional(
            "format", .format, "The form that the API is asked for: \"text\" (default), \"json\", or JSON of a schema.")
        reasoning = fields.optional(
            "reasoning", .reasoning, "How much the model may think before it answers; default: the provider's.")
        logProbabilities = fields.optional(
            "logprobs", .int(0...20),
            "Asks for log-probabilities of the answer's tokens with so many alternatives each, where the API has them.")
    }

    /// What the probe says, else what the suite says, else the defaults.
    func filled(from suite: SamplingDraft) -> Sampling {
        let tools = tools ?? suite.tools ?? []
        return Sampling(
            temperature: temperature ?? suite.temperature, topP: topP ?? suite.topP,
            maxOutputTokens: maxOutputTokens ?? suite.maxOutputTokens ?? Sampling().maxOutputTokens,
            stop: stop ?? suite.stop ?? [], tools: tools.map(\.tool),
            toolChoice: tools.isEmpty ? .automatic : (toolChoice ?? suite.toolChoice)?.value ?? .automatic,
            format: format ?? suite.format ?? .text, reasoning: reasoning ?? suite.reasoning,
            logProbabilities: logProbabilities ?? suite.logProbabilities)
    }

    /// What the tools of the probe, or else of the suite, answer, with the places of the texts.
    func results(from suite: SamplingDraft) -> [Located<ToolResult>] { (tools ?? suite.tools ?? []).flatMap(\.results) }
}

extension Shape where Value == Sampling.ToolChoice {
    /// `"auto"`, `"required"`, `"none"`, or `{"name": …}`.
    static var toolChoice: Shape {
        Shape<String>.word(["auto", "required", "none"]).turned { word -> Sampling.ToolChoice in
            switch word {
            case "required": .required
            case "none": .none
            default: .automatic
            }
        }
        .or(
            .object("A tool that must be called.") { fields in
                .named(fields.required("name", .toolName, "The tool's name."))
            })
    }
}

extension Shape where Value == Sampling.Format {
    /// `"text"`, `"json"`, or `{"schema": …}`.
    static var format: Shape {
        Shape<String>.word(["text", "json"]).turned { $0 == "json" ? Sampling.Format.json : .text }
            .or(
                .object("JSON after a schema.") { fields in
                    .schema(fields.required("schema", .jsonSchema, "The JSON Schema of the answer, an object."))
                })
    }
}

extension Shape where Value == Sampling.Reasoning {
    /// `"off"`, a vendor's word, or `{"tokens": …}`.
    static var reasoning: Shape {
        Shape<String>.word(["off", "minimal", "low", "medium", "high", "xhigh", "max"])
            .turned { $0 == "off" ? Sampling.Reasoning.off : .effort($0) }
            .or(
                .object("A limit of the hidden reasoning.") { fields in
                    .tokens(fields.required("tokens", .int(1...131_072), "Most tokens of hidden reasoning."))
                })
    }
}

extension Shape where Value == JSON {
    /// A JSON Schema that is handed on as it is: an object.
    static var jsonSchema: Shape {
        Shape(
            read: { json, reading in
                json.members == nil ? mismatch("a JSON Schema (an object)", json, &reading) ?? [:] : json
            },
            schema: { _ in ["type": "object"] }, placeholder: { [:] })
    }
}

extension Shape {
    /// A string read by this shape, or an object read by the other.
    func or(_ object: Shape) -> Shape {
        Shape(
            read: { json, reading in
                json.members == nil ? read(json, &reading) : object.read(json, &reading)
            },
            schema: { writer in ["anyOf": [schema(&writer), object.schema(&writer)]] }, placeholder: placeholder)
    }
}
