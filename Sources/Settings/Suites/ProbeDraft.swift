internal import Core
internal import Evaluators
internal import Probing

/// One element of `probes` as it was read, before the defaults of its suite are known.
struct ProbeDraft: Sendable {
    var id: String
    var messages: [Located<Message>]
    var system: Located<String>?
    var category: String?
    var sampling: SamplingDraft
    /// Nil where it was read with errors.
    var vary: [(name: String, generator: JSON)]?
    /// Nil where it is missing or was read with errors.
    var evaluate: JSON?
    var examples: [Example]
    var note: String
    var difficulty: DeclaredProbe.Difficulty?
    /// Byte offset of the object.
    var offset: Int
    /// Whether all of it was read without an error.
    var isSound = true

    /// Whether its templates and evaluators can be tried.
    var canBeTried: Bool { vary != nil && evaluate != nil }

    /// The message of the system and the conversation, with the suite's default where the probe has none of its own.
    func conversation(_ defaults: Defaults) -> [Located<Message>] {
        let hasSystem = messages.first?.value.role == .system
        guard !hasSystem, let system = system ?? defaults.system else { return messages }
        return [Located(Message(role: .system, content: system.value), offset: system.offset)] + messages
    }

    /// The probe of a suite.
    func probe(suite: String, category inherited: String, defaults: Defaults) -> Probe {
        Probe(
            suite: suite, id: id, category: category ?? inherited, messages: conversation(defaults).map(\.value),
            sampling: sampling.filled(from: defaults.sampling), vary: vary ?? [], evaluate: evaluate ?? .array([]))
    }
}

/// How an answer is asked for, as far as a file says.
struct SamplingDraft: Sendable {
    var temperature: Double?
    var topP: Double?
    var maxOutputTokens: Int?
    var stop: [String]?

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
    }

    /// What the probe says, else what the suite says, else the defaults.
    func filled(from suite: SamplingDraft) -> Sampling {
        Sampling(
            temperature: temperature ?? suite.temperature, topP: topP ?? suite.topP,
            maxOutputTokens: maxOutputTokens ?? suite.maxOutputTokens ?? Sampling().maxOutputTokens,
            stop: stop ?? suite.stop ?? [])
    }
}

/// What the probes of a suite share.
struct Defaults: Sendable {
    var sampling = SamplingDraft()
    var system: Located<String>?
}

extension Shape where Value == Defaults {
    /// `defaults` of a suite.
    static var defaults: Shape {
        .object("What the probes of this suite share; each may say otherwise.") { fields in
            Defaults(sampling: SamplingDraft(&fields), system: fields.optional("system", .systemMessage, systemSummary))
        }
    }
}

extension Shape where Value == ProbeDraft {
    /// One element of `probes`.
    static var probe: Shape {
        let object = Shape.object("One golden prompt with the evaluators that score its answer.") { fields in
            let id = fields.required("id", .name, "What the probe is called, unique in its suite.")
            let messages = conversation(&fields)
            return ProbeDraft(
                id: id, messages: messages, system: system(&fields, messages),
                category: fields.optional("category", .category, "Another category than the suite's."),
                sampling: SamplingDraft(&fields),
                vary: fields.field(
                    "vary", Rendering.varyShape.withComments.orNil, default: [], shown: [:],
                    "Values by name that are drawn afresh in every round."),
                evaluate: fields.required("evaluate", Shape<JSON>.evaluate.orNil, "What scores the answer."),
                examples: fields.field(
                    "examples", .examples, default: [], shown: [:], "Answers that must pass and answers that must fail."
                ),
                note: fields.field(
                    "note", .text(0...2000), default: "", shown: "", "What a failure means, for people."),
                difficulty: fields.optional("difficulty", .choice, "How hard it is for today's best models."),
                offset: fields.source.offset)
        }
        return Shape(
            read: { json, reading in
                let before = reading.diagnostics.count
                var draft = object.read(json, &reading)
                draft.isSound = !reading.hasErrors(since: before)
                return draft
            },
            schema: object.schema, placeholder: object.placeholder)
    }

    private static func conversation(_ fields: inout Fields) -> [Located<Message>] {
        let messages = fields.optional(
            "messages", .conversation, "The conversation so far; its last message is the user's.")
        let prompt = fields.optional(
            "prompt", .text(1...1_000_000), "Short for \"messages\" with this one message of the user.")
        fields.require(
            messages == nil || prompt == nil, at: "prompt", "both \"messages\" and \"prompt\"",
            instead: "keep one of them")
        fields.require(
            fields.has("messages") || fields.has("prompt"), "there is neither \"messages\" nor \"prompt\"",
            instead: "add \"prompt\": \"the question\"")
        let place = fields.source["prompt"]?.offset ?? 0
        return messages ?? prompt.map { [Located(Message(role: .user, content: $0), offset: place)] } ?? []
    }

    private static func system(_ fields: inout Fields, _ messages: [Located<Message>]) -> Located<String>? {
        let system = fields.optional("system", .systemMessage, systemSummary)
        fields.require(
            system == nil || messages.first?.value.role != .system, at: "system",
            "a system message here and in \"messages\"", instead: "keep one of them")
        return system
    }
}

private let systemSummary = "The system message, put before the conversation."
