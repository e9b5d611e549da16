import Core

/// A day of the proleptic Gregorian calendar, perhaps with a time and an offset from UTC.
struct CalendarDate: Equatable, Sendable {
    /// 1 to 9999.
    var year: Int
    var month: Int
    var day: Int
    /// Microseconds since midnight; nil where there is no time. A leap second counts as the next minute.
    var time: Int?
    /// Minutes east of UTC; nil where nothing tells.
    var offset: Int?

    /// Nil for a day that is none.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...CalendarDate.days(of: month, in: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Days from 1970-01-01.
    var days: Int { Timestamp.days(year: year, month: month, day: day) }

    /// 0 for Monday to 6 for Sunday.
    var weekday: Int { ((days + 3) % 7 + 7) % 7 }

    /// Microseconds from 1970-01-01 in UTC, or in local time where there is no offset.
    var microseconds: Int { days * 86_400_000_000 + (time ?? 0) - (offset ?? 0) * 60_000_000 }

    /// ISO 8601.
    var text: String {
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        if let time {
            let seconds = time / 1_000_000
            text += "T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            if time % 1_000_000 > 0 { text += "." + padded(time % 1_000_000, 6) }
        }
        guard let offset else { return text }
        if offset == 0 { return text + "Z" }
        return text + (offset < 0 ? "-" : "+") + padded(abs(offset) / 60, 2) + ":" + padded(abs(offset) % 60, 2)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// In which order a date such as `03/04/2024` has its parts.
enum DateOrder: String, CaseIterable, Sendable {
    case dmy, mdy, ymd
}
