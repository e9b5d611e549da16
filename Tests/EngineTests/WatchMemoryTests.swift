import Core
import Detection
import Probing
import Testing

@testable import Engine

/// The watches of staleness and agreement by themselves.
@Suite struct WatchMemoryTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private func round(_ number: Int) -> Round { Round(start: start + .seconds(Int64(number) * 900)) }

    private func answer(
        _ probe: String, _ text: String, version: String = "1", seed: UInt64 = 1, score: Double = 1
    ) -> RoundAnswer {
        RoundAnswer(
            probe: probe, version: version, seed: seed, text: text, score: score, sample: RecordID(seed), at: start,
            isDeterministic: true)
    }

    @Test func `stale answers are told, then that they are over, once, and then their episode is forgotten`() {
        var watch = StaleWatch(probes: 1, settings: DetectorSettings())
        #expect(watch.tell() == nil)
        func hear(_ number: Int, isCached: Bool) {
            var completion = Completion(text: "\(number)", usage: .init(inputTokens: 9, outputTokens: 3))
            completion.fromCache = isCached
            _ = watch.machine.heard(
                Staleness.Answer(
                    sample: RecordID(UInt64(number)), probe: "s/p", seed: UInt64(number), question: 1, isVaried: true,
                    sentAt: start, latency: .milliseconds(500), temperature: 0, completion: completion, age: nil),
                nil, now: start)
        }
        hear(1, isCached: true)
        #expect(watch.tell() == .stale && watch.tell() == .stale)
        for number in 2..<(2 + watch.machine.enoughFresh) { hear(number, isCached: false) }
        #expect(watch.machine.lastEpisode != nil)
        #expect(watch.tell() == .over && watch.machine.lastEpisode == nil && watch.tell() == nil)
    }

    @Test func `another interval reaches the series of hints, which keeps its own part of the budget`() {
        var watch = StaleWatch(probes: 1, settings: DetectorSettings())
        watch.resize(probes: 2, settings: DetectorSettings(falseAlarmsPerYear: 2, roundSeconds: 60))
        #expect(watch.hints.settings.roundSeconds == 60)
        #expect(abs(watch.hints.settings.falseAlarmsPerYear - 0.2) < 1e-12, "half of a fifth of what quality has")
    }

    @Test func `only answers to the same question are repeats`() {
        for (seed, count) in [(UInt64(1), 1), (2, 0)] {
            var watch = AgreementWatch(settings: DetectorSettings())
            watch.note(answer("s/p", "Blue"), in: round(1))
            watch.note(answer("s/p#2", "Green", seed: seed), in: round(1))
            watch.close(round(1), keeps: false, settings: DetectorSettings())
            #expect(watch.repeats.probes.count == count && watch.disagreements.count == count)
        }
    }

    @Test func `what came for a round that never closed is dropped with the next one`() {
        var watch = AgreementWatch(settings: DetectorSettings())
        watch.note(answer("s/p", "Blue"), in: round(1))
        watch.note(answer("s/p", "Green"), in: round(2))
        watch.close(round(2), keeps: true, settings: DetectorSettings())
        watch.close(round(1), keeps: true, settings: DetectorSettings())
        #expect(watch.closed.map(\.answers.count) == [1, 0])
    }

    @Test func `answers of another version, or to another question, are not compared`() {
        for (version, seed, count) in [("1", UInt64(1), 1), ("2", 1, 0), ("1", 2, 0)] {
            var pair = PairWatch(settings: DetectorSettings())
            pair.step(
                round(1), mine: [answer("s/p", "Blue")],
                theirs: [answer("s/p", "Green", version: version, seed: seed)], settings: DetectorSettings())
            #expect(pair.disagreements.count == count && pair.agreement.probes.count == count)
        }
    }

    @Test func `of many fixed probes the latest are watched`() {
        var pair = PairWatch(settings: DetectorSettings())
        let old = (100..<164).map { answer("s/p\($0)", "Blue") }
        pair.step(round(1), mine: old, theirs: old, settings: DetectorSettings())
        let new = [answer("s/p200", "Blue")]
        pair.step(round(2), mine: new, theirs: new, settings: DetectorSettings())
        #expect(pair.agreement.probes.count == 64 && pair.agreement.probes.contains { $0.key == "s/p200@1" })
        #expect(!pair.agreement.probes.contains { $0.key == "s/p100@1" })
    }
}
