import Core
import Foundation
import Probing
import Testing

/// Renderings that must never change: `Tests/Fixtures/probing/renderings.json`, written with PLUMMET_UPDATE_GOLDEN=1.
@Suite struct GoldenRenderingTests {
    private let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/probing/renderings.json")

    @Test func `the same seed gives the same bytes for ever`() throws {
        let cases = try #require(try JSONParser.parse(Array(Data(contentsOf: file))).array)
        #expect(cases.count >= 8)
        var written: [JSON] = []
        for each in cases {
            let text = try #require(each["probe"]).text
            let (probe, _, _) = try probe(text)
            let seeds = try #require(each["seeds"]?.array).compactMap(\.int)
            let rendered = try seeds.map { seed -> JSON in
                let result = try Rendering.render(probe, seed: UInt64(seed))
                return ["messages": .array(result.messages.map { .string($0.content) }), "evaluate": result.evaluate]
            }
            written.append([
                "probe": each["probe"] ?? .null, "seeds": each["seeds"] ?? .null, "rendered": .array(rendered),
            ])
            if ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] != "1" {
                #expect(each["rendered"] == .array(rendered), "\(text)")
            }
        }
        if ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] == "1" {
            try Data(JSON.array(written).pretty.utf8).write(to: file)
        }
    }

    @Test func `seeds, due times and backoff never change`() throws {
        let (varied, _, _) = try probe(#"{"vary": {"a": {"digits": 3}}, "messages": ["{{a}}"]}"#)
        let (fixed, _, _) = try probe(#"{"messages": ["x"]}"#)
        let round = Round(start: Timestamp(seconds: 1_800_000_000))
        #expect(Rendering.seed(probe: varied, round: round, rootSeed: 42) == 5_283_747_744_182_780_551)
        #expect(Rendering.seed(probe: fixed, round: round, rootSeed: 42) == 11_420_403_616_548_051_928)
        let due = Schedule(interval: .seconds(900), rootSeed: 42).due(
            round, provider: "p", probes: ["s/a", "s/b", "s/c"])
        #expect(
            due.map { "\($0.probe) \(($0.at - round.start).microseconds)" } == [
                "s/c 126462757", "s/a 197764918", "s/b 627769580",
            ])
        var breaker = Breaker(provider: "p", rootSeed: 42)
        for _ in 0..<5 { _ = breaker.ended(.ordinary, as: .server, now: round.start) }
        #expect(breaker.openUntil.map { ($0 - round.start).microseconds } == 30_813_688)
    }
}
