import Core

extension Family {
    /// Questions about dates: the date so many days or months later, the days between two, the day of the week.
    static let dates = Variant<Draw>("dates", "A question about dates of the calendar.") { fields in
        let ask = fields.field(
            "ask", Shape<String>.word(["date", "days", "weekday", "months"]), default: "date", shown: "date",
            "For the date after so many days, the days between, the day of the week, or the date after so many months.")
        let span = fields.field(
            "span", .int(1...3_000).templated, default: 90, shown: 90, "How many days lie between at most.")
        return Draw { random in makeDateQuestion(ask, span: span, &random) }
    }
}

/// Days of 2000 to 2039; the weekday that is asked for is drawn first, so that each is the answer equally often.
private func makeDateQuestion(_ ask: String, span: Int, _ random: inout SeededRandom) -> Value {
    let first = 10_957 + random.int(in: 0...2_086) * 7 + random.int(in: 0...6)
    let days = random.int(in: 1...span)
    let (text, answer, wrong): (String, Value, Value)
    let start = longDate(first)
    switch ask {
    case "days":
        text = "How many days after \(start) is \(longDate(first + days))?"
        (answer, wrong) = (.int(days), .int(days + 1))
    case "weekday":
        let isNamed = random.coin()
        let asked = isNamed ? first + days : first
        text =
            isNamed
            ? "\(start) is a \(weekday(first)). Which day of the week is \(longDate(asked))?"
            : "Which day of the week is \(start)?"
        (answer, wrong) = (.text(weekday(asked)), .text(weekday(asked + 1)))
    case "months":
        let months = random.int(in: 1...30)
        let later = Day(number: first).flatMap { $0.adding(months: months) }?.number ?? first
        text =
            "Which date is \(English.counted(months, "month")) after \(start)? If that month has no such day, take its last day."
        (answer, wrong) = (isoDate(later), isoDate(later + 1))
    default:
        let isBack = random.coin()
        let asked = isBack ? first - days : first + days
        text = "Which date is \(English.counted(days, "day")) \(isBack ? "before" : "after") \(start)?"
        (answer, wrong) = (isoDate(asked), isoDate(asked + 1))
    }
    return .record(["text": .text(text), "answer": answer, "wrong": wrong, "start": isoDate(first)])
}

private func longDate(_ number: Int) -> String { Day(number: number)?.long ?? "" }
private func isoDate(_ number: Int) -> Value { Day(number: number).map(Value.date) ?? .text("") }
private func weekday(_ number: Int) -> String {
    Day.weekdayNames[(Day(number: number)?.weekday ?? 1) - 1]
}
