import Core

/// Reads when a limit is whole again.
struct ResetTimes {
    /// The time of the answer by this clock and by the far end's.
    let now: Timestamp
    let serverNow: Timestamp

    /// A Go duration, RFC 3339, an HTTP date, or a number: seconds from now, seconds since 1970, or milliseconds since
    /// then. Nil for what is none of these, for a moment long past and for one beyond the longest window.
    func read(_ text: String) -> Timestamp? {
        if let number = Self.number(text) {
            switch number {
            case ..<1e8: return moment(.seconds(number))
            case 1e9..<1e10: return moment(Timestamp(seconds: number) - serverNow)
            case 1e12..<1e13: return moment(Timestamp(seconds: number / 1_000) - serverNow)
            default: return nil
            }
        }
        if let length = GoDuration.read(text) { return moment(length) }
        return (Timestamp(rfc3339: text) ?? HTTPDate.read(text)).flatMap { moment($0 - serverNow) }
    }

    /// The moment after that length; one that passed within the last minute is now.
    func moment(_ length: Duration) -> Timestamp? {
        guard length >= .seconds(-60), length <= RateLimitHeaders.longestWindow else { return nil }
        return now + max(length, .zero)
    }

    private static func number(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard (1...20).contains(bytes.count), let first = bytes.first, (48...57).contains(first),
            bytes.allSatisfy({ (48...57).contains($0) || $0 == 46 })
        else { return nil }
        return Double(text)
    }
}

/// Lengths of time as Go prints them: `12ms`, `6m0s`, `1h2m3s`, `7.66s`, `350µs`.
enum GoDuration {
    private static let units: [(name: String, seconds: Double)] = [
        ("h", 3_600), ("m", 60), ("s", 1), ("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ns", 1e-9),
    ]

    /// Reads a length that is not negative, at most 40 bytes of text; nil for anything else, a number alone included.
    /// **Source:** Go, package `time`, `ParseDuration`.
    static func read(_ text: String) -> Duration? {
        guard text.utf8.count <= 40, !text.isEmpty else { return nil }
        var rest = Substring(text)
        var seconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let first = digits.first, first != ".", let number = Double(String(digits)),
                let size = units.first(where: { $0.name == unit })?.seconds
            else { return nil }
            seconds += number * size
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return seconds <= 1e10 ? .microseconds(Int64((seconds * 1e6).rounded())) : nil
    }
}
