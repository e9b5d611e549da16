import Core
import Testing

@testable import Dialects

@Suite struct AmazonEventParserTests {
    /// A message as Amazon frames it: built here from the description, not by the code under test.
    private func frame(_ headers: [(String, String)], _ payload: String) -> [UInt8] {
        let bytes = headers.flatMap { name, value -> [UInt8] in
            let length = UInt8(name.utf8.count)
            return [length] + Array(name.utf8) + [7] + big(value.utf8.count, 2) + Array(value.utf8)
        }
        return frame(raw: bytes, Array(payload.utf8))
    }

    private func frame(raw headers: [UInt8], _ payload: [UInt8]) -> [UInt8] {
        var bytes = big(16 + headers.count + payload.count, 4) + big(headers.count, 4)
        bytes += big(Int(CRC32.of(bytes)), 4) + headers + payload
        return bytes + big(Int(CRC32.of(bytes)), 4)
    }

    private func big(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(value >> ($0 * 8) & 0xFF) }
    }

    private func parsed(_ bytes: [UInt8]) -> (events: [AmazonEvent], parser: AmazonEventParser) {
        var parser = AmazonEventParser()
        let events = parser.feed(bytes)
        return (events, parser)
    }

    @Test func `the checksum is the one of zlib and Ethernet`() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.of([]) == 0)
    }

    /// **Source:** the test vectors that Amazon publishes with its client libraries.
    @Test func `published messages are read`() {
        let empty: [UInt8] = [0, 0, 0, 0x10, 0, 0, 0, 0, 0x05, 0xC2, 0x48, 0xEB, 0x7D, 0x98, 0xC8, 0xFF]
        #expect(parsed(empty).events == [AmazonEvent(headers: [], payload: [], end: 16)])
        let payload: [UInt8] =
            [0, 0, 0, 0x1D, 0, 0, 0, 0, 0xFD, 0x52, 0x8C, 0x5A] + Array("{'foo':'bar'}".utf8) + [
                0xC3, 0x65, 0x39, 0x36,
            ]
        #expect(parsed(payload).events == [AmazonEvent(headers: [], payload: Array("{'foo':'bar'}".utf8), end: 29)])
    }

    @Test func `headers of every type are passed over and strings are kept`() {
        let short: [[UInt8]] = [[1, 97, 0], [1, 98, 1], [1, 99, 2, 7], [1, 100, 3, 0, 7], [1, 101, 4, 0, 0, 0, 7]]
        let long: [[UInt8]] = [
            [1, 102, 5] + [UInt8](repeating: 1, count: 8), [1, 103, 6, 0, 2, 9, 9],
            [1, 104, 8] + [UInt8](repeating: 2, count: 8), [1, 105, 9] + [UInt8](repeating: 3, count: 16),
        ]
        let others = (short + long).flatMap(\.self)
        let strings: [UInt8] = [2, 58, 120, 7, 0, 3, 97, 98, 99, 1, 122, 7, 0, 0]
        let (events, parser) = parsed(frame(raw: others + strings, Array("{}".utf8)))
        #expect(parser.damage == nil && !parser.isCut)
        #expect(events.count == 1)
        #expect(events[0].headers.map(\.name) == [":x", "z"])
        #expect(events[0].header(":x") == "abc" && events[0].header("z") == "" && events[0].header("a") == nil)
        #expect(events[0].payload == Array("{}".utf8))
    }

    @Test(
        arguments: [
            [1, 97], [1, 97, 7], [1, 97, 7, 0], [1, 97, 7, 0, 2, 9], [3, 97, 98], [1, 97, 10], [1, 97, 9, 0],
            [1, 97, 255, 0],
        ] as [[UInt8]])
    func `headers that cannot be read are damage`(_ headers: [UInt8]) {
        #expect(parsed(frame(raw: headers, [])).parser.damage == .headers)
    }

    @Test func `any division into pieces gives the same messages with the same ends`() {
        let bytes = frame([(":event-type", "a")], "{}") + frame([(":event-type", "b")], #"{"x":"日本"}"#) + [0, 0, 0]
        let expected = parsed(bytes).events
        #expect(expected.map { $0.header(":event-type") } == ["a", "b"])
        #expect(expected.last?.end == bytes.count - 3)
        for seed in UInt64(1)...60 {
            var random = SeededRandom(seed: seed)
            var parser = AmazonEventParser()
            var found: [AmazonEvent] = []
            var at = 0
            while at < bytes.count {
                let length = min(bytes.count - at, random.int(in: seed == 1 ? 1...1 : 1...30))
                found += parser.feed(bytes[at..<at + length])
                at += length
            }
            #expect(found == expected, "seed \(seed)")
            #expect(parser.isCut)
        }
    }

    @Test func `every single bit that is wrong is noticed, and what came before it is kept`() {
        let first = frame([(":event-type", "a")], "{}")
        let second = frame([(":event-type", "b")], #"{"x":1}"#)
        for bit in 0..<second.count * 8 {
            var bytes = first + second
            bytes[first.count + bit / 8] ^= 1 << UInt8(bit % 8)
            let (events, parser) = parsed(bytes)
            #expect(events.count == 1, "bit \(bit)")
            #expect(parser.damage != nil, "bit \(bit)")
            #expect(!parser.isCut)
        }
    }

    @Test func `every cut is noticed`() {
        let whole = frame([(":event-type", "a")], "{}")
        for count in 1..<whole.count {
            let (events, parser) = parsed(Array(whole.prefix(count)))
            #expect(events.isEmpty && parser.isCut && parser.damage == nil, "\(count)")
        }
        #expect(!parsed(whole).parser.isCut && !parsed([]).parser.isCut)
    }

    @Test func `lengths that contradict each other and messages beyond the limit are damage`() {
        func prelude(_ total: Int, _ headers: Int) -> [UInt8] {
            let bytes = big(total, 4) + big(headers, 4)
            return bytes + big(Int(CRC32.of(bytes)), 4) + [0, 0, 0, 0]
        }
        #expect(parsed(prelude(15, 0)).parser.damage == .lengths)
        #expect(parsed(prelude(0, 0)).parser.damage == .lengths)
        #expect(parsed(prelude(40, 25)).parser.damage == .lengths)
        #expect(parsed(prelude(40, 24)).parser.damage == nil)
        #expect(parsed(prelude((1 << 20) + 1, 0)).parser.damage == .tooLong)
        #expect(parsed(prelude(Int(UInt32.max), Int(UInt32.max))).parser.damage == .tooLong)
        #expect(parsed(prelude(1 << 20, 0)).parser.damage == nil)
    }

    @Test func `nothing after damage is read`() {
        var parser = AmazonEventParser()
        var bad = frame([], "{}")
        bad[bad.count - 1] ^= 1
        #expect(parser.feed(bad).isEmpty && parser.damage == .messageChecksum)
        #expect(parser.feed(frame([], "{}")).isEmpty)
    }

    @Test func `damage fails the call and never the answer's quality`() throws {
        let start = frame([(":event-type", "messageStart"), (":message-type", "event")], #"{"role":"assistant"}"#)
        let text = frame(
            [(":event-type", "contentBlockDelta"), (":message-type", "event")],
            #"{"contentBlockIndex":0,"delta":{"text":"Paris."}}"#)
        let stop = frame([(":event-type", "messageStop"), (":message-type", "event")], #"{"stopReason":"end_turn"}"#)
        for index in text.indices {
            var bytes = start + text + stop
            bytes[start.count + index] ^= 0x40
            let decoding = BedrockConverse().decode(Examples.exchange(bytes), streamed: true)
            #expect(decoding.outcome == .truncatedStream, "\(index)")
            #expect(decoding.failure?.retry == .allowed(after: nil))
        }
        let clean = BedrockConverse().decode(Examples.exchange(start + text + stop), streamed: true)
        #expect(clean.completion?.text == "Paris.")
        #expect(clean.firstTokenEnd == start.count + text.count)
        // A payload in order that is no JSON is the far end's fault, and scored.
        let odd = frame([(":event-type", "contentBlockDelta"), (":message-type", "event")], "Paris.")
        #expect(
            BedrockConverse().decode(Examples.exchange(start + odd + text + stop), streamed: true).outcome == .malformed
        )
    }

    @Test func `messages are known by their first bytes, and only to the dialect that has them`() {
        let bytes = frame(
            [(":event-type", "messageStop"), (":message-type", "event")], #"{"stopReason":"max_tokens"}"#)
        for streamed in [false, true] {
            #expect(BedrockConverse().decode(Examples.exchange(bytes), streamed: streamed).outcome == .truncated)
            #expect(OpenAIChat().decode(Examples.exchange(bytes), streamed: streamed).completion == nil)
        }
    }
}
