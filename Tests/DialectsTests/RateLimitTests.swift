import Core
import Dialects
import Testing

@Suite struct RateLimitTests {
    private static let now = Examples.now

    private func limits(_ headers: (String, String)...) -> RateLimits {
        RateLimitHeaders.limits(headers.map { Header($0.0, $0.1) }, now: Self.now)
    }

    private func limit(_ limit: Int?, _ remaining: Int?, after seconds: Double? = nil) -> RateLimits.Limit {
        RateLimits.Limit(
            limit: limit, remaining: remaining, resetAt: seconds.map { Self.now + .microseconds(Int64($0 * 1e6)) })
    }

    @Test func `the names of OpenAI, with Go durations`() {
        let told = limits(
            ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-limit-tokens", "30000"),
            ("X-RateLimit-Remaining-Requests", "499"), ("x-ratelimit-remaining-tokens", "29951"),
            ("x-ratelimit-reset-requests", "120ms"), ("x-ratelimit-reset-tokens", "6m0s"))
        #expect(told == RateLimits(requests: limit(500, 499, after: 0.12), tokens: limit(30_000, 29_951, after: 360)))
    }

    @Test func `the names of Anthropic, with moments, and the tightest of its limits of tokens`() {
        let told = limits(
            ("anthropic-ratelimit-requests-limit", "50"), ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", "2026-11-23T09:00:12Z"),
            ("anthropic-ratelimit-tokens-limit", "48000"), ("anthropic-ratelimit-tokens-remaining", "40000"),
            ("anthropic-ratelimit-input-tokens-limit", "40000"),
            ("anthropic-ratelimit-input-tokens-remaining", "39000"),
            ("anthropic-ratelimit-output-tokens-limit", "8000"),
            ("anthropic-ratelimit-output-tokens-remaining", "1000"),
            ("anthropic-ratelimit-output-tokens-reset", "2026-11-23T09:00:50Z"))
        #expect(told == RateLimits(requests: limit(50, 0, after: 12), tokens: limit(8_000, 1_000, after: 50)))
    }

    @Test func `a moment counts from the response's own date`() {
        let told = limits(
            ("date", "Mon, 23 Nov 2026 11:00:00 GMT"), ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-reset", "2026-11-23T11:00:30Z"))
        #expect(told.requests == limit(50, nil, after: 30))
    }

    @Test func `the names of Mistral: limits by size, one reset`() {
        let told = limits(
            ("x-ratelimitbysize-limit-minute", "500000"), ("x-ratelimitbysize-remaining-minute", "499900"),
            ("x-ratelimitbysize-limit-month", "1000000000"), ("x-ratelimitbysize-remaining-month", "999999000"),
            ("ratelimitbysize-reset", "27"), ("ratelimitbysize-query-cost", "100"))
        #expect(told == RateLimits(tokens: limit(500_000, 499_900, after: 27)))
    }

    @Test func `windows in the names, and the window's length where no reset is told`() {
        let told = limits(
            ("x-ratelimit-limit-requests-day", "14400"), ("x-ratelimit-remaining-requests-day", "14399"),
            ("x-ratelimit-reset-requests-day", "33011.382867"), ("x-ratelimit-limit-tokens-minute", "60000"),
            ("x-ratelimit-remaining-tokens-minute", "52000"))
        #expect(
            told
                == RateLimits(
                    requests: limit(14_400, 14_399, after: 33_011.382867), tokens: limit(60_000, 52_000, after: 60)))
    }

    @Test func `requests and tokens of Together`() {
        let told = limits(
            ("x-ratelimit-limit", "10"), ("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "1"),
            ("x-tokenlimit-limit", "3000"), ("x-tokenlimit-remaining", "2900"))
        #expect(told == RateLimits(requests: limit(10, 9, after: 1), tokens: limit(3_000, 2_900)))
    }

    @Test(arguments: [
        ("1795424430", 30.0), ("1795424430000", 30), ("1795424399", 0), ("30", 30), ("0", 0), ("1.5", 1.5),
    ])
    func `a reset as a number is a moment or a length`(_ text: String, _ seconds: Double) {
        #expect(
            limits(("x-ratelimit-limit", "5000"), ("x-ratelimit-reset", text)).requests
                == limit(5_000, nil, after: seconds))
    }

