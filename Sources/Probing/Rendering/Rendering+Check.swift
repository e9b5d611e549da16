package import Core

/// Where the strings of a probe stand in its file, as byte offsets of their opening quotes; `vary`, `evaluate` and the
/// arguments of results carry their places themselves.
package struct Places: Sendable, Equatable {
    /// Of each message's text.
    package var messages: [Int]
    /// Of each message's text, for each follow-up.
    package var followUps: [[Int]]
    /// Of what each result says.
    package var results: [Int]

    package init(messages: [Int], followUps: [[Int]] = [], results: [Int] = []) {
        self.messages = messages
        self.followUps = followUps
        self.results = results
    }
}

extension Rendering {
    /// Seeds that a probe is tried with.
    package static let trials = 16

    /// The declaration of a suite's `vary`: generators by name, in the order of the file.
    package static let varyShape = Shape<[(name: String, generator: JSON)]>(
        read: { json, reading in
            shape.read(json, &reading).map { name, _ in (name, json[name] ?? .null) }
        },
        schema: { shape.schema(&$0) }, placeholder: { [] })

    private static let shape = Shape<[(String, Generator)]>.dictionary(
        of: declared.named("generator"), key: name)

    /// A generator as it stands in a file: what refers to other values is read when they are known.
    private static let declared = Shape<Generator>(
        read: { json, reading in isOpen(json) ? .value(.int(0)) : Generator.shape.read(json, &reading) },
        schema: Generator.shape.schema, placeholder: Generator.shape.placeholder)

    private static let name = Shape<String>.text(1...64).map(placeholder: "") { text, json, reading in
        let isName = text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 95 }
        if !isName || (text.utf8.first.map { (48...57).contains($0) } ?? true) {
            reading.error(
                at: json.offset, "\"\(shortened(text, 40))\" is no name of a value",
                instead: "use letters, digits and \"_\", not starting with a digit")
        } else if ExpressionParser.keywords.contains(text) {
            reading.error(
                at: json.offset, "\"\(text)\" has a meaning of its own in expressions", instead: "choose another name")
        }
        return text
    }

    /// Everything wrong with a probe's generators and templates, in the order of the file: expressions that do not
    /// parse, names that are unknown or unused, and what fails for one of several seeds. Places are exact to the
    /// character.
    package static func check(_ probe: Probe, places: Places, in file: SourceFile) -> [Diagnostic] {
        var check = Check(probe: probe, places: places, reading: Reading(file: file))
        check.run()
        return check.reading.diagnostics.sorted { ($0.line, $0.column, $0.problem) < ($1.line, $1.column, $1.problem) }
    }
}

/// One pass over a probe that notes everything wrong.
private struct Check {
    let probe: Probe
    let places: Places
    var reading: Reading
    private var templates: [(template: Template, offset: Int)] = []
    private var usedInMessages: Set<String> = []
    private var usedInEvaluate: Set<String> = []
    private var usedInVary: Set<String> = []

    init(probe: Probe, places: Places, reading: Reading) {
        self.probe = probe
        self.places = places
        self.reading = reading
    }

    mutating func run() {
        collectGenerators()
        collectShown(probe.messages.map(\.content), places.messages)
        for (index, followUp) in probe.followUps.enumerated() {
            let offsets = places.followUps.indices.contains(index) ? places.followUps[index] : []
            collectShown(followUp.messages.map(\.content), offsets)
        }
        collectShown(probe.toolResults.map(\.result), places.results)
        for result in probe.toolResults { collect(result.arguments ?? .null) }
        collect(probe.evaluate)
        for followUp in probe.followUps { collect(followUp.evaluate) }
        guard !reading.hasErrors else { return }
        warnOfUnusedValues()
        tryOut()
    }

    /// Notes what is wrong in generators without the values they refer to.
    private mutating func collectGenerators() {
        for (index, (_, generator)) in probe.vary.enumerated() {
            let earlier = probe.vary[..<index].map(\.name)
            if let expression = generator["expr"], let text = expression.string {
                _ = Generator.shape.read(generator, &reading)
                do throws(Fault) {
                    let parsed = try ExpressionParser.parse(whole: text)
                    note(parsed.names, of: text, expression.offset, known: earlier)
                } catch {
                    note(ExpressionError(error, in: text), expression.offset)
                }
            } else if Rendering.isOpen(generator) {
                collect(generator, in: earlier)
            } else {
                _ = Generator.shape.read(generator, &reading)
            }
        }
    }

    private mutating func collect(_ json: JSON, in earlier: [String]) {
        switch json.kind {
        case .null, .bool, .number: break
        case .string(let text):
            do throws(ExpressionError) {
                note(try Template(text).names, of: text, json.offset, known: earlier)
            } catch {
                note(error, json.offset)
            }
        case .array(let elements): for element in elements { collect(element, in: earlier) }
        case .object(let members):
            for member in members where !member.key.hasPrefix("//") { collect(member.value, in: earlier) }
        }
    }

