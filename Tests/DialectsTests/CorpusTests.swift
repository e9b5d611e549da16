import Core
import Dialects
import Foundation
import TestSupport
import Testing

@Suite struct CorpusTests {
    @Test(arguments: Dialects.all.map(\.name))
    func `what the fuzzer found to reach other code decodes without harm`(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/corpora/\(name).txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count >= 20, "\(name) has a corpus; make fuzz renews it")
        let options = try Fixtures.cases(try #require(Dialects.named(name)), "decode").lazy
            .compactMap { $0.json["options"] ?? $0.json["provider"]?["options"] }.first
        let dialect = try #require(Dialects.named(name, options: options ?? .null))
        for line in lines {
            let bytes = try #require(Base64.decode(String(line)))
            let input = try #require(DecoderInput(bytes))
            let decoding = dialect.decode(
                input.exchange, of: DecoderInput.probe, streamed: input.isStreamed, now: DecoderInput.now)
            #expect(DecoderInput.fault(in: decoding.decoded) == nil, "\(line)")
            var pieces = input.exchange
            pieces.chunks = pieces.body.map { _ in Exchange.Chunk(at: .milliseconds(1), length: 1) }
            #expect(
                dialect.decode(pieces, of: DecoderInput.probe, streamed: input.isStreamed, now: DecoderInput.now)
                    == decoding, "\(line)")
        }
    }
}
