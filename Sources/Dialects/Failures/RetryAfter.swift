package import Core

/// How long a response asks to wait.
package enum RetryAfter {
    /// The longest wait that is told apart from a longer one: 1,000 years. Callers cap far below.
    package static let maximum = Duration.seconds(1_000 * 365 * 86_400)

    /// The wait that the headers ask for: `retry-after-ms`, else `Retry-After` as seconds or as a date; nil for none,
    /// for what is negative or in the past, and for what cannot be read.
    ///
    /// A date counts from the response's own `Date`, so that a wrong clock on either side does no harm; from `now`
    /// where the response has none. **Source:** RFC 9110, section 10.2.3.
    package static func delay(_ headers: [Header], now: Timestamp) -> Duration? {
        if let delay = headers["retry-after-ms"].flatMap(seconds) { return delay / 1_000 }
        guard let value = headers["retry-after"]?.trimmed else { return nil }
        if let delay = seconds(value) { return delay }
        guard let until = HTTPDate.read(value) else { return nil }
        let from = headers["date"].flatMap { HTTPDate.read($0.trimmed) } ?? now
        return until > from ? min(until - from, maximum) : nil
    }

    /// A non-negative decimal number of seconds, with a fraction or without; nil for anything else.
    static func seconds(_ text: String) -> Duration? {
        let bytes = Array(text.trimmed.utf8)
        guard let first = bytes.first, (48...57).contains(first),
            bytes.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
            let value = Double(text.trimmed)
        else { return nil }
        return min(.seconds(min(value, 1e12)), maximum)
    }
}
