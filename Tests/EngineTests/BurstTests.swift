import Core
import Detection
@testable import Engine
import Testing

@Suite struct BurstTests {
    private let round = Round(start: Timestamp(seconds: 9_000))
    private let probes = Plans.probes(2)

    private var wave: BurstInProgress {
        let record = RoundRecord(
            provider: "a", round: round, closedAt: Timestamp(seconds: 9_800), scheduled: 4, scored: 4, meanScore: 0.75,
            expectedScore: 0.9, logEvidence: 2.5, level: "watch", probes: 12)
        return BurstInProgress(
            of: record, wave: 2, began: Timestamp(seconds: 9_810),
            calls: probes.map { ($0.asked(as: ExtraCall(wave: 2, number: 1)), $0.key + "@1") })
    }

    private func sample(_ key: String, _ outcome: Outcome, _ score: Double?, round: Round? = nil) -> Sample {
        Sample(
            id: RecordID(of: [key]), provider: "a", probe: key,
            version: probes.first { key.hasPrefix($0.key) }?.version ?? "",
            category: "c", round: round ?? self.round, dueAt: Timestamp(seconds: 9_900),
            finishedAt: Timestamp(seconds: 9_901), outcome: outcome, score: score)
    }

    /// What may come: the two calls of the wave in every way, and samples that are none of it.
    private var events: [(sample: Sample, isOfWave: Bool)] {
        let keys = probes.map { $0.key + "#x2.1" }
        return keys.flatMap { key in
            [
                (sample(key, .ok, 1), true), (sample(key, .timeout, nil), true),
                (sample(key, .budgetExhausted, nil), true),
            ]
        } + [
            (sample(probes[0].key, .ok, 1), false), (sample(probes[0].key + "#x1.1", .ok, 1), false),
            (sample(keys[0], .ok, 1, round: Round(start: Timestamp(seconds: 9_900))), false),
        ]
    }

    @Test func `every sequence of samples fills a wave as it should, and is read back after each of them`() throws {
        let events = events
        let known = Dictionary(uniqueKeysWithValues: probes.map { ($0.key, $0) })
        for number in 0..<(9 * 9 * 9) {
            var wave = wave
            var results: [String: Sample] = [:]
            for event in [number % 9, number / 9 % 9, number / 81].map({ events[$0] }) {
                let isNew = event.isOfWave && results[event.sample.probe] == nil
                #expect(wave.add(event.sample) == isNew)
                if isNew { results[event.sample.probe] = event.sample }
                #expect(wave.isComplete == (results.count == 2) && wave.awaited.count == 2 - results.count)
                let isRefused = results.values.contains { $0.outcome == .budgetExhausted }
                let scored = results.values.filter { $0.score != nil }
                #expect(wave.mayGoOn == (!isRefused && !scored.isEmpty))
                #expect(wave.scores.valid == scored.count && wave.scores.scheduled == scored.count)
                let copy = try #require(BurstInProgress(json: wave.json, provider: "a", probes: known))
                #expect(copy.json == wave.json && copy.scores == wave.scores && copy.awaited == wave.awaited)
                #expect(copy.record == wave.record && copy.wave == 2 && copy.mayGoOn == wave.mayGoOn)
            }
        }
    }

    @Test func `a wave of a probe that is no longer asked is not gone on with`() {
        let known = [probes[0].key: probes[0]]
        #expect(BurstInProgress(json: wave.json, provider: "a", probes: known) == nil)
        #expect(BurstInProgress(json: .null, provider: "a", probes: known) == nil)
    }

    @Test func `what a round asks is decided once, kept over a restart, and forgotten when it is closed`() {
        let rounds = (0..<3).map { Round(start: Timestamp(seconds: Double($0) * 900)) }
        var breadths = RoundBreadths()
        #expect(breadths.json == nil && breadths.breadth(of: rounds[0]) == .all)
        breadths.decide(.part, of: rounds[0])
        breadths.decide(.all, of: rounds[1])
        breadths.decide(.part, of: rounds[2])
        #expect(RoundBreadths(json: breadths.json ?? .null) == breadths)
        #expect(breadths.breadth(of: rounds[0]) == .part && breadths.isDecided(rounds[1]))
        #expect(breadths.closed(rounds[1]) == .all)
        #expect(!breadths.isDecided(rounds[0]) && breadths.breadth(of: rounds[2]) == .part)
        #expect(breadths.closed(rounds[2]) == .part && breadths.json == nil)
    }
}
