import Core
@testable import Store
import Testing

/// What retention leaves alone while an incident is open.
@Suite struct HoldTests {
    private let day = Duration.seconds(86_400)

    /// Runs retention until it has nothing to do; gives what all its steps did together.
    private func retain(_ store: Store, _ retention: Retention, _ now: Timestamp) async throws -> RetentionStep {
        var sum = RetentionStep()
        for _ in 0..<1_000 {
            let step = try await store.retain(retention, now: now, limit: 40)
            sum.traces += step.traces
            sum.held += step.held
            sum.released += step.released
            if !step.more { return sum }
        }
        Issue.record("retention never comes to an end")
        return sum
    }

    private func kept(_ store: Store, _ numbers: Range<Int>, provider: String = "acme") async throws -> [Int] {
        var found: [Int] = []
        for number in numbers {
            let sample = Make.sample(number, provider: provider)
            if try await store.reader.traceText(sample.id) != nil { found.append(number) }
        }
        return found
    }

    private func open(
        _ store: Store, _ number: Int = 1, provider: String = "acme", since: Timestamp, dated: Timestamp? = nil
    ) async throws -> Incident {
        var incident = Make.incident(number, at: since)
        incident.provider = provider
        if let dated { incident.facts = ["since": .string(dated.rfc3339(fractionDigits: 6))] }
        var commit = Commit()
        commit.incidents = [incident]
        try await store.commit(commit)
        return incident
    }

    private func resolve(_ store: Store, _ incident: Incident) async throws {
        var commit = Commit()
        commit.incidents = [incident]
        commit.incidents[0].state = .resolved
        commit.incidents[0].resolvedAt = incident.updatedAt
        try await store.commit(commit)
    }

    private let room = Retention(
        keepSamples: .seconds(86_400 * 400), keepTraces: .seconds(3_600), maxTraceBytes: 1 << 30)

    @Test func `an open incident holds its provider's traces since it began, and lets go when it is resolved`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<100))
        try await store.commit(Make.samples(0..<100, provider: "other"))
        // Suspected late, but its facts say that it began with sample 60.
        let incident = try await open(
            store, since: Make.sample(90).finishedAt, dated: Make.sample(60).finishedAt)
        let later = start + day * 30
        let first = try await retain(store, room, later)
        #expect(first.held == 40 && first.traces == 160)
        #expect(try await kept(store, 0..<100) == Array(60..<100))
        #expect(try await kept(store, 0..<100, provider: "other").isEmpty)
        // What comes while it is open is held as well, once it is old.
        try await store.commit(Make.samples(200..<210))
        #expect(try await retain(store, room, later + day).held == 10)
        #expect(try await kept(store, 200..<210).count == 10)

        try await resolve(store, incident)
        let last = try await retain(store, room, later + day)
        #expect(last.released == 50 && last.traces == 50)
        #expect(try await kept(store, 0..<210).isEmpty)
        #expect(try await store.reader.traces.read { try $0.number("SELECT count(*) FROM holders") } == 0)
        try await store.check()
        await store.close()
    }

    @Test func `an incident that lasts fills half of the room at most: its beginning stays, the rest ages as ever`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        _ = try await open(store, since: start)
        let retention = Retention(keepSamples: day * 999, keepTraces: .seconds(3_600), maxTraceBytes: 400_000)
        for part in 0..<10 {
            let numbers = part * 100..<part * 100 + 100
            try await store.commit(Make.samples(numbers))
            _ = try await retain(store, retention, Make.sample(numbers.upperBound).finishedAt + .seconds(3_000))
        }
        let end = Make.sample(1_000).finishedAt + .seconds(7_200)
        _ = try await retain(store, retention, end)
        let kept = try await kept(store, 0..<1_000)
        let bytes = try await store.reader.traces.read {
            try $0.number("SELECT sum(length(data)) FROM traces WHERE holder IS NOT NULL")
        }
        #expect(bytes <= retention.maxHeldBytes && bytes > retention.maxHeldBytes * 9 / 10)
        #expect(bytes == (try await store.reader.traces.read { try $0.number("SELECT bytes FROM holders") }))
        #expect(kept == Array(0..<kept.count), "the beginning, without a gap")
        #expect(try store.writer.traces.pragma("page_count") * 8192 < retention.maxTraceBytes * 5 / 4)
        await store.close()
    }

    @Test func `providers whose incidents are open at a time share the room`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let retention = Retention(keepSamples: day * 999, keepTraces: .seconds(3_600), maxTraceBytes: 400_000)
        try await store.commit(Make.samples(0..<400))
        try await store.commit(Make.samples(0..<400, provider: "other"))
        _ = try await open(store, 1, since: start)
        _ = try await retain(store, retention, start + day)
        func held(_ provider: String) async throws -> Int {
            try await store.reader.traces.read {
                try $0.number("SELECT ifnull(sum(bytes), 0) FROM holders WHERE provider = ?", [.text(provider)])
            }
        }
        #expect(try await held("acme") > 150_000)
        try await store.commit(Make.samples(400..<600, provider: "other"))
        _ = try await open(store, 2, provider: "other", since: start)
        _ = try await retain(store, retention, start + day)
        #expect(try await held("acme") <= 100_000)
        #expect(try await (50_000...100_000).contains(held("other")))
        #expect(try await kept(store, 0..<10).count == 10, "the beginning stays")
        await store.close()
    }

    @Test func `what an incident names stays named when its provider's traces are let go`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<20))
        let incident = try await open(store, since: start)
        _ = try await retain(store, room, start + day)
        // Held first, then named.
        var commit = Commit()
        commit.incidents = [incident]
        commit.incidents[0].facts = ["examples": [.string(Make.sample(7).id.description)]]
        try await store.commit(commit)
        commit.incidents[0].state = .resolved
        try await store.commit(commit)
        _ = try await retain(store, room, start + day)
        #expect(try await kept(store, 0..<20) == [7])
        _ = try await retain(
            store, Retention(keepSamples: day, keepTraces: day, maxTraceBytes: 1 << 30), start + day * 400)
        #expect(try await kept(store, 0..<20).isEmpty)
        await store.close()
    }
}
