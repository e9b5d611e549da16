internal import Core
internal import Evaluators
internal import Probing

extension Shape where Value == Suite {
    /// The whole of a suite file.
    static var suite: Shape {
        Shape<SuiteDraft>.object("A suite: probes with shared defaults and a category.") { fields in
            _ = fields.optional("$schema", .text(0...4096), "The JSON Schema of this file, for editors.")
            return SuiteDraft(
                name: fields.required("suite", .name, "What the suite is called, unique among all files."),
                nameOffset: fields.source["suite"]?.offset ?? 0,
                category: fields.required("category", .category, "The ability that its probes exercise."),
                defaults: fields.field(
                    "defaults", .defaults, default: Defaults(), shown: [:], "What its probes share."),
                probes: fields.required(
                    "probes",
                    Shape<[ProbeDraft]>.array(of: .probe, count: 1...2000).checked { _, json, reading in
                        reading.refuseRepeated("id", of: "probe", in: json)
                    },
                    "Its probes."))
        }
        .made { draft, reading in
            Suite(
                file: reading.file, name: draft.name, nameOffset: draft.nameOffset, category: draft.category,
                probes: draft.probes.map { reading.declare($0, of: draft) })
        }
    }
}

/// A suite as it was read.
struct SuiteDraft: Sendable {
    var name: String
    var nameOffset: Int
    var category: String
    var defaults: Defaults
    var probes: [ProbeDraft]
}

extension Shape where Value == SuiteDraft {
    fileprivate func made(_ make: @escaping @Sendable (SuiteDraft, inout Reading) -> Suite) -> Shape<Suite> {
        Shape<Suite>(
            read: { json, reading in make(read(json, &reading), &reading) }, schema: schema,
            placeholder: {
                let draft = placeholder()
                return Suite(
                    file: SourceFile(path: "", bytes: []), name: draft.name, nameOffset: 0, category: draft.category,
                    probes: [])
            })
    }
}

extension Reading {
    /// The probe of a draft; tries its templates, evaluators and examples, also where something else is wrong with it.
    fileprivate mutating func declare(_ draft: ProbeDraft, of suite: SuiteDraft) -> DeclaredProbe {
        let probe = draft.probe(suite: suite.name, category: suite.category, defaults: suite.defaults)
        if draft.canBeTried {
            let places = Places(messages: draft.conversation(suite.defaults).map(\.offset))
            let before = diagnostics.count
            let found = Rendering.check(probe, places: places, in: file)
            // What is odd about a probe that is not what its author meant may be odd for that reason alone.
            add(draft.isSound ? found : found.filter { $0.severity == .error })
            tryEvaluators(of: probe, isTold: hasErrors(since: before))
            if !hasErrors(since: before) { tryExamples(draft.examples, of: probe) }
        }
        return DeclaredProbe(
            probe: probe, examples: draft.examples, note: draft.note, difficulty: draft.difficulty, offset: draft.offset
        )
    }

    /// Reads the evaluators with values filled in; notes what is wrong with the first values that show something. What
    /// keeps the values from being filled in is noted unless it is told already.
    private mutating func tryEvaluators(of probe: Probe, isTold: Bool) {
        var evaluated = probe
        evaluated.messages = []
        for seed in probe.trialSeeds {
            do throws(RenderingError) {
                let before = diagnostics.count
                _ = Judge.shape.read(try Rendering.render(evaluated, seed: seed).evaluate, &self)
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
                _ = try Rendering.render(example.answer.value, values: values)
            } catch let error as ExpressionError {
                self.error(at: example.answer.offset, "in the example: \(error.problem)", instead: error.instead)
            } catch {
                self.error(at: example.answer.offset, "in the example: \(error)")
            }
        }
    }
}

extension Probe {
    /// Seeds to try the probe with: one for a fixed probe, for which all are alike, a few for a varied one.
    var trialSeeds: [UInt64] { isVaried ? Array(1...8) : [1] }
}
