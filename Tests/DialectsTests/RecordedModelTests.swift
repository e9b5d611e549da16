import Core
import Dialects
import Foundation
import Testing

/// Recordings of a real model that may lie beside the checkout.
private let recordings = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/smollm/baseline.jsonl").standardizedFileURL

@Suite struct RecordedModelTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: recordings.path()), "no recordings beside the checkout"))
    func `every recorded answer of a real server is read as it was recorded`() throws {
        var forms: [Decoding.Form: Int] = [:]
        for line in try Data(contentsOf: recordings).split(separator: 10) {
            let record = try JSONParser.parse(Array(line))
            let exchange = exchange(of: record)
            let decoding = OpenAIChat().decode(exchange)
            let completion = try #require(decoding.completion, "\(decoding)")
            #expect(completion.text == record["text"]?.string)
            #expect([.stop, .length].contains(completion.finish))
            #expect(completion.fingerprint.model == "smollm2-135m-instruct")
            #expect(decoding.novelties.isEmpty)
            if decoding.form == .whole { #expect(completion.usage.inputTokens ?? 0 > 0) }
            if decoding.form == .stream { #expect(decoding.timeToFirstToken ?? .zero > .zero) }
            forms[decoding.form, default: 0] += 1
        }
        #expect(forms[.whole, default: 0] > 100)
        #expect(forms[.stream, default: 0] > 10)
    }

    private func exchange(of record: JSON) -> Exchange {
        guard let pieces = record["response"]?.array else {
            return Examples.exchange((record["response"] ?? .null).bytes)
        }
        var exchange = Examples.exchange(pieces.map { $0[1]?.string ?? "" }.joined())
        exchange.chunks = pieces.map {
            Exchange.Chunk(at: .seconds($0[0]?.double ?? 0), length: ($0[1]?.string ?? "").utf8.count)
        }
        return exchange
    }
}
