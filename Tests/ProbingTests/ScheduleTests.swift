import Core
import Probing
import Testing

@Suite struct ScheduleTests {
    private let interval = Duration.seconds(900)
    private let round = Round(start: Timestamp(seconds: 1_800_000_000))
    private let probes = (0..<500).map { "suite/probe\($0)" }
    private var schedule: Schedule { Schedule(interval: interval, rootSeed: 7) }

    @Test func `a restart gives the same times, sorted, whatever the order of the probes`() {
        let times = schedule.due(round, provider: "a", probes: probes)
        #expect(times == Schedule(interval: interval, rootSeed: 7).due(round, provider: "a", probes: probes.reversed()))
        #expect(times.map(\.at) == times.map(\.at).sorted())
        #expect(times.map(\.probe).sorted() == probes.sorted())
        #expect(times != Schedule(interval: interval, rootSeed: 8).due(round, provider: "a", probes: probes))
    }

    @Test func `every time lies in its round and before the part left for answers`() {
        for seconds in [1, 30, 900, 86_400] {
            let schedule = Schedule(interval: .seconds(seconds), rootSeed: 3)
            let round = Round(at: Timestamp(seconds: 1_800_000_000), interval: .seconds(seconds))
            for due in schedule.due(round, provider: "a", probes: probes) {
                #expect(due.at >= round.start)
                #expect(due.at < round.start + Duration.seconds(seconds) * 0.871)
            }
        }
    }

    @Test func `load is spread evenly: no twentieth of the interval gets twice its share`() {
        let times = (0..<10).flatMap { schedule.due(round, provider: "p\($0)", probes: probes) }
        var slots = [Int](repeating: 0, count: 20)
        for due in times { slots[Int((due.at - round.start).inSeconds / 900 * 20)] += 1 }
        let share = Double(times.count) / 17
        #expect(slots[..<17].allSatisfy { Double($0) > share / 2 && Double($0) < share * 2 }, "\(slots)")
        #expect(slots[18...].allSatisfy { $0 == 0 })
    }

    @Test func `a probe keeps its place in every round but for a few seconds of jitter`() {
        let next = Round(start: round.start + interval)
        func places(_ round: Round) -> [String: Duration] {
            Dictionary(
                uniqueKeysWithValues: schedule.due(round, provider: "a", probes: probes).map {
                    ($0.probe, $0.at - round.start)
                })
        }
        let (first, second) = (places(round), places(next))
        let moves = probes.compactMap { probe in first[probe].flatMap { a in second[probe].map { ($0 - a).inSeconds } }
        }
        #expect(moves.count == 500)
        #expect(moves.allSatisfy { abs($0) <= 10.01 })
        #expect(moves.contains { abs($0) > 1 })
    }

    @Test func `two providers are asked at different times`() {
        let a = schedule.due(round, provider: "a", probes: ["s/x"])
        let b = schedule.due(round, provider: "b", probes: ["s/x"])
        #expect(abs((a[0].at - b[0].at).inSeconds) > 1)
    }

    @Test func `a start in mid-round catches up evenly in due order, once each`() {
        let now = round.start + .seconds(450)
        let planned = schedule.due(round, provider: "a", probes: probes)
        let resumed = schedule.resume(round, provider: "a", probes: probes, now: now)
        let overdue = planned.filter { $0.at < now }
        #expect(resumed.missed.isEmpty)
        #expect(resumed.due.count == 500)
        #expect(resumed.due.map(\.at) == resumed.due.map(\.at).sorted())
        #expect(resumed.due.allSatisfy { $0.at >= now })
        let caughtUp = resumed.due.filter { due in overdue.contains { $0.probe == due.probe } }
        #expect(caughtUp.map(\.probe) == overdue.map(\.probe))
        #expect(caughtUp[0].at == now)
        #expect(caughtUp.allSatisfy { $0.at < now + .seconds(60) })
        let gaps = zip(caughtUp, caughtUp.dropFirst()).map { ($1.at - $0.at).microseconds }
        #expect((gaps.max() ?? 0) - (gaps.min() ?? 0) <= 1)
        #expect(resumed.due.filter { due in planned.contains(due) }.count == planned.count - overdue.count)
    }

    @Test func `a start at the very end sends what the round has room for and tells the rest`() {
        let now = round.start + .seconds(870)
        let resumed = schedule.resume(round, provider: "a", probes: probes, now: now)
        #expect(resumed.due.allSatisfy { $0.at < round.start + interval })
        #expect(resumed.due.count + resumed.missed.count == 500)
        #expect(resumed.due.count == 250)
    }

    @Test func `a start at the beginning of the round is the plain plan`() {
        let resumed = schedule.resume(round, provider: "a", probes: probes, now: round.start)
        #expect(resumed.due == schedule.due(round, provider: "a", probes: probes))
        #expect(resumed.missed.isEmpty)
    }
}
