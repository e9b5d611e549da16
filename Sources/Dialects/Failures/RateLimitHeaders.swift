package import Core

/// Reads the limits that providers and gateways tell in headers, whatever they call them.
///
/// | who | names | reset |
/// | --- | --- | --- |
/// | OpenAI, Azure, Groq, Fireworks and most others | `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` | Go duration, or seconds |
/// | Anthropic | `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}` | RFC 3339 |
/// | Mistral | `x-ratelimitbysize-{limit,remaining}-minute`, `ratelimitbysize-reset` | seconds |
/// | Cerebras and others | `x-ratelimit-{limit,remaining,reset}-{requests-day,tokens-minute}` | seconds |
/// | Together | `x-tokenlimit-{limit,remaining}` beside `x-ratelimit-{limit,remaining,reset}` | seconds |
/// | GitHub, OpenRouter | `x-ratelimit-{limit,remaining,reset}` | seconds or milliseconds since 1970 |
/// | IETF drafts | `ratelimit-{limit,remaining,reset}`; `ratelimit` and `ratelimit-policy` | seconds |
///
/// A name is read by its words: one of limit, remaining and reset, at most one of requests and tokens, and which of
/// several limits it is (`input`, `day`). A name with any other word is not read, nor is a value that is no count, no
/// length of time and no moment of the next month. `-1`, and 0 without a limit above it, mean that it is not known.
/// **Source:** the vendors' API references; draft-ietf-httpapi-ratelimit-headers-06, -07 and -10.
package enum RateLimitHeaders {
    /// The longest window that is believed; a reset beyond it is not read.
    package static let longestWindow = Duration.seconds(31 * 86_400)
    /// The largest count that is believed.
    package static let largestCount = 1_000_000_000_000
    /// Headers that are looked at, in their order.
    package static let mostHeaders = 256

    /// The limits that the headers of an answer tell. `now` is the time of the answer.
    ///
    /// Moments count from the response's own `Date`, so that a wrong clock on either side does no harm.
    package static func limits(_ headers: [Header], now: Timestamp) -> RateLimits {
        let date = headers["date"].flatMap { HTTPDate.read($0.trimmed) } ?? now
        var table = LimitTable(times: ResetTimes(now: now, serverNow: date))
        for header in headers.prefix(mostHeaders) where header.value.utf8.count <= 512 {
            switch header.name.lowercased() {
            case "ratelimit": table.read(structured: header.value)
            case "ratelimit-policy": table.read(policy: header.value)
            case let name:
                if let (place, field) = LimitPlace.read(name) { table.read(header.value, field, place) }
            }
        }
        return table.limits
    }
}

/// Which limit a header is about.
struct LimitPlace: Equatable {
    var kind: RateLimits.Kind
    /// The scheme of the name: `ratelimit`, `ratelimitbysize`, `tokenlimit`.
    var stem: String
    /// What tells apart several limits of a kind: `input`, `day`; empty for the only one.
    var which: String = ""
    /// The length that the name gives the window; nil for none.
    var window: Duration?

    /// What a header's name says of its value.
    enum Field { case limit, remaining, reset }

    private static let stems = ["ratelimit", "ratelimitbysize", "tokenlimit"]
    private static let requests: Set = ["requests", "request", "req"]
    private static let tokens: Set = ["tokens", "token"]
    private static let directions: Set = ["input", "output", "prompt", "generated"]
    private static let windows: [String: Duration] = [
        "second": .seconds(1), "minute": .seconds(60), "hour": .seconds(3_600), "day": .seconds(86_400),
        "month": .seconds(30 * 86_400), "1s": .seconds(1), "1m": .seconds(60), "1h": .seconds(3_600),
        "1d": .seconds(86_400),
    ]

    /// Reads a header's name in lower case; nil when it is not about a limit, or not in words that are known.
    static func read(_ name: String) -> (LimitPlace, Field)? {
        guard name.utf8.count <= 64 else { return nil }
        var words = name.split(separator: "-").map(String.init)
        if words.first == "x" || words.first == "anthropic" { words.removeFirst() }
        guard let stem = words.first, stems.contains(stem) else { return nil }
        var place = LimitPlace(kind: stem == "ratelimit" ? .requests : .tokens, stem: stem)
        var field: Field?
        var isKindTold = false
        for word in words.dropFirst() {
            if let told = ["limit": Field.limit, "remaining": .remaining, "reset": .reset][word] {
                guard field == nil else { return nil }
                field = told
            } else if requests.contains(word) || tokens.contains(word) {
                guard !isKindTold else { return nil }
                (place.kind, isKindTold) = (tokens.contains(word) ? .tokens : .requests, true)
            } else if let window = windows[word] {
                guard place.window == nil else { return nil }
                place.window = window
                place.which += word
            } else if directions.contains(word) {
                place.which += word
            } else {
                return nil
            }
        }
        return field.map { (place, $0) }
    }
}
