import Core

/// Whether the number that the answer gives is the expected one.
struct NumberEvaluator: Evaluator {
    static let type = "number"
    static let ruleVersion = 1
    static let summary = "The number in the answer is the expected one, or lies in a range."

    private enum Goal: Sendable {
        case equals(WrittenNumber, absolute: Double, relative: Double)
        case between(Double, Double)
    }

    /// Which number of several counts.
    enum Which: String, CaseIterable, Sendable { case last, first, only }

    private let goal: Goal
    let which: Which
    let unit: String?
    let unitRequired: Bool
    let decimalSign: DecimalSign
    let extract: Extract

    init(reading fields: inout Fields) {
        let equals = fields.optional(
            "equals", writtenNumber, "The expected number; `\"3/4\"` and `\"1e6\"` are numbers too.")
        let between = fields.optional(
            "between", .array(of: .numeric(-1e308...1e308), count: 2...2),
            "The smallest and largest number that is right.")
        let absolute = fields.field(
            "tolerance", .numeric(0...1e308), default: 0, shown: 0, "How far off the number may be.")
        let relative = fields.field(
            "relative_tolerance", .numeric(0...1), default: 0, shown: 0,
            "How far off it may be as a share of the expected number.")
        which = fields.field(
            "which", .choice, default: .last, shown: "last", "Which number counts where the answer has several.")
        unit = fields.optional(
            "unit", .text(1...24),
            "The unit of the expected number: `km`, `%`, `€`. An answer in another one of its kind is converted.")
        unitRequired = fields.field(
            "unit_required", .bool, default: false, shown: false, "Whether a number without a unit is wrong.")
        decimalSign = fields.field(
            "decimal", .choice, default: .point, shown: "point",
            "How `1,234` and `1.234` are read: with a decimal point or comma.")
        extract = Extract.read(&fields, default: .auto)
        fields.require(
            (equals == nil) != (between == nil), "a number is expected by \"equals\" or by \"between\"",
            instead: "give one of the two")
        fields.require(
            between.map { $0.count != 2 || $0[0] <= $0[1] } ?? true, at: "between", "the range is empty",
            instead: "write the smaller number first")
        fields.require(unit != nil || !unitRequired, at: "unit_required", "no unit is named", instead: "add \"unit\"")
        if let between, between.count == 2 {
            goal = .between(between[0], between[1])
        } else {
            goal = .equals(equals ?? zero, absolute: absolute, relative: relative)
        }
    }

    var expectation: String? { if case .equals(let number, _, _) = goal { number.text } else { nil } }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        guard let (found, text) = number(in: part, of: answer) else {
            return judgement(0, .failed, "expected \(wanted), found no number \(answer.lack)", evidence: answer.excerpt)
        }
        if which == .only, found.count > 1 {
            return judgement(
                0, .failed, "expected \(wanted) as the only number, found \(found.count) numbers",
                evidence: Excerpt(part.bytes))
        }
        return judge(found.number, in: text)
    }

    private func judge(_ number: WrittenNumber, in text: ArraySlice<UInt8>) -> Judgement {
        let found = Units.unit(of: number, in: text)
        let evidence = around(number.place, in: text)
        let (isRight, note) = isRight(number, unit: found)
        // Without a unit in the question, the word behind a number is just the next word.
        let shown = found.isEmpty || (unit == nil && found != "%") ? number.text : "\(number.text) \(found)"
        let reason =
            isRight
            ? "found \(shown) as expected" : "expected \(wanted), found \(shown) as the \(which.rawValue) number\(note)"
        return judgement(isRight ? 1 : 0, .found, reason, evidence: evidence)
    }

    /// The number that counts: from the first sentence of a narrow part if that has one, else from all of the
    /// part, else from
    /// the whole answer where the place was not asked for.
    private func number(
        in part: Part, of answer: Answer
    ) -> (found: (number: WrittenNumber, count: Int), text: ArraySlice<UInt8>)? {
        var places = [part.bytes]
        if part.kind == .narrow { places.insert(firstSentence(part.bytes), at: 0) }
        if extract == .auto, part.kind == .narrow { places.append(answer.bytes[...]) }
        for place in places {
            let summary = NumberScanner(place, decimalSign: decimalSign).summary()
            if let number = which == .first ? summary.first : summary.last { return ((number, summary.count), place) }
        }
        return nil
    }

    private func isRight(_ number: WrittenNumber, unit found: String) -> (Bool, note: String) {
        guard let unit else {
            if holds(number) { return (true, "") }
            // Without a unit to go by, 25% may be meant as 25 or as 0.25.
            return (found == "%" && holds(number.value / 100), "")
        }
        if Units.same(found, unit) { return (holds(number), "") }
        if let factor = Units.factor(from: found, to: unit) {
            return (holds(number.value * factor), ", converted to \(unit)")
        }
        if unitRequired { return (false, ", not in \(unit)") }
        // A word behind the number is no wrong unit: "87 apples"; a percent sign is.
        return (found != "%" && unit != "%" || found.isEmpty ? holds(number) : false, "")
    }

    /// Exactly, where both are decimals and nothing else was asked for.
    private func holds(_ number: WrittenNumber) -> Bool {
        if case .equals(let expected, 0, 0) = goal, let a = expected.decimal, let b = number.decimal { return a == b }
        return holds(number.value, slack: number.decimal == nil ? 1e-15 : 0)
    }

    private func holds(_ value: Double, slack: Double = 1e-12) -> Bool {
        switch goal {
        case .between(let low, let high): return value >= low && value <= high
        case .equals(let expected, let absolute, let relative):
            // The difference of two decimals as doubles is off in its last place: 0.4 - 0.3 is more than 0.1.
            let allowed = max(absolute, relative * abs(expected.value))
            let rounding = allowed > 0 ? max(abs(value), abs(expected.value)) * 1e-15 + allowed * 1e-12 : 0
            return abs(value - expected.value) <= max(allowed + rounding, slack * abs(expected.value))
        }
    }

    private var wanted: String {
        let behind = unit.map { " \($0)" } ?? ""
        switch goal {
        case .equals(let number, 0, 0): return number.text + behind
        case .equals(let number, let absolute, let relative):
            return number.text + behind + (absolute > 0 ? " ± \(absolute)" : "")
                + (relative > 0 ? " ± \(relative * 100) %" : "")
        case .between(let low, let high): return "\(low) to \(high)" + behind
        }
    }
}

private let zero = WrittenNumber(
    decimal: Decimal(isNegative: false, whole: [], fraction: [], exponent: 0), place: 0..<0)

/// A number, or a string that holds one number and nothing else.
private let writtenNumber: Shape<WrittenNumber> = Shape(
    read: { json, reading in
        let text: String
        switch json.kind {
        case .number(let number): text = number
        case .string(let string): text = string.trimmed
        default: return mismatch("a number", json, &reading) ?? zero
        }
        let bytes = Array(text.utf8)
        let summary = NumberScanner(bytes[...], decimalSign: .point).summary()
        guard let number = summary.last, summary.count == 1, number.place == 0..<bytes.count, number.value.isFinite
        else {
            reading.error(at: json.offset, "\(quoted(text)) is no number", instead: "write one number, such as 87")
            return zero
        }
        return number
    },
    schema: { _ in
        ["type": ["number", "string"], "description": "A number, also as a string."]
    },
    placeholder: { zero })
