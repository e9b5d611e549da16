import Core

/// What a number, or an interval, must be.
enum NumberGoal: Sendable {
    /// The ends of an interval, and whether they belong to it where that matters.
    struct Range: Sendable {
        var low: NumberValue
        var high: NumberValue
        var isLowClosed: Bool?
        var isHighClosed: Bool?
    }

    case equals(NumberValue, Tolerance)
    case between(NumberValue, NumberValue)
    case interval(Range, Tolerance)

    init(reading fields: inout Fields) {
        let equals = fields.optional(
            "equals", writtenNumber, "The expected number; `\"3/4\"` and `\"1e6\"` are numbers too.")
        let between = fields.optional(
            "between", .array(of: writtenNumber, count: 2...2), "The smallest and largest number that is right.")
        let interval = fields.optional(
            "interval", intervalShape,
            "The interval that is the answer: two numbers, or a text such as `[3, 5)` where open and closed ends matter."
        )
        let tolerance = Tolerance(reading: &fields, besides: between != nil)
        fields.require(
            [equals != nil, between != nil, interval != nil].count { $0 } == 1,
            "a number is expected by \"equals\" or by \"between\"", instead: "give one of the two, or \"interval\"")
        fields.require(
            between.map { $0.count != 2 || isOrdered($0[0], $0[1]) } ?? true, at: "between", "the range is empty",
            instead: "write the smaller number first")
        if let between, between.count == 2 {
            self = .between(between[0], between[1])
        } else if let interval {
            self = .interval(interval, tolerance)
        } else {
            self = .equals(equals ?? zero, tolerance)
        }
    }

    /// Whether the number is right. One beyond the limits of exact fractions is right only where it is the expected
    /// decimal, digit by digit.
    func holds(_ number: NumberValue) -> Bool {
        switch self {
        case .equals(let expected, let tolerance):
            if let a = expected.decimal, let b = number.decimal, a == b { return true }
            guard let a = number.rational, let b = expected.rational else { return false }
            return tolerance.allows(a, for: b)
        case .between(let low, let high):
            guard let value = number.rational, let low = low.rational, let high = high.rational else { return false }
            return value >= low && value <= high
        case .interval: return false
        }
    }

    /// The goal for people, with the unit behind its numbers.
    func text(unit: String) -> String {
        switch self {
        case .equals(let number, let tolerance): number.text + unit + tolerance.text
        case .between(let low, let high): "\(low.text) to \(high.text)" + unit
        case .interval(let range, let tolerance):
            (range.isLowClosed.map { $0 ? "[" : "(" } ?? "") + "\(range.low.text) to \(range.high.text)"
                + (range.isHighClosed.map { $0 ? "]" : ")" } ?? "") + unit + tolerance.text
        }
    }
}

/// How far a number may be off.
struct Tolerance: Sendable {
    let absolute: Fraction
    let relative: Fraction
    /// Both numbers are rounded to so many significant digits first.
    let significant: Int?
    /// Both numbers are rounded to so many decimals first.
    let decimals: Int?

    init(reading fields: inout Fields, besides other: Bool) {
        absolute =
            fields.field("tolerance", notNegative, default: zero, shown: 0, "How far off the number may be.").rational
            ?? .zero
        relative =
            fields.field(
                "relative_tolerance", notNegative, default: zero, shown: 0,
                "How far off it may be as a share of the expected number, at most 1."
            ).rational ?? .zero
        significant = fields.optional(
            "significant", .whole(1...30),
            "Significant digits to which both numbers are rounded, half away from zero, before they are compared.")
        decimals = fields.optional(
            "decimals", .whole(0...30), "Decimals to which both numbers are rounded, half away from zero.")
        fields.require(
            relative <= .one, at: "relative_tolerance", "more than 1", instead: "write a share, such as 0.01")
        fields.require(
            [!absolute.isZero || !relative.isZero, significant != nil, decimals != nil].count { $0 } < 2,
            "several ways to be nearly right", instead: "give a tolerance, \"significant\" or \"decimals\"")
    }

    /// Whether a value is near enough to the expected one, exactly; with both tolerances the greater counts.
    func allows(_ value: Fraction, for expected: Fraction) -> Bool {
        if let significant {
            return value.rounded(significant: significant) == expected.rounded(significant: significant)
        }
        if let decimals { return value.rounded(decimals: decimals) == expected.rounded(decimals: decimals) }
        return (value - expected).magnitude <= max(absolute, relative * expected.magnitude)
    }

    /// For people, behind the number.
    var text: String {
        (absolute.isZero ? "" : " ± \(absolute.text)")
            + (relative.isZero ? "" : " ± \((relative * Fraction(100)).text) %")
            + (significant.map { " to \($0) significant digits" } ?? "") + (decimals.map { " to \($0) decimals" } ?? "")
    }
}

private let zero = NumberValue(.zero)

private func isOrdered(_ a: NumberValue, _ b: NumberValue) -> Bool {
    guard let a = a.rational, let b = b.rational else { return false }
    return a <= b
}

/// A number, or a string that holds one number and nothing else.
let writtenNumber: Shape<NumberValue> = Shape(
    read: { json, reading in
        let text: String
        switch json.kind {
        case .number(let number): text = number
        case .string(let string): text = string.trimmed
        default: return mismatch("a number", json, &reading) ?? zero
        }
        let bytes = Array(text.utf8)[...]
        let summary = NumberScanner(bytes, decimalSign: .point).summary()
        guard let number = summary.last, summary.count == 1, number.place == 0..<bytes.count,
            number.value(in: bytes).rational != nil
        else {
            reading.error(at: json.offset, "\(quoted(text)) is no number", instead: "write one number, such as 87")
            return zero
        }
        return number.value(in: bytes)
    },
    schema: { _ in ["type": ["number", "string"], "description": "A number, also as a string."] },
    placeholder: { zero })

private let notNegative: Shape<NumberValue> = writtenNumber.map(placeholder: zero) { value, json, reading in
    if value.rational?.isNegative == true {
        reading.error(at: json.offset, "\(value.text) is less than 0", instead: "write 0 or more")
    }
    return value
}

/// Two numbers, or a text with an interval in it.
private let intervalShape: Shape<NumberGoal.Range> = {
    let pair = Shape<[NumberValue]>.array(of: writtenNumber, count: 2...2)
    let nothing = NumberGoal.Range(low: zero, high: zero)
    return Shape(
        read: { json, reading in
            var range = nothing
            if let text = json.string {
                let scanner = NumberScanner(Array(text.utf8)[...], decimalSign: .point)
                guard let found = Interval.find(scanner, first: true), scanner.summary().count == 2 else {
                    reading.error(
                        at: json.offset, "\(quoted(text)) is no interval", instead: "write one such as \"[3, 5)\"")
                    return nothing
                }
                range = NumberGoal.Range(
                    low: found.low.number.value(in: scanner.text), high: found.high.number.value(in: scanner.text),
                    isLowClosed: found.low.isClosed, isHighClosed: found.high.isClosed)
            } else {
                let ends = pair.read(json, &reading)
                guard ends.count == 2 else { return nothing }
                range = NumberGoal.Range(low: ends[0], high: ends[1])
            }
            if !isOrdered(range.low, range.high) {
                reading.error(at: json.offset, "the interval is empty", instead: "write the smaller number first")
            }
            return range
        },
        schema: { writer in ["anyOf": [pair.schema(&writer), ["type": "string"]]] }, placeholder: { nothing })
}()
