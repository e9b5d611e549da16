import Core
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("2026-11-23T09:15:43Z", 1_795_425_343),
        ("1969-12-31T23:59:59Z", -1), ("2026-11-23T10:15:43+01:00", 1_795_425_343),
    ])
    func `RFC 3339 is read`(text: String, seconds: Int) {
        #expect(Timestamp(rfc3339: text)?.microseconds == Int64(seconds) * 1_000_000)
    }

    @Test(arguments: ["2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T09:15:43", "x", "2026-11-23T09:15:43+1:00"])
    func `what is no RFC 3339 is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `a moment is written and read back over four centuries`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            let moment = Timestamp(microseconds: Int64(random.int(in: -4_000_000_000_000...9_000_000_000_000)) * 1_000)
            #expect(Timestamp(rfc3339: moment.description) == moment)
        }
    }

    @Test(arguments: [("15m", 900_000), ("1h30m", 5_400_000), ("250ms", 250), ("2d", 172_800_000), ("1m30s", 90_000)])
    func `durations are read and written back`(text: String, milliseconds: Int) {
        #expect(Duration(text: text) == .milliseconds(milliseconds))
        #expect(Duration.milliseconds(milliseconds).text == text)
    }

    @Test(arguments: ["", "15", "m", "15x", "-3m", "1m1h", "1.5h", "9999999999s", "1m 2s"])
    func `what is no duration is refused`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test func `a round starts at a whole multiple of its interval`() {
        let now = Timestamp(rfc3339: "2026-11-23T09:22:43Z") ?? .distantPast
        #expect(Round(at: now, interval: .seconds(900)).start.description == "2026-11-23T09:15:00.000Z")
    }

    @Test func `prices are exact and never rounded down`() {
        #expect(USD(0.15).forTokens(1_000_000) == USD(0.15))
        #expect(USD(0.15).forTokens(1).nanodollars == 150)
        #expect(USD(0.0001).forTokens(3).nanodollars == 1)
        #expect(USD(15).forTokens(.max).nanodollars > 0)
        #expect(USD(15).forTokens(-5) == .zero)
    }

    @Test func `numbers for people are the same everywhere`() {
        #expect(fixed(1.005, 1) == "1.0")
        #expect(fixed(-0.04, 1) == "0.0")
        #expect(fixed(2.5, 0) == "3")
        #expect(grouped(16_800_000) == "16,800,000")
        #expect(bytesForPeople(1536) == "1.5 KiB")
        #expect(Duration.seconds(3_725).forPeople == "1h 2m")
    }
}
