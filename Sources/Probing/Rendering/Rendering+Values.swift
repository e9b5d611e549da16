package import Core

extension Rendering {
    /// The values of a probe that belong to a seed, in the order of `vary`; each name draws from a stream of its own.
    package static func values(_ probe: Probe, seed: UInt64) throws(RenderingError) -> [(name: String, value: Value)] {
        var drawing = Drawing(seed: seed, reading: Reading(file: SourceFile(path: "", bytes: [])))
        for (name, json) in probe.vary {
            guard drawing.draw(name, json), drawing.reading.diagnostics.isEmpty else {
                let first = drawing.reading.diagnostics.first
                throw RenderingError(.vary(name), json.offset, first?.problem ?? "", instead: first?.instead ?? "")
            }
        }
        return drawing.values
    }

    /// Whether a generator refers to other values, so that it can be read only when they are known.
    static func isOpen(_ generator: JSON) -> Bool {
        switch generator.kind {
        case .null, .bool, .number: false
        case .string(let text): text.contains("{{")
        case .array(let elements): elements.contains(where: isOpen)
        case .object(let members): members.contains { !$0.key.hasPrefix("//") && isOpen($0.value) }
        }
    }
}

/// Draws the values of a probe one after the other; what is wrong is noted with its place.
struct Drawing {
    private(set) var values: [(name: String, value: Value)] = []
    private(set) var reading: Reading
    private let root: SeededRandom
    private var taken: [WordKind: Set<String>] = [:]
    /// Whether errors tell the values that they happen for.
    private let isTrial: Bool

    /// The beginning of the draws of a seed.
    init(seed: UInt64, reading: Reading, isTrial: Bool = false) {
        self.isTrial = isTrial
        root = SeededRandom(seed: seed)
        self.reading = reading
    }

    /// Draws the next value; false where something is wrong with its generator.
    mutating func draw(_ name: String, _ json: JSON) -> Bool {
        let errorsBefore = reading.diagnostics.count
        var random = root.child(name)
        if let expression = json["expr"]?.string {
            _ = Generator.shape.read(json, &reading)
            guard reading.diagnostics.count == errorsBefore,
                let value = value(of: expression, at: json["expr"]?.offset ?? 0, random)
            else { return false }
            values.append((name, value))
            return true
        }
        guard let filled = filled(json) else { return false }
        let generator = Generator.shape.read(filled, &reading)
        guard reading.diagnostics.count == errorsBefore else { return false }
        var gone: Set<String> = []
        if let (kind, count) = generator.wordsNeeded {
            gone = taken[kind] ?? []
            guard gone.count + count <= kind.words.count else {
                reading.error(
                    at: json.offset, "there are only \(kind.words.count) words of the kind \(kind.rawValue)",
                    instead: "draw fewer, or list words of your own with \"shuffle\"")
                return false
            }
        }
        values.append((name, generator.draw(&random, taken: &gone)))
        if let (kind, _) = generator.wordsNeeded { taken[kind] = gone }
        return true
    }

    private mutating func value(of text: String, at offset: Int, _ random: SeededRandom) -> Value? {
        let expression: Expression
        do throws(Fault) { expression = try ExpressionParser.parse(whole: text) } catch {
            note(ExpressionError(error, in: text), offset)
            return nil
        }
        do throws(Fault) { return try Evaluation(values, random: random).result(expression) } catch {
            let fault = ExpressionError(error, in: text)
            note(isTrial ? fault.telling(values, of: expression.names.map(\.name)) : fault, offset)
            return nil
        }
    }

    /// The generator with the values drawn so far filled in.
    private mutating func filled(_ json: JSON) -> JSON? {
        guard Rendering.isOpen(json) else { return json }
        do throws(RenderingError) { return try Rendering.filled(json, Evaluation(values)) } catch {
            note(error.error, error.offset)
            return nil
        }
    }

    private mutating func note(_ error: ExpressionError, _ offset: Int) {
        reading.error(
            at: reading.file.offset(ofByte: error.byte, inStringAt: offset), error.problem, instead: error.instead)
    }
}
