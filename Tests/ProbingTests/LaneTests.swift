import Core
import Probing
import Testing

@Suite struct LaneTests {
    private let round = Round(start: Timestamp(seconds: 0))
    private func due(_ probe: String) -> Due { Due(provider: "a", probe: probe, round: round, at: round.start) }

    @Test func `so many start, the others wait in order`() {
        var lane = Lane(concurrency: 2, capacity: 10)
        #expect(["a", "b", "c", "d"].map { lane.offer(due($0)) } == [.start, .start, .wait, .wait])
        #expect(lane.finished("b").map(\.probe) == ["c"])
        #expect(lane.finished("a").map(\.probe) == ["d"])
        #expect(lane.finished("c") == [])
        #expect((lane.inFlight, lane.queued) == (1, 0))
    }

    @Test func `a probe never overlaps itself`() {
        var lane = Lane(concurrency: 1, capacity: 10)
        _ = lane.offer(due("a"))
        _ = lane.offer(due("b"))
        #expect(lane.offer(due("a")) == .refuse(.inFlight))
        #expect(lane.offer(due("b")) == .refuse(.queued))
        _ = lane.finished("a")
        #expect(lane.offer(due("b")) == .refuse(.inFlight))
        #expect(lane.offer(due("a")) == .wait)
    }

    @Test func `a full queue refuses, and what waits can be taken out`() {
        var lane = Lane(concurrency: 1, capacity: 2)
        #expect(["a", "b", "c", "d"].map { lane.offer(due($0)) } == [.start, .wait, .wait, .refuse(.full)])
        #expect(lane.drain().map(\.probe) == ["b", "c"])
        #expect((lane.inFlight, lane.queued) == (1, 0))
        #expect(lane.offer(due("b")) == .wait)
    }

    @Test func `a wider lane starts what waits, a narrower one lets calls end`() {
        var lane = Lane(concurrency: 1, capacity: 9)
        for probe in ["a", "b", "c", "d"] { _ = lane.offer(due(probe)) }
        #expect(lane.resize(concurrency: 3, capacity: 9).map(\.probe) == ["b", "c"])
        #expect(lane.resize(concurrency: 1, capacity: 9) == [])
        #expect(lane.finished("a") == [])
        #expect(lane.finished("b") == [])
        #expect(lane.finished("c").map(\.probe) == ["d"])
    }

    @Test func `any sequence agrees with a simple list`() {
        for seed in UInt64(0)..<30 {
            var random = SeededRandom(seed: seed)
            var lane = Lane(concurrency: 3, capacity: 40)
            var flying: [String] = []
            var waiting: [String] = []
            for _ in 0..<800 {
                let probe = "p\(random.int(in: 0...60))"
                if random.chance(0.6) {
                    let expected: Lane.Offer =
                        flying.contains(probe)
                        ? .refuse(.inFlight)
                        : waiting.contains(probe)
                            ? .refuse(.queued)
                            : flying.count < 3 ? .start : waiting.count < 40 ? .wait : .refuse(.full)
                    #expect(lane.offer(due(probe)) == expected, "seed \(seed)")
                    if expected == .start { flying.append(probe) }
                    if expected == .wait { waiting.append(probe) }
                } else if let ended = flying.randomElement(using: &random) {
                    flying.removeAll { $0 == ended }
                    let next = waiting.first.map { [$0] } ?? []
                    if !waiting.isEmpty { waiting.removeFirst() }
                    flying += next
                    #expect(lane.finished(ended).map(\.probe) == next, "seed \(seed)")
                }
                #expect((lane.inFlight, lane.queued) == (flying.count, waiting.count), "seed \(seed)")
            }
        }
    }
}
