import Core

/// Whether the expression that the answer is has the expected value; it is worked out here, exactly.
struct ExpressionEvaluator: Evaluator {
    static let type = "expression"
    static let ruleVersion = 2
    static let summary = "The answer is an expression of the expected value: it is worked out with exact fractions."

    /// Bytes beyond which an answer is no expression.
    static let longest = 10_000

    let equals: Formula.Value
    let numbers: [Fraction]?
    let extract: Extract

    init(reading fields: inout Fields) {
        equals = fields.required("equals", ExpressionEvaluator.value, "The value: a number, a text, true or false.")
        numbers = fields.optional(
            "numbers", .array(of: ExpressionEvaluator.number, count: 1...64),
            "The numbers that must be written in it, each as often as here, and no others.")
        extract = Extract.read(&fields, default: Extract([.boxed, .answerLine, .fence(language: nil), .whole]))
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let text = undecorated(part.bytes)
        let evidence = Excerpt(text)
        guard !text.isEmpty, text.count <= ExpressionEvaluator.longest else {
            return judgement(0, .failed, "there is no expression \(answer.lack)", evidence: evidence)
        }
        do {
            let (value, written) = try Formula.value(of: text)
            guard value == equals else {
                return judgement(0, .found, "expected \(equals.shown), found \(value.shown)", evidence: evidence)
            }
            if let problem = problem(with: written) { return judgement(0, .found, problem, evidence: evidence) }
            return judgement(1, .found, "the expression is worth \(value.shown)", evidence: evidence)
        } catch {
            switch error {
            case .malformed(let problem, let offset):
                return judgement(
                    0, .failed, "that is no expression: \(problem) (byte \(offset + 1))", evidence: evidence)
            case .undefined(let problem):
                return judgement(0, .found, "the expression has no value: \(problem)", evidence: evidence)
            case .tooMuch(let why):
                return judgement(0, .error, "the expression could not be worked out: \(why)", evidence: evidence)
            }
        }
    }

    /// What is wrong with the numbers that are used, or nil.
    private func problem(with written: [Fraction]) -> String? {
        guard let numbers else { return nil }
        var left = numbers
        for number in written {
            guard let index = left.firstIndex(of: number) else {
                return "\(number.text) is \(numbers.contains(number) ? "used too often" : "not one of the numbers")"
            }
            left.remove(at: index)
        }
        return left.first.map { "\($0.text) is not used" }
    }

    /// The text without emphasis, fences and signs of mathematics around it; brackets belong to it.
    private func undecorated(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes[bytes.inner(leading: { leadingMarks[Int($0)] }, trailing: { trailingMarks[Int($0)] })]
    }

    private static let number: Shape<Fraction> = Shape(
        read: { json, reading in
            guard case .number(let text) = numberInQuotes(json).kind, let number = rational(text) else {
                return mismatch("a number of at most 30 digits", json, &reading) ?? .zero
            }
            return number
        },
        schema: { Shape<Double>.number(-1e30...1e30).templated.schema(&$0) }, placeholder: { .zero })

    private static func rational(_ text: String) -> Fraction? {
        guard let exact = ExactNumber(text), abs(exact.exponent) <= 30, exact.digits.count <= 30 else { return nil }
        let decimal = Decimal(isNegative: exact.isNegative, whole: exact.digits, fraction: [], exponent: exact.exponent)
        return NumberValue(decimal).rational.flatMap { $0.bitWidth <= Formula.bitsLimit ? $0 : nil }
    }

    private static let value: Shape<Formula.Value> = Shape(
        read: { json, reading in
            if let value = json.bool { return .bool(value) }
            if numberInQuotes(json).exactNumber != nil { return .number(number.read(json, &reading)) }
            return .text(Shape<String>.text(0...1000).read(json, &reading))
        },
        schema: { _ in ["type": ["number", "string", "boolean"]] }, placeholder: { .bool(true) })
}

private let leadingMarks = byteTable(" \t\n\u{B}\u{C}\r`$*")
private let trailingMarks = byteTable(" \t\n\u{B}\u{C}\r`$*.")
