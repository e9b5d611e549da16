extension Function {
    /// About dates of the Gregorian calendar, years 1 to 9999.
    static let dates: [Function] = [
        Function("date(text) or date(year, month, day)", 1...3) { a throws(Fault) in
            if a.values.count == 1 {
                let text = try a.text(0)
                guard let day = Day(text) else {
                    throw a.fault("there is no such date", instead: "write date('2024-03-03')")
                }
                return .date(day)
            }
            guard a.values.count == 3 else { throw a.fault("two arguments", instead: "write date(2024, 3, 3)") }
            let parts = (try a.int(0, in: 1...9999, "the year"), try a.int(1, in: 1...12, "the month"))
            guard let day = Day(year: parts.0, month: parts.1, day: try a.int(2, in: 1...31, "the day")) else {
                throw a.fault("there is no such date")
            }
            return .date(day)
        },
        Function("year(date)") { a throws(Fault) in .int(try a.date(0).parts.year) },
        Function("month(date)") { a throws(Fault) in .int(try a.date(0).parts.month) },
        Function("day(date)") { a throws(Fault) in .int(try a.date(0).parts.day) },
        Function("weekday(date)") { a throws(Fault) in .text(Day.weekdayNames[try a.date(0).weekday - 1]) },
        Function("weekdaynumber(date)") { a throws(Fault) in .int(try a.date(0).weekday) },
        Function("monthname(date)") { a throws(Fault) in .text(Day.monthNames[try a.date(0).parts.month - 1]) },
        Function("longdate(date)") { a throws(Fault) in .text(try a.date(0).long) },
        Function("addmonths(date, months)") { a throws(Fault) in
            guard let day = try a.date(0).adding(months: try a.int(1, in: -120_000...120_000, "the months")) else {
                throw a.fault("a date outside the years 1 to 9999")
            }
            return .date(day)
        },
        Function("isleap(year)") { a throws(Fault) in .bool(Day.isLeap(try a.int(0, in: 1...9999, "the year"))) },
        Function("monthdays(year, month)") { a throws(Fault) in
            let year = try a.int(0, in: 1...9999, "the year")
            return .int(Day.length(ofMonth: try a.int(1, in: 1...12, "the month"), in: year))
        },
    ]
}
