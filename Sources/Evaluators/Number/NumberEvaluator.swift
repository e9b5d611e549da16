import Core

/// Whether the number that the answer gives is the expected one. All comparisons are exact.
struct NumberEvaluator: Evaluator {
    static let type = "number"
    static let ruleVersion = 2
    static let summary = "The number in the answer is the expected one, or lies in a range; or the interval is."

    /// What a number with a percent sign stands for where no unit is named.
    enum Percent: String, CaseIterable, Sendable { case number, share, either }

    let goal: NumberGoal
    let which: Which
    let percent: Percent
    let unit: String?
    let unitRequired: Bool
    let words: Bool
    let decimalSign: DecimalSign
    let extract: Extract

    init(reading fields: inout Fields) {
        goal = NumberGoal(reading: &fields)
        which = fields.field(
            "which", .choice, default: .last, shown: "last", "Which number counts where the answer has several.")
        percent = fields.field(
            "percent", .choice, default: .number, shown: "number",
            "What 50% is where no unit is named: 50, or with share 0.5, or either.")
        unit = fields.optional(
            "unit", .text(1...24),
            "The unit of the expected number: `km`, `%`, `€`. An answer in another one of its kind is converted.")
        unitRequired = fields.field(
            "unit_required", .bool, default: false, shown: false, "Whether a number without a unit is wrong.")
        words = fields.field(
            "words", .bool, default: false, shown: false,
            "Whether English number words count: `eighty-seven`, `two hundred and five`.")
        decimalSign = fields.field(
            "decimal", .choice, default: .point, shown: "point",
            "How `1,234` and `1.234` are read: with a decimal point or comma.")
        extract = Extract.read(&fields, default: .auto)
        fields.require(unit != nil || !unitRequired, at: "unit_required", "no unit is named", instead: "add \"unit\"")
    }

    var expectation: String? { if case .equals(let number, _) = goal { number.text } else { nil } }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        if case .interval(let wanted, let tolerance) = goal { return judge(wanted, tolerance, part, answer) }
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
        let value = number.value(in: text)
        let evidence = around(number.place, in: text)
        let (isRight, note) = isRight(value, unit: found)
        // Without a unit in the question, the word behind a number is just the next word.
        let shown = found.isEmpty || (unit == nil && found != "%") ? value.text : "\(value.text) \(found)"
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
        for place in places(part, answer) {
            let summary = scanner(place).summary()
            if let number = which == .first ? summary.first : summary.last {
                return ((number, summary.count), scanner(place).text)
            }
        }
        return nil
    }

    private func places(_ part: Part, _ answer: Answer) -> [ArraySlice<UInt8>] {
        guard part.kind == .narrow else { return [part.bytes] }
        return [firstSentence(part.bytes), part.bytes] + (extract == .auto ? [answer.bytes[...]] : [])
    }

    private func scanner(_ text: ArraySlice<UInt8>) -> NumberScanner {
        NumberScanner(plainDigits(text, decimalSign), decimalSign: decimalSign, words: words)
    }

    private func isRight(_ number: NumberValue, unit found: String) -> (Bool, note: String) {
        guard let unit else {
            guard found == "%" else { return (goal.holds(number), "") }
            let share = number.rational.flatMap { $0.divided(by: Fraction(100)) }.map(NumberValue.init)
            let isRight =
                percent != .share && goal.holds(number) || percent != .number && share.map(goal.holds) ?? false
            return (isRight, percent == .share ? ", which is \(share?.text ?? "beyond the limits")" : "")
        }
        if Units.same(found, unit) { return (goal.holds(number), "") }
        if let value = number.rational, let converted = Units.convert(value, from: found, to: unit) {
            return (goal.holds(NumberValue(converted)), ", which is \(converted.text) \(unit)")
        }
        if unitRequired { return (false, ", not in \(unit)") }
        // A word behind the number is no wrong unit: "87 apples"; a percent sign is.
        return (found != "%" && unit != "%" || found.isEmpty ? goal.holds(number) : false, "")
    }

    /// The share of the ends that are right.
    private func judge(_ wanted: NumberGoal.Range, _ tolerance: Tolerance, _ part: Part, _ answer: Answer) -> Judgement
    {
        for place in places(part, answer) {
            let scanner = scanner(place)
            guard let found = Interval.find(scanner, first: which == .first) else { continue }
            let ends = [(found.low, wanted.low, wanted.isLowClosed), (found.high, wanted.high, wanted.isHighClosed)]
            let right = ends.count { end, expected, isClosed in
                let unit = Units.unit(of: end.number, in: scanner.text)
                return (isClosed == nil || end.isClosed == nil || isClosed == end.isClosed)
                    && NumberGoal.equals(expected, tolerance).holds(
                        converted(end.number.value(in: scanner.text), from: unit))
            }
            let shown =
                "\(ends[0].0.number.value(in: scanner.text).text) to \(ends[1].0.number.value(in: scanner.text).text)"
            let reason =
                right == 2
                ? "found \(shown) as expected"
                : "expected \(self.wanted), found \(shown): \(right) of 2 ends right, or open where they should be closed"
            return judgement(
                Double(right) / 2, .found, reason,
                evidence: around(
                    found.low.number.place.lowerBound..<found.high.number.place.upperBound, in: scanner.text))
        }
        return judgement(
            0, .failed, "expected \(self.wanted), found no interval \(answer.lack)", evidence: answer.excerpt)
    }

    private func converted(_ value: NumberValue, from found: String) -> NumberValue {
        guard let unit, let number = value.rational, let other = Units.convert(number, from: found, to: unit) else {
            return value
        }
        return NumberValue(other)
    }

    private var wanted: String { goal.text(unit: unit.map { " \($0)" } ?? "") }
}