    /// Notes the names that a generator uses, and those that are not drawn before it.
    private mutating func note(_ names: [(name: String, byte: Int)], of text: String, _ offset: Int, known: [String]) {
        for (name, byte) in names {
            usedInVary.insert(name)
            guard !known.contains(name) else { continue }
            let isLater = probe.vary.contains { $0.name == name }
            let hint =
                isLater
                ? "move \"\(name)\" before this value"
                : nearest(to: name, among: known).map { "write \"\($0)\"" }
                    ?? "declare it in \"vary\" before this value"
            let problem = isLater ? "\"\(name)\" is not drawn yet" : "unknown name \"\(shortened(name, 40))\""
            note(ExpressionError(Fault(byte: byte, problem: problem, instead: hint), in: text), offset)
        }
    }

    /// What the model gets to see.
    private mutating func collectShown(_ texts: [String], _ offsets: [Int]) {
        for (index, text) in texts.enumerated() {
            let offset = offsets.indices.contains(index) ? offsets[index] : 0
            usedInMessages.formUnion(collect(text, offset))
            noteGivenAway(text, offset)
        }
    }

    /// Notes a family's record that a message shows as a whole: the question would hold its own answer.
    private mutating func noteGivenAway(_ text: String, _ offset: Int) {
        guard let template = templates.last?.template, template.source == text else { return }
        for (name, byte) in template.wholeNames
        where probe.vary.contains(where: { $0.name == name && $0.generator["family"] != nil }) {
            note(
                template.error(
                    byte, "\"\(name)\" is a question with its answer, and both would be shown",
                    instead: "write {{\(name).text}}"), offset)
        }
    }

    private mutating func collect(_ json: JSON) {
        switch json.kind {
        case .null, .bool, .number: break
        case .string(let text): usedInEvaluate.formUnion(collect(text, json.offset))
        case .array(let elements): for element in elements { collect(element) }
        case .object(let members): for member in members { collect(member.value) }
        }
    }

    /// Notes what is wrong in one template, keeps it for trying out, and gives the names it uses.
    private mutating func collect(_ text: String, _ offset: Int) -> [String] {
        do throws(ExpressionError) {
            let template = try Template(text)
            if !template.isPlain { templates.append((template, offset)) }
            let known = probe.vary.map(\.name)
            for (name, byte) in template.names where !known.contains(name) {
                let hint =
                    nearest(to: name, among: known).map { "write \"\($0)\"" }
                    ?? (known.isEmpty
                        ? "declare it in \"vary\", or write {{'{{'}} for two braces as such"
                        : "declared in \"vary\": \(known.joined(separator: ", "))")
                note(template.error(byte, "unknown name \"\(shortened(name, 40))\"", instead: hint), offset)
            }
            return template.names.map(\.name)
        } catch {
            note(error, offset)
            return []
        }
    }

    private mutating func note(_ error: ExpressionError, _ offset: Int) {
        reading.error(
            at: reading.file.offset(ofByte: error.byte, inStringAt: offset), error.problem, instead: error.instead)
    }

    private mutating func warnOfUnusedValues() {
        for (name, generator) in probe.vary
        where !usedInMessages.contains(name) && !usedInEvaluate.contains(name) && !usedInVary.contains(name) {
            reading.warning(
                at: generator.offset, "the value \"\(name)\" is used nowhere",
                instead: "write {{\(name)}} in a message, or remove it")
        }
        guard probe.isVaried, usedInMessages.isEmpty, let first = places.messages.first else { return }
        reading.warning(
            at: first, "no message of this varied probe shows a value: every round asks the same",
            instead: "write {{\(probe.vary[0].name)}} where it belongs, or remove \"vary\"")
    }

    /// Evaluates every template for several seeds and notes the first failure of each.
    private mutating func tryOut() {
        var failed = Set<Int>()
        for trial in 0..<(probe.isVaried ? Rendering.trials : 1) {
            var drawing = Drawing(
                seed: StableHash.of(["check", probe.version, "\(trial)"]), reading: reading, isTrial: true)
            let isDrawn = probe.vary.allSatisfy { drawing.draw($0.name, $0.generator) }
            reading = drawing.reading
            guard isDrawn else { return }
            let values = drawing.values
            let evaluation = Evaluation(values)
            for (index, (template, offset)) in templates.enumerated() where !failed.contains(index) {
                do throws(ExpressionError) { _ = try template.value(evaluation) } catch {
                    failed.insert(index)
                    note(error.telling(values, of: template.names.map(\.name)), offset)
                }
            }
        }
    }
}
