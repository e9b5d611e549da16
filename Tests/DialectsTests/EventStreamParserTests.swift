import Core
import Dialects
import Testing

@Suite struct EventStreamParserTests {
    private func events(_ text: String) -> [ServerSentEvent] { events(Array(text.utf8)) }

    private func events(_ bytes: [UInt8]) -> [ServerSentEvent] {
        var parser = EventStreamParser()
        let whole = parser.feed(bytes)
        return whole + [parser.finish()].compactMap(\.self)
    }

    @Test func `lines end with LF, CRLF or CR`() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "event: a\(end)data: 1\(end)\(end)data: 2\(end)\(end)"
            #expect(events(text).map(\.name) == ["a", ""])
            #expect(events(text).map(\.data) == ["1", "2"])
        }
    }

    @Test func `data lines join and one space after the colon is dropped`() {
        #expect(events("data:  a\ndata:b\ndata\n\n").map(\.data) == [" a\nb\n"])
    }

    @Test func `comments, unknown fields and events without data are ignored`() {
        #expect(events(": ping\n\nid: 3\nretry: 5\nfoo: bar\nevent: x\n\ndata: 1\n\n").map(\.data) == ["1"])
        #expect(events("event: x\n\ndata: 1\n\n").map(\.name) == [""])
    }

    @Test func `a byte order mark is skipped at the start alone`() {
        #expect(events("\u{FEFF}data: 1\n\n\u{FEFF}data: 2\n\n").map(\.data) == ["1"])
    }

    @Test func `an event that was begun is given at the end`() {
        #expect(events("data: 1\n\ndata: 2").map(\.data) == ["1", "2"])
        #expect(events("data: 1\n\ndata: 2\n").map(\.data) == ["1", "2"])
        #expect(events("data: 1\n\n: c").map(\.data) == ["1"])
    }

    @Test func `invalid UTF-8 is replaced and NUL is kept`() {
        #expect(events(Array("data: a".utf8) + [0xFF, 0x00] + Array("b\n\n".utf8)).map(\.data) == ["a\u{FFFD}\u{0}b"])
    }

    @Test func `a line beyond the limit is dropped and counted`() {
        var parser = EventStreamParser(maximumLineBytes: 16)
        let found = parser.feed(Array("data: \(String(repeating: "x", count: 100))\ndata: ok\n\n".utf8))
        #expect(found.map(\.data) == ["ok"])
        #expect(parser.droppedLines == 1)
        #expect(parser.feed(Array("data: 1234567890\n\n".utf8)).map(\.data) == ["1234567890"])
    }

    @Test func `the end of the data is where its last line ends`() {
        #expect(events("data: 12\r\n\r\ndata: 3\n\n").map(\.dataEnd) == [8, 19])
    }

    @Test func `any division into pieces gives the same events`() throws {
        let texts = [
            "\u{FEFF}event: a\r\ndata: grö\r\ndata: 日本🙂\r\n\r\n: c\r\rdata: x\n\ndata: rest", "\r\n\r\n\n\rdata\n\n",
            "",
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            let expected = events(bytes)
            for seed in UInt64(1)...200 {
                var random = SeededRandom(seed: seed)
                var parser = EventStreamParser()
                var found: [ServerSentEvent] = []
                var at = 0
                while at < bytes.count {
                    let end = min(bytes.count, at + random.int(in: seed == 1 ? 1...1 : 0...7))
                    found += parser.feed(bytes[at..<end])
                    at = end
                }
                found += [parser.finish()].compactMap(\.self)
                #expect(found == expected, "seed \(seed)")
            }
        }
    }
}
