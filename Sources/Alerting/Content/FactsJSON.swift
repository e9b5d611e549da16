internal import Core

extension Timestamp {
    /// RFC 3339: whole seconds without a fraction, else with all microseconds, so that it reads back equal.
    var json: JSON { .string(rfc3339(fractionDigits: microseconds % 1_000_000 == 0 ? 0 : 6)) }

    /// `2023-06-13 04:15 UTC`.
    var toTheMinute: String { forPeople.prefix(16) + " UTC" }
}

extension JSON {
    /// The identity written as 16 hexadecimal digits, or nil.
    var recordID: RecordID? { string.flatMap { RecordID($0) } }

    /// The members of an object as pairs; none for every other kind of value.
    var pairs: [(String, JSON)] { (members ?? []).map { ($0.key, $0.value) } }
}

/// How facts are worded, the same in every sentence.
enum Wording {
    /// `once in 120 years`, `once in 18 days`, `once in over a million years`.
    static func onceIn(years: Double) -> String {
        switch years {
        case 1_000_000...: "once in over a million years"
        case 10...: "once in \(grouped(Int(years.rounded()))) years"
        case 1.95...: "once in \(fixed(years, 1)) years"
        case 0.95...: "once a year"
        case (2 / 365.25)...: "once in \(fixed(years * 365.25, 0)) days"
        default: "every day or two"
        }
    }

    /// A score or difference in [0, 1] as points of 100: `33`.
    static func points(_ value: Double) -> String { fixed(value * 100, 0) }

    /// A share in [0, 1]: `82 %`; one that is neither none nor all never reads as such.
    static func percent(_ share: Double) -> String {
        switch share {
        case ..<0.005 where share > 0: "under 1 %"
        case 0.995... where share < 1: "over 99 %"
        default: "\(fixed(share * 100, 0)) %"
        }
    }

    /// `all` as nothing, else ` in arithmetic`, ` in probe primes/p1`.
    static func place(scope: String) -> String {
        if scope.hasPrefix("category:") { return " in " + scope.dropFirst(9) }
        if scope.hasPrefix("probe:") { return " in probe " + scope.dropFirst(6) }
        return ""
    }
}
