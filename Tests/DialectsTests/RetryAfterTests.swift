import Core
import Dialects
import Testing

@Suite struct RetryAfterTests {
    private func delay(_ headers: (String, String)...) -> Duration? {
        RetryAfter.delay(headers.map { Header($0.0, $0.1) }, now: Examples.now)
    }

    @Test func `seconds are read, with a fraction or without`() {
        #expect(delay(("Retry-After", "120")) == .seconds(120))
        #expect(delay(("retry-after", " 1.5 ")) == .milliseconds(1500))
        #expect(delay(("RETRY-AFTER", "0")) == .zero)
    }

    @Test func `milliseconds come before seconds`() {
        #expect(delay(("retry-after", "2"), ("retry-after-ms", "700")) == .milliseconds(700))
        #expect(delay(("retry-after", "2"), ("retry-after-ms", "soon")) == .seconds(2))
    }

    @Test func `all three forms of a date are read`() {
        #expect(delay(("retry-after", "Mon, 23 Nov 2026 09:00:30 GMT")) == .seconds(30))
        #expect(delay(("retry-after", "Monday, 23-Nov-26 09:00:30 GMT")) == .seconds(30))
        #expect(delay(("retry-after", "Mon Nov 23 09:01:00 2026")) == .seconds(60))
        #expect(delay(("retry-after", "Tue Dec  1 09:00:00 2026")) == .seconds(8 * 86_400))
    }

    @Test func `a date counts from the response's own date`() {
        let wait = delay(("retry-after", "Sat, 01 Jan 2028 00:00:10 GMT"), ("Date", "Sat, 01 Jan 2028 00:00:00 GMT"))
        #expect(wait == .seconds(10))
    }

    @Test(arguments: [
        "-5", "", " ", "soon", "5s", "NaN", "inf", "+5", "1e3", "1.2.3", "0x10", "٣", "Mon, 23 Nov 2026 08:59:59 GMT",
        "Mon, 32 Nov 2026 09:00:30 GMT", "Mon, 23 Nov 2026 25:00:30 GMT", "Mon, 23 Foo 2026 09:00:30 GMT",
        "Mon, 23 Nov 2026 09:00:30 CET", "Mon, 23 Nov 2026 09:00 GMT", "23 Nov",
        "Mon, 23 Nov 99999999999999999999 09:00:30 GMT",
    ])
    func `what is negative, past or garbage is ignored`(_ value: String) {
        #expect(delay(("retry-after", value)) == nil)
    }

    @Test func `absurd waits stay absurd and never trap`() {
        #expect(delay(("retry-after", "315360000")) == .seconds(315_360_000))
        #expect(delay(("retry-after", String(repeating: "9", count: 400))) == RetryAfter.maximum)
        #expect(delay(("retry-after-ms", String(repeating: "9", count: 40))) == RetryAfter.maximum / 1_000)
        #expect(delay(("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")) == RetryAfter.maximum)
    }
}
