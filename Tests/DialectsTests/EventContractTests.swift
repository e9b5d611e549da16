import Core
import Dialects
import Testing

/// Server-sent events as proxies and servers really write them: every dialect that has them, with its own streams.
@Suite struct EventContractTests {
    /// A streamed answer of a fixture, as its events.
    private struct Stream {
        let fixture: Fixture
        let dialect: any Dialect
        let answer: Completion
        /// Names and data; the name is empty where there is none.
        let events: [(name: String, data: String)]

        /// What the events mean when they are written so.
        func decode(_ write: (_ name: String, _ data: String) -> String) -> Decoding {
            let text = events.map { write($0.name, $0.data) }.joined()
            return dialect.decode(fixture.exchange.with(text), streamed: true)
        }
    }

    private func streams(_ name: String) throws -> [Stream] {
        let plain = try #require(Dialects.named(name))
        return try Fixtures.cases(plain, "decode").compactMap { fixture in
            guard let dialect = fixture.dialect(name), fixture.exchange.parts == .events,
                let answer = dialect.decode(fixture.exchange, streamed: fixture.streamed).completion
            else { return nil }
            var parser = EventStreamParser()
            let events = parser.feed(fixture.exchange.body).map { ($0.name, $0.data) }
            return Stream(fixture: fixture, dialect: dialect, answer: answer, events: events)
        }
    }

    private func field(_ name: String, _ end: String) -> String { name.isEmpty ? "" : "event: \(name)\(end)" }

    @Test(arguments: Dialects.all.map(\.name))
    func `the way in which events are written does not matter`(_ name: String) throws {
        let ways: [(String, (String, String) -> String)] = [
            ("CRLF", { "\(self.field($0, "\r\n"))data: \($1)\r\n\r\n" }),
            ("CR", { "\(self.field($0, "\r"))data: \($1)\r\r" }),
            ("no space", { "\(self.field($0, "\n"))data:\($1)\n\n" }),
            ("name last", { "data: \($1)\n\(self.field($0, "\n"))\n" }),
            ("comments", { ": x\n\n\(self.field($0, "\n"))id: 7\nretry: 10\nfoo\ndata: \($1)\n: y\n\n\n" }),
            ("several lines", { "\(self.field($0, "\n"))data: \($1.broken)\n\n" }),
        ]
        for stream in try streams(name) {
            for (way, write) in ways {
                #expect(stream.decode(write).completion == stream.answer, "\(stream.fixture.name) \(way)")
            }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `an event that is no JSON spoils the answer that it stands in`(_ name: String) throws {
        for stream in try streams(name) {
            for junk in ["{oops}", "\u{0}\u{1}", "<html>", "{\"a\":1}{\"b\":2}"] {
                let first = "data: \(junk)\n\n"
                let text = first + stream.events.map { field($0.name, "\n") + "data: \($0.data)\n\n" }.joined()
                let decoding = stream.dialect.decode(stream.fixture.exchange.with(text), streamed: true)
                #expect(decoding.outcome == .malformed, "\(stream.fixture.name) \(junk)")
                #expect(decoding.partial?.text == stream.answer.text, "\(stream.fixture.name) \(junk)")
            }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `bytes that are no text are replaced in an answer and never end it`(_ name: String) throws {
        let plain = try #require(Dialects.named(name))
        for fixture in try Fixtures.cases(plain, "decode") where fixture.exchange.parts != nil {
            let dialect = try #require(fixture.dialect(name))
            guard let answer = dialect.decode(fixture.exchange, streamed: fixture.streamed).completion?.text,
                let end = answer.utf8.last.map({ [$0, UInt8(ascii: "\"")] }),
                fixture.exchange.text.contains("\"\(answer)\"")
            else { continue }
            var exchange = fixture.exchange
            exchange.body.replace(Array(answer.utf8.dropLast()) + end, with: answer.utf8.dropLast() + [0xFF, end[1]])
            let text = dialect.decode(exchange, streamed: fixture.streamed).completion?.text ?? ""
            #expect(text.hasSuffix("\u{FFFD}"), "\(fixture.name): \(text)")
        }
    }
}

extension String {
    /// The JSON text over two data lines where it may be broken: after its first comma outside of a string.
    fileprivate var broken: String {
        var inString = false
        var escaped = false
        for index in indices {
            let character = self[index]
            if escaped { escaped = false; continue }
            if character == "\\" { escaped = true }
            if character == "\"" { inString.toggle() }
            if character == ",", !inString {
                return self[...index] + "\ndata: " + self[self.index(after: index)...]
            }
        }
        return self
    }
}
