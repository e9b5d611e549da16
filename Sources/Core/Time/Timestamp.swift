/// A moment in time: whole microseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the epoch; negative before it.
    package var microseconds: Int64

    /// A moment from its microseconds since the epoch.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment from its seconds since the epoch, cut to microseconds.
    package init(seconds: Double) { self.microseconds = Int64((seconds * 1e6).rounded()) }

    /// Seconds since the epoch.
    package var seconds: Double { Double(microseconds) / 1e6 }

    package static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }
    package static func + (a: Self, b: Duration) -> Self { Self(microseconds: a.microseconds &+ b.microseconds) }
    package static func - (a: Self, b: Duration) -> Self { Self(microseconds: a.microseconds &- b.microseconds) }
    package static func - (a: Self, b: Self) -> Duration { .microseconds(a.microseconds - b.microseconds) }
    package static func += (a: inout Self, b: Duration) { a = a + b }

    /// The earliest moment, before every real one.
    package static let distantPast = Self(microseconds: .min / 4)
    /// The latest moment, after every real one.
    package static let distantFuture = Self(microseconds: .max / 4)

    /// The number of the UTC day, counted from 1970-01-01; what budgets of a day are kept by.
    package var day: Int { Int((microseconds - floorRemainder(microseconds, 86_400_000_000)) / 86_400_000_000) }
    /// Hours since the UTC day began, in 0..<24.
    package var hourOfDay: Double { Double(floorRemainder(microseconds, 86_400_000_000)) / 3_600_000_000 }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T09:15:43.120Z`.
    package var description: String { rfc3339(fractionDigits: 3) }

    /// RFC 3339 in UTC with 0 to 6 digits of the second's fraction (cut, not rounded).
    package func rfc3339(fractionDigits: Int) -> String {
        let inDay = floorRemainder(microseconds, 86_400_000_000)
        let (year, month, dayOfMonth) = civil(fromDays: day)
        let second = inDay / 1_000_000
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
        text += "T\(padded(Int(second / 3600), 2)):\(padded(Int(second / 60 % 60), 2)):\(padded(Int(second % 60), 2))"
        if fractionDigits > 0 {
            text += "." + padded(Int(inDay % 1_000_000), 6).prefix(min(fractionDigits, 6))
        }
        return text + "Z"
    }

    /// `2026-11-23 09:15:43`, in UTC, for people.
    package var forPeople: String {
        rfc3339(fractionDigits: 0).replacingCharacter("T", with: " ").trimmingSuffix("Z")
    }

    /// Reads RFC 3339 (`Z` or a numeric offset), or nil.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int? {
            guard from + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[from..<from + count] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[13] == 58, bytes[16] == 58,
            bytes[10] == 84 || bytes[10] == 116 || bytes[10] == 32,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var fraction: Int64 = 0
        if bytes[at] == 46 {
            at += 1
            var scale: Int64 = 100_000
            while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 {
                fraction += Int64(bytes[at] - 48) * scale
                scale /= 10
                at += 1
            }
        }
        guard at < bytes.count else { return nil }
        var offset = 0
        if bytes[at] == 90 || bytes[at] == 122 {
            guard at + 1 == bytes.count else { return nil }
        } else {
            guard bytes[at] == 43 || bytes[at] == 45, at + 6 == bytes.count, bytes[at + 3] == 58,
                let hours = number(at + 1, 2), let minutes = number(at + 4, 2)
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[at] == 43 ? 60 : -60)
        }
        let days = Timestamp.days(year: year, month: month, day: day)
        let seconds = Int64(days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
    /// **Source:** H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
    package static func days(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }
}

private func floorRemainder(_ a: Int64, _ b: Int64) -> Int64 {
    let r = a % b
    return r < 0 ? r + b : r
}
