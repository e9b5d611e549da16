import Core

extension Generator {
    /// The most elements of a list that is drawn.
    static let longestList = 1_000

    /// The declaration of one generator: an object with exactly one of the keys that name a kind.
    static let shape = Shape<Generator>(
        read: { json, reading in
            json["family"] == nil ? plain.read(json, &reading) : .family(Family.shape.read(json, &reading))
        },
        schema: { writer in ["anyOf": [plain.schema(&writer), Family.shape.schema(&writer)]] },
        placeholder: { .value(.int(0)) })

    private static let plain = Shape<Generator>.object(
        "Where a value comes from; exactly one of int, choice, shuffle, sample, digits, letters, word, date, value, expr and family."
    ) { fields in
        let int = fields.optional("int", bounds, "Whole number: lowest and highest.")
        let step = fields.optional(
            "step", .int(1...limit).templated, "With int: distance between the numbers that may be drawn.")
        let choice = fields.optional("choice", values, "One of these values.")
        let weights = fields.optional(
            "weights", Shape<[Int]>.array(of: .int(0...1_000_000).templated, count: 1...longestList),
            "With choice: how often each is drawn, in proportion.")
        let shuffle = fields.optional("shuffle", values.templated, "All of these values, in random order.")
        let sample = fields.optional(
            "sample", values.templated, "Some of these values, \"count\" of them, in random order.")
        let digits = fields.optional(
            "digits", .int(1...longestList).templated, "Text of so many digits, the first not 0.")
        let letters = fields.optional(
            "letters", .int(1...longestList).templated, "Text of so many letters from a to z.")
        let word = fields.optional("word", Shape<WordKind>.choice, "A word of this kind, another one for each name.")
        let count = fields.optional(
            "count", .int(1...longestList).templated,
            "With int or word: a list of so many different ones instead of one; with sample: how many.")
        let date = fields.optional("date", days, "A date: first and last, such as \"2024-01-31\".")
        let value = fields.optional("value", single, "Always this value; an object is a record.")
        _ = fields.optional(
            "expr", .text(1...Lexer.longestExpression), "What this expression yields; it may refer to values above.")
        let given = [
            int != nil, choice != nil, shuffle != nil, sample != nil, digits != nil, letters != nil, word != nil,
            date != nil, value != nil, fields.has("expr"),
        ].count { $0 }
        fields.require(
            given == 1,
            "a generator has exactly one of int, choice, shuffle, sample, digits, letters, word, date, value, expr and family",
            instead: "write {\"int\": [1, 99]}, {\"choice\": [\"a\", \"b\"]}, {\"word\": \"noun\"} …")
        fields.require(step == nil || int != nil, at: "step", "\"step\" belongs to \"int\"")
        fields.require(weights == nil || choice != nil, at: "weights", "\"weights\" belongs to \"choice\"")
        fields.require(
            count == nil || int != nil || word != nil || sample != nil, at: "count",
            "\"count\" belongs to \"int\", \"word\" or \"sample\"")
        if let int { return numbers(int, step ?? 1, count, &fields) }
        if let choice { return one(of: choice, weights, &fields) }
        if let sample { return some(of: sample, count, &fields) }
        if let shuffle { return .shuffle(shuffle) }
        if let digits { return .digits(digits) }
        if let letters { return .letters(letters) }
        if let date { return date }
        if let value { return .value(value) }
        guard let word else { return .value(.int(0)) }
        fields.require(
            count ?? 1 <= word.words.count, at: "count", "there are only \(word.words.count) words of this kind")
        return count.map { .words(word, count: $0) } ?? .word(word)
    }

    private static let limit = 1_000_000_000_000_000

    /// Lowest and highest; a placeholder that goes with any count, so that one error is not followed by another.
    private static let bounds = Shape<[Int]>.array(of: .int(-limit...limit).templated, count: 2...2)
        .map(placeholder: [-limit, limit]) { bounds, json, reading in
            guard bounds[0] > bounds[1] else { return bounds }
            reading.error(
                at: json.offset, "\(bounds[0]) is more than \(bounds[1])", instead: "write the lowest number first")
            return nil
        }

    private static func numbers(_ bounds: [Int], _ step: Int, _ count: Int?, _ fields: inout Fields) -> Generator {
        let numbers = Numbers(low: bounds[0], high: bounds[1], step: max(step, 1))
        fields.require(count ?? 1 <= numbers.size, at: "count", "there are only \(numbers.size) such numbers")
        return count.map { .numbers(numbers, count: $0) } ?? .number(numbers)
    }

    private static func one(of values: [Value], _ weights: [Int]?, _ fields: inout Fields) -> Generator {
        guard let weights else { return .choice(values) }
        let fits = weights.count == values.count && weights.contains { $0 > 0 }
        fields.require(
            fits, at: "weights", "\(weights.count) weights for \(values.count) values",
            instead: "write one whole number for each value, not all of them 0")
        return fits ? .weighted(values, weights) : .choice(values)
    }

    private static func some(of values: [Value], _ count: Int?, _ fields: inout Fields) -> Generator {
        fields.require(
            count != nil, at: "sample", "\"sample\" needs a \"count\"",
            instead: "write \"count\": 2, or use \"shuffle\"")
        fields.require(count ?? 1 <= values.count, at: "count", "there are only \(values.count) values")
        return .sample(values, min(count ?? 1, values.count))
    }

    /// First and last day; a placeholder like that of `bounds`.
    private static let days = Shape<[String]>.array(of: .text(), count: 2...2)
        .map(placeholder: Generator.value(.int(0))) { texts, json, reading in
            guard let first = Day(texts[0]), let last = Day(texts[1]), first.number <= last.number else {
                reading.error(
                    at: json.offset, "these are no two dates, the first one first",
                    instead: "write [\"2024-01-31\", \"2024-12-31\"]")
                return nil
            }
            return .date(first, last)
        }

    private static let values = Shape<[Value]>.array(of: single, count: 1...longestList)

    /// A whole number, a text, a boolean, a list or an object of these.
    private static let single = Shape<Value>(
        read: { json, reading in
            if let value = Value(json) { return value }
            let hint = json.double.map { _ in "write \"\(json.text)\" in quotes: values have whole numbers only" }
            let found = json.double.map { _ in json.text } ?? "a value of kind \(json.kindName)"
            reading.error(
                at: json.offset, "\(found) cannot be drawn",
                instead: hint ?? "write whole numbers, texts, true, false, lists or objects of these, without null")
            return .int(0)
        },
        schema: { _ in ["type": ["integer", "string", "boolean", "array", "object"]] },
        placeholder: { .int(0) })
}

extension Value {
    /// The value that JSON writes: a whole number of 64 bits, a string, a boolean, an array or an object of these; else
    /// nil.
    init?(_ json: JSON) {
        switch json.kind {
        case .number(let text):
            guard let number = Int64(text) else { return nil }
            self = .int(number)
        case .string(let text): self = .text(text)
        case .bool(let value): self = .bool(value)
        case .array(let elements):
            let values = elements.compactMap { Value($0) }
            guard values.count == elements.count else { return nil }
            self = .list(values)
        case .object(let members):
            let shown = members.filter { !$0.key.hasPrefix("//") }
            let fields = shown.compactMap { member in Value(member.value).map { Field(name: member.key, value: $0) } }
            guard fields.count == shown.count else { return nil }
            self = .record(fields)
        case .null: return nil
        }
    }
}
