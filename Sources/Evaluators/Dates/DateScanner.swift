/// Finds the dates of a text: `2024-03-03`, `3 March 2024`, `March 3rd, 2024`, `03/04/2024` in a stated order, each with
/// a weekday before or behind it and a time behind it, or before it with `at` or a comma.
struct DateScanner {
    /// A date as it stands in a text.
    struct Found {
        var date: CalendarDate
        /// The weekday that is written with it, 0 for Monday.
        var weekday: Int?
        /// Where the date and its time stand.
        var place: Range<Int>
    }

    /// Most dates of one text; further ones are not read.
    static let most = 10_000

    let text: ArraySlice<UInt8>
    let order: DateOrder

    init(_ text: ArraySlice<UInt8>, order: DateOrder) {
        self.text = text
        self.order = order
    }

    /// All dates in order.
    func all() -> [Found] {
        var found: [Found] = []
        var index = text.startIndex
        while let next = text.next(from: index, in: startsDate), found.count < Self.most {
            index = next
            let isInWord = text.byte(at: index - 1).map { $0.isLetter || $0.isDigit } ?? false
            guard !isInWord, let (date, end) = date(at: index) else {
                index += 1
                // Within a row of digits, or a word, no date starts.
                while let byte = text.byte(at: index), let before = text.byte(at: index - 1),
                    byte.isDigit && before.isDigit || byte.isLetter && before.isLetter
                { index += 1 }
                continue
            }
            var each = Found(date: date, weekday: weekday(before: index) ?? weekday(behind: end), place: index..<end)
            if let time = TimeOfDay(text, behind: end) {
                each.date.time = time.microseconds
                each.date.offset = time.offset
                each.place = index..<time.end
            }
            found.append(each)
            index = each.place.upperBound
        }
        return found
    }

    /// The date that starts at the place, and where it ends.
    private func date(at index: Int) -> (CalendarDate, end: Int)? {
        let found = text[index].isDigit ? numeric(at: index) ?? dayFirst(at: index) : monthFirst(at: index)
        guard let found, text.byte(at: found.end).map({ !$0.isDigit }) ?? true else { return nil }
        return found
    }

    /// Digits at a place, at most so many: their value and where they end.
    private func number(at start: Int, _ count: ClosedRange<Int>) -> (value: Int, end: Int)? {
        var (value, end) = (0, start)
        while let byte = text.byte(at: end), byte.isDigit, end - start <= count.upperBound {
            value = value * 10 + Int(byte - 48)
            end += 1
        }
        return count.contains(end - start) ? (value, end) : nil
    }

    /// `2024-03-03`, `2024/3/3`, `20240303`, and `03/04/2024`, `3.4.2024`, `3-4-24` in the stated order.
    private func numeric(at index: Int) -> (CalendarDate, end: Int)? {
        if let whole = number(at: index, 8...8) {
            return CalendarDate(year: whole.value / 10_000, month: whole.value / 100 % 100, day: whole.value % 100)
                .map { ($0, whole.end) }
        }
        guard let first = number(at: index, 1...4), let mark = text.byte(at: first.end),
            mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: "."),
            let second = number(at: first.end + 1, 1...2), text.byte(at: second.end) == mark,
            let third = number(at: second.end + 1, 1...4)
        else { return nil }
        let (a, b, c) = (first.value, second.value, third.value)
        let isYearFirst = first.end - index == 4
        if isYearFirst || order == .ymd && third.end - second.end <= 3 {
            return CalendarDate(year: isYearFirst ? a : 2000 + a, month: b, day: c).map { ($0, third.end) }
        }
        let digits = third.end - second.end - 1
        guard digits == 2 || digits == 4 else { return nil }
        // A point is written where the day comes first, whatever the order of slashes.
        let isDayFirst = order == .dmy || mark == UInt8(ascii: ".")
        return CalendarDate(year: digits == 2 ? 2000 + c : c, month: isDayFirst ? b : a, day: isDayFirst ? a : b)
            .map { ($0, third.end) }
    }

    /// `3 March 2024`, `3rd of March, 2024`, `3. März 2024` in English names alone.
    private func dayFirst(at index: Int) -> (CalendarDate, end: Int)? {
        guard let day = number(at: index, 1...2) else { return nil }
        var at = skip(ordinal(at: day.end))
        if text.has("of ", at: at) { at = skip(at + 3) }
        if text.has("day of ", at: at) { at = skip(at + 7) }
        guard let (month, end) = month(at: at) else { return nil }
        guard let year = number(at: skip(end), 4...4) else { return nil }
        return CalendarDate(year: year.value, month: month, day: day.value).map { ($0, year.end) }
    }

    /// `March 3rd, 2024`, `Mar 3 2024`.
    private func monthFirst(at index: Int) -> (CalendarDate, end: Int)? {
        guard let (month, end) = month(at: index), let day = number(at: skip(end), 1...2) else { return nil }
        guard let year = number(at: skip(ordinal(at: day.end)), 4...4) else { return nil }
        return CalendarDate(year: year.value, month: month, day: day.value).map { ($0, year.end) }
    }

    private func ordinal(at index: Int) -> Int {
        // Hundreds of thousands of numbers may have to be told that they have none.
        guard text.byte(at: index)?.isLetter == true else { return index }
        return text.has("st", at: index) || text.has("nd", at: index) || text.has("rd", at: index)
            || text.has("th", at: index) ? index + 2 : index
    }

    /// Past blanks, commas, full stops, hyphens and the like, at most six.
    private func skip(_ start: Int) -> Int {
        var at = start
        while at - start < 6, let byte = text.byte(at: at), between[Int(byte)] { at += 1 }
        return at
    }

    private func month(at index: Int) -> (Int, end: Int)? { name(at: index, months).map { ($0.place + 1, $0.end) } }

    /// A name at the place, whole or its first three letters (`sept` is one too).
    private func name(at index: Int, _ names: [[UInt8]]) -> (place: Int, end: Int)? {
        var end = index
        while let byte = text.byte(at: end), byte.isLetter, end - index < 10 { end += 1 }
        let length = end - index
        guard length >= 3 else { return nil }
        for (place, name) in names.enumerated() where length == name.count || length <= min(5, name.count) {
            var same = 0
            while same < length, text[index + same].lowered == name[same] { same += 1 }
            if same == length { return (place, end) }
        }
        return nil
    }

    private func weekday(before index: Int) -> Int? {
        var end = index
        if text.has("the ", at: end - 4) { end -= 4 }
        while index - end < 8, let byte = text.byte(at: end - 1), between[Int(byte)] { end -= 1 }
        var start = end
        while end - start < 10, let byte = text.byte(at: start - 1), byte.isLetter { start -= 1 }
        return name(at: start, weekdays).flatMap { $0.end == end ? $0.place : nil }
    }

    private func weekday(behind index: Int) -> Int? {
        let start = skip(index)
        guard start > index else { return nil }
        return name(at: start, weekdays)?.place
    }
}

private let startsDate = (0..<256).map { UInt8($0).isDigit || "jfmasondJFMASOND".utf8.contains(UInt8($0)) }
private let between = byteTable(" ,.-*_()")
private let months: [[UInt8]] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
].map { Array($0.utf8) }
/// Monday first. **Source:** ISO 8601-1:2019, 4.3.7.
let weekdays: [[UInt8]] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
].map { Array($0.utf8) }
