internal import Core
internal import Evaluators
internal import Probing

extension Shape where Value == SuiteFile {
    /// The whole of a suite file: probes, or a selection of those of other files.
    static var suiteFile: Shape {
        let draft = Shape<SuiteDraft>.object("A suite: probes with shared defaults and a category, or a selection.") {
            fields in
            _ = fields.optional("$schema", .text(0...4096), "The JSON Schema of this file, for editors.")
            let draft = SuiteDraft(
                name: Located(
                    fields.required("suite", .name, "What the suite is called, unique among all files."),
                    offset: fields.source["suite"]?.offset ?? 0),
                category: fields.optional("category", .category, "The ability that its probes exercise."),
                defaults: fields.field(
                    "defaults", .defaults, default: Defaults(), shown: [:], "What its probes share."),
                probes: fields.optional(
                    "probes",
                    Shape<[ProbeDraft]>.array(of: .probe, count: 1...2000).checked { _, json, reading in
                        reading.refuseRepeated("id", of: "probe", in: json)
                    },
                    "Its probes.") ?? [],
                allow: fields.field(
                    "allow", .allowed, default: [], shown: [], "Warnings of check that are meant in this suite."),
                selection: fields.optional(
                    "select", .selection,
                    "Instead of probes: those of other files that it asks, by \"suite/id\", or \"all\"."))
            requireOneKind(&fields)
            return draft
        }
        .describedBy([("oneOf", [["required": ["category", "probes"]], ["required": ["select"]]])])
        return Shape(
            read: { json, reading in
                let draft = draft.read(json, &reading)
                return reading.made(of: draft)
            },
            schema: draft.schema,
            placeholder: {
                .selection(Selection(file: SourceFile(path: "", bytes: []), name: Located(""), choice: .all))
            })
    }

    /// Either probes with what belongs to them, or a selection.
    private static func requireOneKind(_ fields: inout Fields) {
        guard fields.has("select") else {
            fields.require(
                fields.has("category"), "the key \"category\" is missing",
                instead: "add \"category\": the ability that its probes exercise.")
            fields.require(
                fields.has("probes"), "the key \"probes\" is missing", instead: "add \"probes\": its probes.")
            return
        }
        for key in ["category", "defaults", "probes", "allow"] {
            fields.require(
                !fields.has(key), at: key, "both \"select\" and \"\(key)\"",
                instead: "a selection has its name and \"select\" alone: put probes of your own into another file")
        }
    }
}

/// A suite file as it was read.
struct SuiteDraft: Sendable {
    var name: Located<String>
    /// Nil in a selection.
    var category: String?
    var defaults: Defaults
    var probes: [ProbeDraft]
    var allow: [Located<Lint>]
    /// Nil in a suite of probes.
    var selection: Selection.Choice?
}

extension Reading {
    fileprivate mutating func made(of draft: SuiteDraft) -> SuiteFile {
        if let selection = draft.selection {
            return .selection(Selection(file: file, name: draft.name, choice: selection))
        }
        let suite = Suite(
            file: file, name: draft.name.value, nameOffset: draft.name.offset, category: draft.category ?? "",
            probes: draft.probes.map { declare($0, of: draft) }, allow: draft.allow)
        return .suite(suite)
    }

    /// The probe of a draft; tries its templates, evaluators and examples, also where something else is wrong with it.
    fileprivate mutating func declare(_ draft: ProbeDraft, of suite: SuiteDraft) -> DeclaredProbe {
        let probe = draft.probe(
            suite: suite.name.value, category: suite.category ?? "", defaults: suite.defaults)
        if draft.canBeTried {
            let before = diagnostics.count
            chooseTool(draft, of: suite, tools: probe.sampling.tools)
            // What the suite's defaults share is told once.
            let found = Rendering.check(probe, places: draft.places(suite.defaults), in: file)
                .filter { !diagnostics.contains($0) }
            // What is odd about a probe that is not what its author meant may be odd for that reason alone.
            add(draft.isSound ? found : found.filter { $0.severity == .error })
            tryCompany(of: probe, at: draft.offset)
            tryEvaluators(of: probe, isTold: hasErrors(since: before))
            if !hasErrors(since: before) { tryExamples(draft.examples, of: probe) }
        }
        return DeclaredProbe(
            probe: probe, examples: draft.examples, note: draft.note, difficulty: draft.difficulty,
            languages: draft.languages, allow: draft.allow, offset: draft.offset)
    }

