/// A time behind a date: `T15:04:05.5Z`, ` 15:04 +02:00`, `, 3:04 pm UTC`, ` at 3 pm`.
struct TimeOfDay {
    /// Since midnight.
    let microseconds: Int
    /// Minutes east of UTC; nil where nothing tells.
    let offset: Int?
    let end: Int

    /// The time whose digits start within a few bytes behind `start`, or nil.
    init?(_ text: ArraySlice<UInt8>, behind start: Int) {
        var at = start
        func number(_ count: ClosedRange<Int>) -> Int? {
            let from = at
            var value = 0
            while let byte = text.byte(at: at), byte.isDigit, at - from <= count.upperBound {
                value = value * 10 + Int(byte - 48)
                at += 1
            }
            return count.contains(at - from) ? value : nil
        }
        if text.byte(at: at)?.lowered == UInt8(ascii: "t") {
            at += 1
        } else {
            while at - start < 4, let byte = text.byte(at: at), byte == 32 || byte == UInt8(ascii: ",") { at += 1 }
            if text.has("at ", at: at) { at += 3 }
            guard at > start else { return nil }
        }
        guard var hour = number(1...2) else { return nil }
        var (minute, second, fraction) = (0, 0, 0)
        var hasMinute = false
        if text.byte(at: at) == UInt8(ascii: ":") {
            at += 1
            guard let value = number(2...2) else { return nil }
            (minute, hasMinute) = (value, true)
            if text.byte(at: at) == UInt8(ascii: ":"), text.byte(at: at + 1)?.isDigit == true {
                at += 1
                guard let value = number(2...2) else { return nil }
                second = value
                if text.byte(at: at) == UInt8(ascii: "."), text.byte(at: at + 1)?.isDigit == true {
                    at += 1
                    var scale = 100_000
                    while let byte = text.byte(at: at), byte.isDigit {
                        fraction += Int(byte - 48) * scale
                        scale /= 10
                        at += 1
                    }
                }
            }
        }
        var next = at
        if text.byte(at: next) == 32 { next += 1 }
        let isHalf = text.byte(at: next + 1)?.lowered == UInt8(ascii: "m") && text.byte(at: next + 2)?.isLetter != true
        if isHalf, let half = text.byte(at: next)?.lowered, half == UInt8(ascii: "a") || half == UInt8(ascii: "p") {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half == UInt8(ascii: "p") ? 12 : 0)
            at = next + 2
        } else if !hasMinute {
            return nil
        }
        guard hour < 24 || hour == 24 && minute == 0 && second == 0, minute < 60, second <= 60 else { return nil }
        microseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
        (offset, end) = TimeOfDay.offset(text, at) ?? (nil, at)
    }

    /// `Z`, `UTC`, `GMT`, `+02:00`, `-0500`, `UTC+2`.
    private static func offset(_ text: ArraySlice<UInt8>, _ start: Int) -> (Int, Int)? {
        var at = start
        if text.byte(at: at) == 32 { at += 1 }
        var isNamed = false
        for (name, length) in [("utc", 3), ("gmt", 3), ("z", 1)]
        where text.has(Array(name.utf8), at: at) && text.byte(at: at + length)?.isLetter != true {
            at += length
            isNamed = true
            break
        }
        guard let sign = text.byte(at: at), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let first = text.byte(at: at + 1), first.isDigit
        else { return isNamed ? (0, at) : nil }
        var digits: [Int] = []
        var end = at + 1
        while digits.count < 4, let byte = text.byte(at: end) {
            if byte.isDigit {
                digits.append(Int(byte - 48))
            } else if byte != UInt8(ascii: ":") || digits.count != 2 {
                break
            }
            end += 1
        }
        let (hours, minutes): (Int, Int)
        switch digits.count {
        case 1: (hours, minutes) = (digits[0], 0)
        case 2: (hours, minutes) = (digits[0] * 10 + digits[1], 0)
        case 4: (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        default: return isNamed ? (0, at) : nil
        }
        guard hours <= 14, minutes < 60, isNamed || digits.count > 1 else { return isNamed ? (0, at) : nil }
        return ((hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1), end)
    }
}
