import Core

/// Whether the date that the answer gives is the expected one.
struct DateEvaluator: Evaluator {
    static let type = "date"
    static let ruleVersion = 1
    static let summary = "The date in the answer, with its time where one is expected, is the expected one."

    let expected: CalendarDate
    let order: DateOrder
    let tolerance: ElapsedTime
    let weekday: Bool
    let which: Which
    let extract: Extract

    init(reading fields: inout Fields) {
        let order: DateOrder = fields.field(
            "order", .choice, default: .dmy, shown: "dmy", "In which order 03/04/2024 has day, month and year.")
        expected = fields.required(
            "equals", dateShape, "The expected date in ISO 8601, with a time where it counts: `2024-03-03T15:00Z`.")
        tolerance = fields.field(
            "tolerance", durationShape, default: .zero, shown: "0 s", "How far off it may be: `2 days`, `30 min`.")
        weekday = fields.field(
            "weekday", .bool, default: false, shown: false, "Whether the weekday must stand with the date.")
        which = fields.field(
            "which", .choice, default: .last, shown: "last", "Which date counts where the answer has several.")
        extract = Extract.read(&fields, default: .auto)
        self.order = order
    }

    var expectation: String? { expected.text }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let wholes = part.kind == .narrow && extract == .auto ? [part.bytes, answer.bytes[...]] : [part.bytes]
        for place in wholes {
            let text = plainDigits(place, .point)
            let found = DateScanner(text, order: order).all()
            if which == .only, found.count > 1 {
                return judgement(
                    0, .failed, "expected \(expected.text) as the only date, found \(found.count) dates",
                    evidence: Excerpt(text))
            }
            if let date = which == .first ? found.first : found.last { return judge(date, in: text) }
        }
        return judgement(
            0, .failed, "expected \(expected.text), found no date \(answer.lack)", evidence: answer.excerpt)
    }

    private func judge(_ found: DateScanner.Found, in text: ArraySlice<UInt8>) -> Judgement {
        let problem = problem(found)
        let reason =
            problem.map { "expected \(expected.text), found \(found.date.text)\($0)" }
            ?? "found \(found.date.text) as expected"
        return judgement(problem == nil ? 1 : 0, .found, reason, evidence: around(found.place, in: text))
    }

    /// What is wrong with a date, or nil.
    private func problem(_ found: DateScanner.Found) -> String? {
        if let written = found.weekday, written != found.date.weekday {
            return ", which is no \(name(ofDay: written)) but a \(name(ofDay: found.date.weekday))"
        }
        if weekday, found.weekday == nil { return " without its weekday" }
        var date = found.date
        if expected.time == nil {
            (date.time, date.offset) = (nil, nil)
        } else if date.time == nil {
            return " without a time"
        } else if expected.offset == nil || date.offset == nil {
            // Without an offset on one side both are the same local time.
            date.offset = expected.offset
        }
        let apart = abs(date.microseconds - expected.microseconds)
        return Fraction(BigInt(apart), over: BigInt(1_000_000)).map { $0 <= tolerance.seconds } == true ? nil : ""
    }

    private func name(ofDay day: Int) -> String {
        let name = String(decoding: weekdays[day], as: UTF8.self)
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}

/// A date in ISO 8601 and nothing else.
private let dateShape: Shape<CalendarDate> = Shape<String>.text(1...64).map(placeholder: epoch) { text, json, reading in
    let bytes = Array(text.utf8)[...]
    let found = DateScanner(bytes, order: .ymd).all()
    guard found.count == 1, found[0].place == 0..<bytes.count, text.prefix(4).allSatisfy(\.isNumber) else {
        reading.error(
            at: json.offset, "\(quoted(text)) is no date",
            instead: "write one such as \"2024-03-03\" or \"2024-03-03T15:00Z\"")
        return nil
    }
    return found[0].date
}

private let epoch: CalendarDate = {
    guard let day = CalendarDate(year: 1970, month: 1, day: 1) else { preconditionFailure("1970-01-01 is a date") }
    return day
}()
