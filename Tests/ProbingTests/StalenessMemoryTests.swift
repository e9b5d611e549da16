import Core
import Testing

@testable import Probing

/// What staleness remembers, at its limits.
@Suite struct StalenessMemoryTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func entry(_ number: Int, text: UInt64 = 1, createdAt: Int64?, at: Timestamp) -> SeenAnswers.Entry {
        SeenAnswers.Entry(
            id: 0, text: text, question: 1, sample: RecordID(UInt64(number)), createdAt: createdAt, at: at)
    }

    @Test(arguments: [(-60, true), (-61, false), (0, true), (60, true), (61, false)])
    func `moments of creation are believed within a minute before the request and after the arrival`(
        seconds: Int64, isBelieved: Bool
    ) {
        var seen = SeenAnswers()
        for number in 0..<SeenAnswers.proving {
            seen.note(
                entry(number, createdAt: 1_800_000_000 + seconds, at: start), sentAt: start, isFresh: true)
        }
        #expect(seen.hasReliableTimes == isBelieved)
    }

    @Test func `the same moment of creation is that of an earlier answer only with the same text`() {
        var seen = SeenAnswers()
        for number in 0..<SeenAnswers.proving {
            seen.note(entry(number, createdAt: 1_800_000_000, at: start), sentAt: start, isFresh: true)
        }
        let later = start + .seconds(600)
        let same = entry(900, createdAt: 1_800_000_000, at: later)
        #expect(seen.sameCreation(as: same, sentAt: later)?.sample == RecordID(UInt64(SeenAnswers.proving - 1)))
        #expect(seen.sameCreation(as: entry(900, text: 2, createdAt: 1_800_000_000, at: later), sentAt: later) == nil)
    }

    @Test func `an episode shows the latest answer, and rather one whose original is known`() {
        func stale(_ number: UInt64, known: Bool) -> StaleEpisode.Case {
            let earlier = known ? StaleFinding.Earlier(sample: RecordID(1), probe: "s/p", at: start) : nil
            return StaleEpisode.Case(
                sample: RecordID(number), probe: "s/p", at: start,
                finding: StaleFinding(.cacheHeader, reason: "", earlier: earlier))
        }
        var episode = StaleEpisode(stale(1, known: false))
        episode.note(stale(1, known: false))
        episode.noteFresh()
        episode.note(stale(2, known: false))
        #expect(episode.example.sample == RecordID(2) && episode.fresh == 0 && episode.answers == 3)
        episode.note(stale(3, known: true))
        episode.note(stale(4, known: false))
        #expect(episode.example.sample == RecordID(3) && episode.stale == 4)
    }

    @Test func `too fast is less than a quarter of the floor, for at least half of its tokens`() {
        var floors = LatencyFloors()
        for _ in 0..<LatencyFloors.proving {
            #expect(floors.isTooFast(.milliseconds(1), tokens: 10, of: "p") == nil)
            floors.note(.milliseconds(400), tokens: 10, of: "p")
        }
        #expect(floors.isTooFast(.milliseconds(100), tokens: 10, of: "p") == false)
        #expect(floors.isTooFast(.milliseconds(99), tokens: 5, of: "p") == true)
        #expect(floors.isTooFast(.milliseconds(99), tokens: 4, of: "p") == false)
    }

    @Test func `a round is matched once, and so many stay beside the others`() {
        var asked = AskedRounds()
        var rounds: [Round] = []
        for number in 1...40 {
            rounds.append(Round(start: start + .seconds(Int64(number) * 900)))
            asked.note(AskedRounds.Asked(round: rounds[number - 1]))
            let before = asked.rounds.count
            asked.match(rounds[number - 1])
            asked.match(rounds[number - 1])
            #expect(asked.rounds.count <= max(before, AskedRounds.kept + AskedRounds.keptMatches))
            #expect(Set(asked.rounds.map(\.round)).count == asked.rounds.count)
        }
        #expect(asked.rounds.filter(\.isMatched).map(\.round) == rounds.suffix(AskedRounds.keptMatches).reversed())
    }

    @Test func `a code that is also the question's own is not foreign, and one that was found is kept`() {
        let other = StaleFinding.Earlier(sample: RecordID(2), probe: "s/q", at: start)
        var nonces = Nonces()
        nonces.sent(["1234567890"], seed: 7, other)
        nonces.sent(["1234567890"], seed: 8, other)
        #expect(nonces.foreign(in: "1234567890", seed: 7) == nil)
        #expect(nonces.foreign(in: "1234567890", seed: 9)?.seed == 8)
        nonces = Nonces()
        nonces.sent(["1234567890"], seed: 8, other)
        for round in 0..<4 {
            for number in 1..<Nonces.kept {
                nonces.sent(["\(9_000_000_000 + round * 100 + number)"], seed: 100, other)
            }
            #expect(nonces.foreign(in: "1234567890", seed: 7)?.code == "1234567890", "after \(round + 1) times")
        }
    }

    private func answer(
        _ number: Int, temperature: Double?, isCached: Bool = false, at: Timestamp
    ) -> Staleness.Answer {
        var completion = Completion(
            text: String(repeating: "word ", count: 20), usage: .init(inputTokens: 9, outputTokens: 30))
        completion.fromCache = isCached
        return Staleness.Answer(
            sample: RecordID(UInt64(number)), probe: "s/p", seed: 1, question: 1, isVaried: false, sentAt: at,
            latency: .milliseconds(500), temperature: temperature, completion: completion, age: nil)
    }

    @Test(arguments: [(nil, false), (0, false), (0.7, true)] as [(Double?, Bool)])
    func `the same long text again is a hint where it is drawn at random`(temperature: Double?, isHint: Bool) {
        var machine = Staleness(probes: 1, roundsPerFalseAlarm: 140_160)
        _ = machine.heard(answer(1, temperature: temperature, at: start), nil, now: start)
        let again = machine.heard(answer(2, temperature: temperature, at: start), nil, now: start)
        #expect(again.hints.contains { $0.tellTale == .identicalText && $0.isShown } == isHint)
        #expect(again.hints.contains { $0.tellTale == .identicalText } == isHint)
    }

    @Test func `after an episode matches with earlier rounds have to be proven anew`() {
        var machine = Staleness(probes: 1, roundsPerFalseAlarm: 140_160)
        var number = 0
        func hear(_ comparison: Staleness.Comparison?, isCached: Bool = false) {
            number += 1
            _ = machine.heard(answer(number, temperature: 0, isCached: isCached, at: start), comparison, now: start)
        }
        for _ in 0..<12 { hear(Staleness.Comparison(candidates: 1, match: Round(start: start))) }
        #expect(machine.areMatchesProven && machine.matches.level > 0 && machine.episode != nil)
        for _ in 0..<machine.enoughFresh { hear(nil) }
        #expect(machine.episode == nil && !machine.areMatchesProven && machine.matches.level == 0)
    }
}
