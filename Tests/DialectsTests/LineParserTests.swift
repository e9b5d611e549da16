import Core
import Dialects
import Testing

@Suite struct LineParserTests {
    private func lines(_ text: String) -> [String] {
        var parser = LineParser()
        return parser.feed(Array(text.utf8)).map(\.text) + [parser.finish()].compactMap { $0?.text }
    }

    @Test(arguments: [
        ("", []), ("\n\n \r\n", []), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("\u{FEFF}a\n", ["a"]),
        ("  a  \n\n\tb\n", ["a", "b"]), ("{\"x\":\"\\n\"}\n", ["{\"x\":\"\\n\"}"]),
    ])
    func `lines end with a line feed, and blank ones are none`(_ text: String, _ expected: [String]) {
        #expect(lines(text) == expected)
    }

    @Test func `any division into pieces gives the same lines with the same ends`() {
        let text = Array("\u{FEFF}{\"a\":1}\r\n\n{\"b\":\"日本\"}\n{\"c\"".utf8)
        var whole = LineParser()
        let expected = whole.feed(text) + [whole.finish()].compactMap(\.self)
        #expect(expected.map(\.end) == [10, 27, 32])
        for seed in UInt64(1)...50 {
            var random = SeededRandom(seed: seed)
            var parser = LineParser()
            var found: [StreamLine] = []
            var at = 0
            while at < text.count {
                let length = min(text.count - at, random.int(in: 1...5))
                found += parser.feed(text[at..<at + length])
                at += length
            }
            #expect(found + [parser.finish()].compactMap(\.self) == expected, "seed \(seed)")
        }
    }

    @Test func `a line beyond the limit is dropped and counted`() {
        var parser = LineParser(maximumLineBytes: 8)
        #expect(parser.feed(Array("12345678\n123456789\nab\n".utf8)).map(\.text) == ["12345678", "ab"])
        #expect(parser.droppedLines == 1)
        #expect(LineParser().maximumLineBytes == 1 << 20)
    }

    @Test func `a line beyond the limit spoils the answer instead of shortening it`() {
        func line(_ text: String, _ done: Bool) -> String {
            #"{"message":{"content":"\#(text)"},"done":\#(done)}"# + "\n"
        }
        let long = line(String(repeating: "x", count: 1 << 20), false)
        #expect(Ollama().decode(Examples.exchange(long + line("y", true)), streamed: true).outcome == .malformed)
    }

    @Test func `one line is a whole answer, more are a stream, whatever was asked for and declared`() {
        let line = #"{"message":{"content":"a"},"done":true}"#
        let part = #"{"message":{"content":"a"},"done":false}"#
        for streamed in [false, true] {
            #expect(Ollama().decode(Examples.exchange(line + "\n"), streamed: streamed).form == .whole)
            #expect(Ollama().decode(Examples.exchange(part + "\n" + line), streamed: streamed).form == .stream)
            #expect(
                Ollama().decode(Examples.exchange(part + "\n" + line), streamed: streamed).completion?.text == "aa")
            let labelled = Examples.exchange(line, headers: [Header("content-type", "application/x-ndjson")])
            #expect(Ollama().decode(labelled, streamed: streamed).form == .stream)
            // Only dialects of lines take them.
            let twice = Examples.exchange(#"{"choices":[]}"# + "\n" + #"{"choices":[]}"#)
            #expect(OpenAIChat().decode(twice, streamed: streamed).form == .whole)
        }
    }
}
