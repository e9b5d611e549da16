import Core

extension Extract {
    /// The field under which evaluators declare it.
    static func read(_ fields: inout Fields, default value: Extract) -> Extract {
        fields.field(
            "extract", shape, default: value, shown: value.shown,
            "The part of the answer that is judged: one step, or a list of steps of which the first counts that finds one."
        )
    }

    private var shown: JSON {
        if let word = ExtractStep.plain.first(where: { $0.steps == steps })?.word { return .string(word) }
        return .array(steps.map { .string($0.name) })
    }

    /// One step or a list of them.
    static let shape: Shape<Extract> = {
        let one = ExtractStep.shape
        let many = Shape<[[ExtractStep]]>.array(of: one, count: 1...maximumSteps)
        return Shape(
            read: { json, reading in
                guard let elements = json.array else { return Extract(one.read(json, &reading)) }
                let lists = many.read(json, &reading)
                for (element, steps) in zip(elements, lists).dropLast() where steps.contains(.whole) {
                    reading.error(
                        at: element.offset, "no step behind this one is ever tried: it always finds a part",
                        instead: "put it last")
                }
                return Extract(lists.flatMap { $0 })
            },
            schema: { writer in
                writer.reference("extract") { ["anyOf": [one.schema(&$0), many.schema(&$0)]] }
            },
            placeholder: { .whole })
    }()
}

extension ExtractStep {
    /// A step: a word, or an object for one that needs more. `auto` stands for several.
    fileprivate static let shape: Shape<[ExtractStep]> = {
        let words = Shape<String>.word(plain.map(\.word))
        return Shape(
            read: { json, reading in
                if json.members != nil { return [object.read(json, &reading)] }
                guard json.string != nil else {
                    return mismatch("a step such as \"boxed\" or {\"tag\": \"answer\"}", json, &reading) ?? [.whole]
                }
                let word = words.read(json, &reading)
                return plain.first { $0.word == word }?.steps ?? [.whole]
            },
            schema: { writer in ["anyOf": [words.schema(&writer), object.schema(&writer)]] },
            placeholder: { [.whole] })
    }()

    private static let object: Shape<ExtractStep> = .object("A step that needs more than a word: one of these keys.") {
        fields in
        let fence = fields.optional("fence", .text(1...40), "The last code fence of this language: `python`.")
        let tag = fields.optional(
            "tag", .name, "What the last element of this name holds: `answer` for `<answer>…</answer>`.")
        let pattern = fields.optional("pattern", Pattern.shape(), "A pattern; the part is what its group matched.")
        let groups = pattern?.groups ?? 0
        let group = fields.field(
            "group", .whole(0...99), default: min(groups, 1), shown: 1,
            "Which group of \"pattern\"; 0 for the whole match, also the default where there is no group.")
        let which = fields.field(
            "which", .word(["first", "last"]), default: "last", shown: "last", "Which match of \"pattern\".")
        let json = fields.optional(
            "json", JSONPath.shape, "A place in the JSON that the answer is or holds: `$.answer`.")
        let between = fields.optional(
            "between", .array(of: .text(1...200), count: 2...2), "What stands between two texts, the last such place.")
        let given = ["fence", "tag", "pattern", "json", "between"].count { fields.has($0) }
        fields.require(
            given == 1, "a step is one of \"fence\", \"tag\", \"pattern\", \"json\" and \"between\"",
            instead: "give one of them; a list makes several steps")
        fields.require(
            pattern != nil || !fields.has("group") && !fields.has("which"), at: fields.has("group") ? "group" : "which",
            "there is no pattern", instead: "add \"pattern\"")
        fields.require(
            group <= groups || pattern == nil, at: "group", "the pattern has no group \(group)",
            instead: groups == 0 ? "put the part into ( )" : "write 0 to \(groups)")
        if let fence { return .fence(language: fence) }
        if let tag { return .tag(tag) }
        if let pattern { return .pattern(pattern, group: min(group, groups), isLast: which == "last") }
        if let json = json ?? nil { return .json(json) }
        if let between, between.count == 2 { return .between(between[0], between[1]) }
        return .whole
    }
}