    /// Whether what is asked beside the probe can show anything.
    private mutating func tryCompany(of probe: Probe, at offset: Int) {
        switch probe.company {
        case .alone: break
        case .repeats:
            guard probe.sampling.temperature != 0 else { return }
            error(
                at: offset, "\"repeats\" of answers that are drawn at random, which need not agree",
                instead: "add \"temperature\": 0")
        case .twin:
            do throws(RenderingError) {
                guard try Rendering.nonces(probe, seed: probe.trialSeeds[0]).isEmpty else { return }
                error(
                    at: offset, "a \"twin\" without a code that tells its two questions apart",
                    instead: "draw one in \"vary\", with {\"digits\": 10} or {\"letters\": 8} at least, and ask for it")
            } catch {
                // What is wrong with its values is told with them.
                return
            }
        }
    }

    /// Reads the evaluators with values filled in; notes what is wrong with the first values that show something. What
    /// keeps the values from being filled in is noted unless it is told already.
    private mutating func tryEvaluators(of probe: Probe, isTold: Bool) {
        var evaluated = probe
        evaluated.messages = []
        evaluated.toolResults = []
        for index in evaluated.followUps.indices { evaluated.followUps[index].messages = [] }
        for seed in probe.trialSeeds {
            do throws(RenderingError) {
                let before = diagnostics.count
                let rendered = try Rendering.render(evaluated, seed: seed)
                let isScript = !rendered.followUps.isEmpty
                for evaluate in [rendered.evaluate] + rendered.followUps.map(\.evaluate)
                where !isScript || evaluate.array?.isEmpty != true {
                    _ = Judge.shape.read(evaluate, &self)
                }
                if diagnostics.count > before { return }
            } catch {
                guard !isTold else { return }
                self.error(at: error.offset, error.error.problem, instead: error.error.instead)
                return
            }
        }
    }

    private mutating func tryExamples(_ examples: [Example], of probe: Probe) {
        for example in examples {
            do {
                let values = try Rendering.values(probe, seed: probe.trialSeeds[0])
                _ = try example.answers(values)
            } catch let error as Example.Unfillable {
                self.error(at: error.offset, "in the example: \(error.error.problem)", instead: error.error.instead)
            } catch {
                self.error(at: example.offset, "in the example: \(error)")
            }
        }
    }

    /// Whether there is the tool that must be called.
    private mutating func chooseTool(_ draft: ProbeDraft, of suite: SuiteDraft, tools: [Tool]) {
        guard let choice = draft.sampling.toolChoice ?? suite.defaults.sampling.toolChoice else { return }
        if case .named(let name) = choice.value, !tools.isEmpty {
            guard !tools.contains(where: { $0.name == name }) else { return }
            let names = tools.map(\.name)
            let hint = nearest(to: name, among: names).map { "\"\($0)\"" } ?? "one of \(quotedList(names))"
            let missing = file.diagnostic(
                at: choice.offset, "there is no tool \"\(shortened(name, 64))\"", instead: "write \(hint)")
            if !diagnostics.contains(missing) { add([missing]) }
        } else if tools.isEmpty, draft.sampling.toolChoice != nil, choice.value != .automatic {
            error(at: choice.offset, "there are no tools to choose from", instead: "declare them in \"tools\"")
        }
    }
}

extension Probe {
    /// Seeds to try the probe with: one for a fixed probe, for which all are alike, a few for a varied one.
    var trialSeeds: [UInt64] { isVaried ? Array(1...8) : [1] }
}
