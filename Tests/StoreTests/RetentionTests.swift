import Core
@testable import Store
import Testing

@Suite struct RetentionTests {
    private let hour = Duration.seconds(3_600)
    private let day = Duration.seconds(86_400)

    private func retain(_ store: Store, _ retention: Retention, _ now: Timestamp, limit: Int = 500) async throws -> Int
    {
        var steps = 0
        while try await store.retain(retention, now: now, limit: limit).more {
            steps += 1
            try #require(steps < 2_000)
        }
        return steps
    }

    @Test func `what is too old goes in small steps, what is not stays`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        // One sample each 30 seconds: 120 an hour.
        try await store.commit(Make.samples(0..<500))
        var commit = Commit()
        commit.rounds = (0..<100).map { Make.round($0) }
        commit.spend = [Spend(provider: "acme", day: start.day - 3), Spend(provider: "acme", day: start.day + 1)]
        try await store.commit(commit)
        let now = start + hour * 4
        let retention = Retention(keepSamples: hour * 3, keepTraces: hour * 2, maxTraceBytes: 1 << 40)
        let first = try await store.retain(retention, now: now, limit: 50)
        #expect(first.samples == 50 && first.traces == 50 && first.more)
        _ = try await retain(store, retention, now, limit: 50)
        let samples = try await store.reader.samples(SampleQuery(order: .oldestFirst, limit: 10_000)).samples
        #expect(samples.count == 500 - 120)
        #expect(samples.first?.finishedAt ?? .distantPast >= now - hour * 3)
        #expect(try await store.reader.sizes().samples == samples.count)
        let oldestTrace = Make.sample(240)
        #expect(try await store.reader.traceText(Make.sample(239).id) == nil)
        #expect(try await store.reader.traceText(oldestTrace.id) != nil)
        #expect(try await store.reader.rounds(provider: "acme", limit: 200).count == 100 - 4)
        #expect(try await store.reader.recover(now: .distantPast).spend.map(\.day) == [start.day + 1])
        let rollups = try await store.reader.rollups(
            RollupQuery(provider: "acme", since: .distantPast, until: .distantFuture))
        #expect(rollups.reduce(0) { $0 + $1.samples } == samples.count)
        try await store.check()
        await store.close()
    }

    @Test func `traces beyond their share of the disk go, the oldest first, and the file shrinks`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        for part in 0..<4 { try await store.commit(Make.samples(part * 300..<part * 300 + 300)) }
        let limit = 400_000
        let retention = Retention(keepSamples: day * 999, keepTraces: day * 999, maxTraceBytes: limit)
        _ = try await retain(store, retention, start)
        let file = store.writer.traces
        let used = try (file.pragma("page_count") - file.pragma("freelist_count")) * 8192
        #expect(used <= limit)
        #expect(used > limit / 3)
        #expect(try file.pragma("freelist_count") <= max(64, file.pragma("page_count") / 8))
        #expect(try await store.reader.traceText(Make.sample(0).id) == nil)
        #expect(try await store.reader.traceText(Make.sample(1_199).id) != nil)
        #expect(try await store.reader.sizes().samples == 1_200)
        await store.close()
    }

    @Test func `what an open incident names is kept, and goes after the incident went`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<100))
        let (named, other) = (Make.sample(5), Make.sample(6))
        var commit = Commit()
        commit.incidents = [Make.incident(1, state: .firing, examples: [named.id])]
        commit.transitions = [Transition(incident: Make.incident(1).id, at: start, event: .firing, reason: "")]
        commit.notifications = [Make.notification(1, of: Make.incident(1).id, state: .delivered)]
        try await store.commit(commit)
        let retention = Retention(keepSamples: day, keepTraces: day, maxTraceBytes: 0)
        let later = start + day * 400
        _ = try await retain(store, retention, later)
        #expect(try await store.reader.traceText(named.id) != nil)
        #expect(try await store.reader.sample(named.id) == named)
        #expect(try await store.reader.traceText(other.id) == nil)
        #expect(try await store.reader.sample(other.id) == nil)
        #expect(try await store.reader.incident(Make.incident(1).id)?.notifications.count == 1)

        commit.incidents[0].state = .resolved
        try await store.commit(commit)
        _ = try await retain(store, retention, later)
        #expect(try await store.reader.incident(Make.incident(1).id) == nil)
        #expect(try await store.reader.traceText(named.id) == nil)
        #expect(try await store.reader.sample(named.id) == nil)
        #expect(try await store.reader.notifications(.delivered, limit: 5).isEmpty)
        await store.close()
    }

    @Test func `an incident whose alert still waits is kept however old it is`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Commit()
        commit.incidents = [Make.incident(1, state: .resolved)]
        commit.notifications = [Make.notification(1, of: Make.incident(1).id)]
        try await store.commit(commit)
        let retention = Retention(keepSamples: day, keepTraces: day, maxTraceBytes: 0)
        _ = try await retain(store, retention, start + day * 400)
        #expect(try await store.reader.recover(now: start).notifications == commit.notifications)
        #expect(try await store.reader.incident(Make.incident(1).id) != nil)
        await store.close()
    }
}
