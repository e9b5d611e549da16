internal import Core
internal import Evaluators
internal import Probing

/// One element of `probes` as it was read, before the defaults of its suite are known.
struct ProbeDraft: Sendable {
    var id: String
    /// At least one; a single question is one turn.
    var turns: [TurnDraft]
    var system: Located<String>?
    var category: String?
    var sampling: SamplingDraft
    /// Nil where it was read with errors.
    var vary: [(name: String, generator: JSON)]?
    var company: Probe.Company
    var facts: [Fact]
    var examples: [Example]
    var note: String
    var difficulty: DeclaredProbe.Difficulty?
    var languages: [String]
    var allow: [Located<Lint>]
    /// Byte offset of the object.
    var offset: Int
    /// Whether all of it was read without an error.
    var isSound = true

    /// Whether its templates and evaluators can be tried.
    var canBeTried: Bool { vary != nil && turns.allSatisfy { $0.evaluate != nil } && !turns.isEmpty }

    /// What is said first, with the system message of the probe or else of the suite.
    func opening(_ defaults: Defaults) -> [Located<Message>] {
        let messages = turns.first?.messages ?? []
        let hasSystem = messages.first?.value.role == .system
        guard !hasSystem, let system = system ?? defaults.system else { return messages }
        return [Located(Message(role: .system, content: system.value), offset: system.offset)] + messages
    }

    /// Where the strings of the probe stand.
    func places(_ defaults: Defaults) -> Places {
        Places(
            messages: opening(defaults).map(\.offset), followUps: turns.dropFirst().map { $0.messages.map(\.offset) },
            results: sampling.results(from: defaults.sampling).map(\.offset))
    }

    /// The probe of a suite.
    func probe(suite: String, category inherited: String, defaults: Defaults) -> Probe {
        var probe = Probe(
            suite: suite, id: id, category: category ?? inherited, messages: opening(defaults).map(\.value),
            sampling: sampling.filled(from: defaults.sampling), vary: vary ?? [],
            evaluate: turns.first?.evaluate ?? .array([]),
            toolResults: sampling.results(from: defaults.sampling).map(\.value),
            followUps: turns.dropFirst().map {
                FollowUp(messages: $0.messages.map(\.value), evaluate: $0.evaluate ?? .array([]))
            }, facts: facts)
        probe.company = company
        return probe
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
            let turns = turns(&fields)
            return ProbeDraft(
                id: id, turns: turns, system: system(&fields, turns.first?.messages ?? []),
                category: fields.optional("category", .category, "Another category than the suite's."),
                sampling: SamplingDraft(&fields),
                vary: fields.field(
                    "vary", Rendering.varyShape.withComments.orNil, default: [], shown: [:],
                    "Values by name that are drawn afresh in every round."),
                company: company(&fields),
                facts: facts(&fields),
                examples: fields.field(
                    "examples", .examples, default: [], shown: [:], "Answers that must pass and answers that must fail."
                ),
                note: fields.field(
                    "note", .text(0...2000), default: "", shown: "", "What a failure means, for people."),
                difficulty: fields.optional("difficulty", .choice, "How hard it is for today's best models."),
                languages: fields.field(
                    "languages", .array(of: .language, count: 0...20), default: [], shown: [],
                    "Languages of question and answer, as codes such as \"de\"; English alone if nobody says."),
                allow: fields.field(
                    "allow", .allowed, default: [], shown: [], "Warnings of check that are meant here."),
                offset: fields.source.offset)
        }
        return Shape(
            read: { json, reading in
                let before = reading.diagnostics.count
                var draft = object.read(json, &reading)
                draft.isSound = !reading.hasErrors(since: before)
                return draft
            },
            schema: object.describedBy([("anyOf", [["required": ["evaluate"]], ["required": ["turns"]]])]).schema,
            placeholder: object.placeholder)
    }

    private static func turns(_ fields: inout Fields) -> [TurnDraft] {
        let script = fields.optional(
            "turns", .turns, "A scripted conversation: each turn is said after the model's answer to the one before.")
        var single = TurnDraft(&fields)
        guard fields.has("turns") else {
            fields.require(
                fields.has("evaluate"), "the key \"evaluate\" is missing",
                instead: "add \"evaluate\": what scores the answer.")
            if !fields.has("evaluate") { single.evaluate = nil }
            return [single]
        }
        for key in ["prompt", "messages", "evaluate"] {
            fields.require(
                !fields.has(key), at: key, "both \"turns\" and \"\(key)\"", instead: "move it into the first turn")
        }
        return script ?? []
    }

    private static func facts(_ fields: inout Fields) -> [Fact] {
        let facts = fields.field(
            "facts", .facts, default: [], shown: [:],
            "Values by name that change at a date: what is expected is as of the round.")
        for fact in facts {
            fields.require(
                fields.source["vary"]?[fact.name] == nil, at: "facts",
                "\"\(shortened(fact.name, 40))\" is in \"vary\" as well", instead: "give one of them another name")
        }
        return facts
    }

    private static func company(_ fields: inout Fields) -> Probe.Company {
        let repeats = fields.optional(
            "repeats", .int(2...Probe.maximumRepeats),
            "Asked so many times in a round, at temperature 0: the answers should agree.")
        let isTwin = fields.field(
            "twin", .bool, default: false, shown: false,
            "Asked twice in a round with different values: neither answer may be the other's.")
        fields.require(
            repeats == nil || !isTwin, at: "twin", "both \"repeats\" and \"twin\"", instead: "keep one of them")
        return isTwin ? .twin : repeats.map { .repeats($0) } ?? .alone
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