    @Test func `all three drafts of the IETF`() {
        #expect(
            limits(("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Remaining", "50"), ("RateLimit-Reset", "50"))
                .requests == limit(100, 50, after: 50))
        #expect(
            limits(("RateLimit", "limit=100, remaining=50, reset=5"), ("RateLimit-Policy", "100;w=60")).requests
                == limit(100, 50, after: 5))
        #expect(
            limits(
                ("RateLimit-Policy", "\"burst\";q=100;w=60,\"daily\";q=1000;w=86400"),
                ("RateLimit", "\"burst\";r=49;t=30, \"daily\";r=999")
            ).requests == limit(100, 49, after: 30))
        #expect(
            limits(
                ("ratelimit", "\"a\";r=70000, \"b\";r=12"),
                ("ratelimit-policy", "\"a\";q=90000;w=60;qu=\"tokens\", \"b\";q=20;qu=\"content-bytes\"")
            ) == RateLimits(tokens: limit(90_000, 70_000, after: 60)))
    }

    @Test func `Azure tells -1 or 0 for what it does not know`() {
        #expect(
            limits(
                ("x-ratelimit-limit-requests", "-1"), ("x-ratelimit-remaining-requests", "-1"),
                ("x-ratelimit-limit-tokens", "0"), ("x-ratelimit-remaining-tokens", "0")
            ).isEmpty)
        #expect(
            limits(("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-remaining-tokens", "88000"))
                == RateLimits(tokens: limit(nil, 88_000)))
    }

    @Test(arguments: [
        "", " ", "-5", "+5", "5.0", "1e9", "0x10", "٣", "99999999999999999999999", "NaN", "five", "5 requests", "12ms",
        "{}", "10\u{0}",
    ])
    func `a count that is none is ignored`(_ text: String) {
        #expect(limits(("x-ratelimit-limit-requests", text), ("x-ratelimit-remaining-requests", text)).isEmpty)
    }

    @Test(arguments: [
        "", "soon", "-3s", "s", "5", "5x", ".5s", "1.2.3s", "1h2", "9999999h", "99999999999999999999", "1e9s", "NaNs",
        "2026-11-23", "2026-11-20T09:00:00Z", "2027-11-23T09:00:00Z", "Mon, 23 Nov 2020 09:00:00 GMT", "4102444800",
        "500000000", "3000000",
    ])
    func `a reset that is none, long past or far away is ignored`(_ text: String) {
        let told = limits(("x-ratelimit-limit-requests", "7"), ("x-ratelimit-reset-requests", text))
        #expect(told.requests?.limit == 7)
        #expect(told.requests?.resetAt == (text == "5" ? Self.now + .seconds(5) : nil), "\(text)")
    }

    @Test(arguments: [
        ("12ms", 0.012), ("6m0s", 360.0), ("1h2m3s", 3_723), ("7.66s", 7.66), ("2m59.56s", 179.56), ("350µs", 0.00035),
        ("1.5ns", 0), ("0s", 0), ("Mon, 23 Nov 2026 09:00:30 GMT", 30), ("2026-11-23T10:00:05+01:00", 5),
    ])
    func `lengths and moments that are`(_ text: String, _ seconds: Double) {
        let told = limits(("x-ratelimit-limit-tokens", "7"), ("x-ratelimit-reset-tokens", text))
        #expect(told.tokens?.resetAt == Self.now + .microseconds(Int64((seconds * 1e6).rounded())))
    }

    @Test(arguments: [
        "x-ratelimit", "x-ratelimit-limit-images", "x-ratelimit-limit-limit", "x-ratelimit-limit-requests-tokens",
        "x-ratelimit-limit-day-minute", "my-ratelimit-limit", "ratelimits-limit", "x-x-ratelimit-limit",
        "anthropic-priority-input-tokens-limit", "x-ratelimit-limit-\u{1F4A9}", "-limit", "", "limit-ratelimit",
    ])
    func `a name with a word that is not known is not read`(_ name: String) {
        #expect(limits((name, "100")).isEmpty)
    }

    @Test func `the first header of a name counts, and more is left than there is means all of it`() {
        #expect(
            limits(
                ("x-ratelimit-limit", "10"), ("x-ratelimit-remaining", "25"), ("x-ratelimit-limit", "99"),
                ("x-ratelimit-remaining", "0")
            ).requests == limit(10, 10))
    }

    @Test func `any headers give limits in range, and a flood of them is cut`() {
        let names = [
            "x-ratelimit-limit-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset", "ratelimit",
            "ratelimit-policy", "date", "anthropic-ratelimit-requests-reset", "x-ratelimit-limit-1s",
        ]
        let pieces = [
            "1", "0", "-", "m", "s", "\"a\"", ";", "r=", "q=", "t=", "w=", ",", "limit=", "999999999999", ".", "=",
            "2026-11-23T09:00:0", "Z", "é", "\u{0}",
        ]
        for seed in UInt64(0)..<400 {
            var random = SeededRandom(seed: seed)
            let headers = (0..<random.int(in: 0...12)).map { _ in
                let value = (0..<random.int(in: 0...6)).map { _ in pieces[random.int(in: 0...pieces.count - 1)] }
                return Header(names[random.int(in: 0...names.count - 1)], value.joined())
            }
            let told = RateLimitHeaders.limits(headers, now: Self.now)
            for kind in RateLimits.Kind.allCases {
                guard let limit = told[kind] else { continue }
                #expect(!limit.isUnknown && limit.limit ?? 1 >= 1 && limit.remaining ?? 0 >= 0, "seed \(seed)")
                #expect(limit.remaining ?? 0 <= limit.limit ?? .max, "seed \(seed)")
                let reset = limit.resetAt ?? Self.now
                #expect(reset >= Self.now && reset <= Self.now + RateLimitHeaders.longestWindow, "seed \(seed)")
            }
        }
        let flood = (0..<100_000).map { Header("x-ratelimit-limit-requests-\($0 % 2 == 0 ? "day" : "hour")", "5") }
        #expect(RateLimitHeaders.limits(flood, now: Self.now).requests?.limit == 5)
        let long = [Header("ratelimit", String(repeating: "\"a\";r=1,", count: 100_000))]
        #expect(RateLimitHeaders.limits(long, now: Self.now).isEmpty)
    }
}
