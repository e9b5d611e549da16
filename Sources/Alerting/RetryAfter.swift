package import Core

/// The header `Retry-After`. **Source:** RFC 9110, sections 10.2.3 and 5.6.7.
package enum RetryAfter {
    /// How long the receiver asks to be left alone, at least zero; nil when it says nothing that can be read.
    package static func duration(of headers: [Header], at now: Timestamp) -> Duration? {
        guard let value = headers["retry-after"]?.trimmed else { return nil }
        if !value.isEmpty, value.utf8.allSatisfy({ (48...57).contains($0) }) {
            return .seconds(Int64(value) ?? 1_000_000_000)
        }
        return date(value).map { max($0 - now, .zero) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms are not read.
    private static func date(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]), (1970...9999).contains(year)
        else { return nil }
        return Timestamp(rfc3339: "\(padded(year, 4))-\(padded(month + 1, 2))-\(padded(max(day, 0), 2))T\(parts[4])Z")
    }
}
