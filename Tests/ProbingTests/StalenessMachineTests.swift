import Core
import Probing
import Testing

@Suite struct StalenessMachineTests {
    private static let start = Timestamp(seconds: 1_800_000_000)

    private static func answer(
        _ number: Int, text: String, id: String, probe: String = "s/p", sentAt: Timestamp, created: Timestamp? = nil,
        age: Duration? = nil, seed: UInt64 = 7
    ) -> Staleness.Answer {
        Staleness.Answer(
            sample: RecordID(UInt64(number)), probe: probe, seed: seed, question: 1, isVaried: true, sentAt: sentAt,
            latency: .milliseconds(500), temperature: 0,
            completion: Completion(
                text: text, usage: .init(inputTokens: 9, outputTokens: 3), fingerprint: .init(responseID: id),
                createdAt: created),
            age: age)
    }

    /// A machine that has heard so many fresh answers, and the time after them.
    private static func learnt(_ count: Int = 140, ids: (Int) -> String = { "r-\($0)" }) -> (Staleness, Timestamp) {
        var machine = Staleness(probes: 10, roundsPerFalseAlarm: 140_160)
        var now = start
        for number in 0..<count {
            let hearing = machine.heard(
                answer(number, text: "\(number % 3)", id: ids(number), sentAt: now, created: now), nil, now: now)
            #expect(hearing.findings.isEmpty)
            now = now + .seconds(30)
        }
        return (machine, now)
    }

    @Test func `one stale answer opens an episode, and enough fresh ones in a row end it`() {
        var (machine, now) = Self.learnt()
        let stale = machine.heard(Self.answer(1_000, text: "1", id: "r-100", sentAt: now, created: now), nil, now: now)
        #expect(stale.proof?.tellTale == .repeatedID && stale.change == .becameStale)
        #expect(stale.proof?.earlier?.sample == RecordID(100))
        for number in 0..<machine.enoughFresh {
            now = now + .seconds(30)
            let fresh = machine.heard(
                Self.answer(200 + number, text: "2", id: "f-\(number)", sentAt: now, created: now), nil, now: now)
            #expect(fresh.change == (number + 1 == machine.enoughFresh ? .becameFresh : .staysStale))
        }
        #expect(machine.episode == nil)
    }

    @Test func `ids out of a few hundred prove nothing`() {
        var random = SeededRandom(seed: 3)
        var machine = Staleness(probes: 10, roundsPerFalseAlarm: 140_160)
        var now = Self.start
        for number in 0..<5_000 {
            now = now + .seconds(30)
            // As some local servers number their answers; the texts are those of ten fixed questions.
            let hearing = machine.heard(
                Self.answer(
                    number, text: "\(random.int(in: 0...9))", id: "chatcmpl-\(random.int(in: 0...999))", sentAt: now),
                nil, now: now)
            #expect(!hearing.isStale, "answer \(number)")
        }
    }

    @Test func `an Age beyond the exchange is a proof, a smaller one is none`() {
        var (machine, now) = Self.learnt()
        for (age, isStale) in [(Duration.seconds(0), false), (.seconds(2), false), (.seconds(3), true)] {
            let hearing = machine.heard(
                Self.answer(300, text: "2", id: "a-\(age)", sentAt: now, created: now, age: age), nil, now: now)
            #expect(hearing.isStale == isStale)
            now = now + .seconds(30)
        }
    }

    @Test func `a code of another question is a proof, its own and half a code are none`() {
        var (machine, now) = Self.learnt()
        let other = StaleFinding.Earlier(sample: RecordID(1), probe: "s/q", at: now)
        machine.sent(["123456789012"], seed: 7, StaleFinding.Earlier(sample: RecordID(400), probe: "s/p", at: now))
        machine.sent(["987654321098", "abcdefgh"], seed: 8, other)
        for (text, isStale) in [
            ("The code is 123456789012.", false), ("987654321098", true), ("Code987654321098!", true),
            ("98765432109", false), ("9876543210981", false), ("ABCDEFGH", true), ("abcdefghi", false),
        ] {
            let hearing = machine.heard(
                Self.answer(400, text: text, id: "n-\(text)", sentAt: now, created: now), nil, now: now)
            #expect(hearing.isStale == isStale, "\(text)")
            if isStale { #expect(hearing.proof?.earlier == other) }
            now = now + .seconds(30)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `wrong answers that fit earlier questions by chance prove nothing, however many there are`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var machine = Staleness(probes: 10, roundsPerFalseAlarm: 140_160)
        // Questions with 900 different answers, of which six earlier ones and 256 others are drawn for each wrong answer.
        for _ in 0..<40_000 {
            let answer = random.int(in: 1...900)
            let isAsked = (0..<6).contains { _ in random.int(in: 1...900) == answer }
            let isCommon = isAsked && (0..<256).contains { _ in random.int(in: 1...900) == answer }
            let match = isAsked && !isCommon ? Round(start: Self.start) : nil
            _ = machine.heard(
                Self.answer(1, text: "", id: "", sentAt: Self.start),
                Staleness.Comparison(candidates: 6, match: match), now: Self.start)
            #expect(!machine.areMatchesProven)
        }
    }

    @Test func `the state reads back equal`() {
        var (machine, now) = Self.learnt()
        machine.sent(["123456789012"], seed: 7, StaleFinding.Earlier(sample: RecordID(1), probe: "s/q", at: now))
        machine.finished("s/p", AskedRounds.Asked(round: Round(start: now), again: true))
        _ = machine.heard(
            Self.answer(500, text: "1", id: "r-1", sentAt: now, created: now),
            Staleness.Comparison(candidates: 3), now: now)
        let again = Staleness(json: machine.json, probes: 10, roundsPerFalseAlarm: 140_160)
        #expect(again == machine && again.json == machine.json)
    }

    @Test func `earlier rounds of every age are remembered`() {
        var asked = AskedRounds()
        for number in 1...200 {
            asked.note(AskedRounds.Asked(round: Round(start: Self.start + .seconds(Int64(number) * 900))))
        }
        let ages = asked.rounds.map { Int((Self.start + .seconds(200 * 900) - $0.round.start).inSeconds) / 900 }
        #expect(ages.count == 6 && ages.first == 0 && (ages.last ?? 0) >= 8)
        #expect(AskedRounds(json: asked.json) == asked)
    }
}
