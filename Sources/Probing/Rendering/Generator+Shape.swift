import Core

extension Generator {
    /// The most elements of a list that is drawn.
    static let longestList = 1_000

    /// The declaration of one generator: an object with exactly one of the keys that name a kind.
    static let shape = Shape<Generator>.object(
        "Where a value comes from; exactly one of int, choice, shuffle, digits, letters and word."
    ) { fields in
        let int = fields.optional("int", bounds, "Whole number: lowest and highest.")
        let step = fields.optional("step", .int(1...limit), "With int: distance between the numbers that may be drawn.")
        let choice = fields.optional("choice", values, "One of these values.")
        let shuffle = fields.optional("shuffle", values, "All of these values, in random order.")
        let digits = fields.optional("digits", .int(1...longestList), "Text of so many digits, the first not 0.")
        let letters = fields.optional("letters", .int(1...longestList), "Text of so many letters from a to z.")
        let word = fields.optional("word", Shape<WordKind>.choice, "A word of this kind, another one for each name.")
        let count = fields.optional(
            "count", .int(1...longestList), "With int or word: a list of so many different ones instead of one.")
        let given = [int != nil, choice != nil, shuffle != nil, digits != nil, letters != nil, word != nil].count { $0 }
        fields.require(
            given == 1, "a generator has exactly one of int, choice, shuffle, digits, letters and word",
            instead: "write {\"int\": [1, 99]}, {\"choice\": [\"a\", \"b\"]}, {\"word\": \"noun\"} …")
        fields.require(step == nil || int != nil, at: "step", "\"step\" belongs to \"int\"")
        fields.require(
            count == nil || int != nil || word != nil, at: "count", "\"count\" belongs to \"int\" or \"word\"")
        if let int { return numbers(int, step ?? 1, count, &fields) }
        if let choice { return .choice(choice) }
        if let shuffle { return .shuffle(shuffle) }
        if let digits { return .digits(digits) }
        if let letters { return .letters(letters) }
        guard let word else { return .digits(1) }
        fields.require(
            count ?? 1 <= word.words.count, at: "count", "there are only \(word.words.count) words of this kind")
        return count.map { .words(word, count: $0) } ?? .word(word)
    }

    private static let limit = 1_000_000_000_000_000

    /// Lowest and highest; a placeholder that goes with any count, so that one error is not followed by another.
    private static let bounds = Shape<[Int]>.array(of: .int(-limit...limit), count: 2...2)
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

    private static let values = Shape<[Value]>.array(of: value, count: 1...longestList)

    /// A whole number, a text, a boolean, or a list of these.
    private static let value = Shape<Value>(
        read: { json, reading in
            if let value = Value(json) { return value }
            let hint = json.double.map { _ in "write \"\(json.text)\" in quotes: values have whole numbers only" }
            let found = json.double.map { _ in json.text } ?? "a value of kind \(json.kindName)"
            reading.error(
                at: json.offset, "\(found) cannot be drawn",
                instead: hint ?? "write a whole number, a text, true, false, or a list of these")
            return .int(0)
        },
        schema: { _ in
            let single: [JSON] = [["type": "integer"], ["type": "string"], ["type": "boolean"]]
            return [
                "anyOf": .array(single + [["type": "array", "items": ["type": ["integer", "string", "boolean"]]]])
            ]
        },
        placeholder: { .int(0) })
}

extension Value {
    /// The value that JSON writes: a whole number of 64 bits, a string, a boolean, or an array of these; else nil.
    init?(_ json: JSON) {
        switch json.kind {
        case .number(let text):
            guard let number = Int64(text) else { return nil }
            self = .int(number)
        case .string(let text): self = .text(text)
        case .bool(let value): self = .bool(value)
        case .array(let elements):
            let values = elements.compactMap { $0.array == nil ? Value($0) : nil }
            guard values.count == elements.count else { return nil }
            self = .list(values)
        case .null, .object: return nil
        }
    }
}
