import Core
@testable import Store
import Testing

@Suite struct CommitTests {
    @Test func `the same commit twice changes nothing the second time`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let commit = Make.everything()
        try await store.commit(commit)
        let before = try await everything(store.reader)
        try await store.commit(commit)
        #expect(try await everything(store.reader) == before)
        #expect(try await store.reader.sizes().samples == 2)
        await store.close()
    }

    private func everything(_ reader: StoreReader) async throws -> [String] {
        let recovered = try await reader.recover(now: start)
        let rollups = try await reader.rollups(
            RollupQuery(provider: "acme", since: .distantPast, until: .distantFuture))
        let transitions = try await reader.incident(Make.incident(0).id)?.transitions
        return ["\(recovered)", "\(rollups)", "\(String(describing: transitions))", "\(try await reader.series())"]
    }

    @Test func `a later value of the same row replaces the earlier one`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Make.everything()
        try await store.commit(commit)
        commit.incidents[0].state = .resolved
        commit.incidents[0].resolvedAt = start
        commit.spend[0].requests = 13
        commit.notifications[0].state = .delivered
        try await store.commit(commit)
        let recovered = try await store.reader.recover(now: start)
        #expect(recovered.incidents.isEmpty)
        #expect(recovered.notifications.isEmpty)
        #expect(recovered.spend.map(\.requests) == [13])
        #expect(try await store.reader.notifications(.delivered, limit: 9).map(\.id) == [commit.notifications[0].id])
        await store.close()
    }

    @Test func `a delivered notification never waits again`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let waiting = Make.everything()
        var delivered = waiting
        delivered.notifications[0].state = .delivered
        try await store.commit(delivered)
        try await store.commit(waiting)
        #expect(try await store.reader.recover(now: start).notifications.isEmpty)
        await store.close()
    }

    @Test func `a cancelled task does not lose its commit`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            #expect(Task.isCancelled)
            try await store.commit(Make.samples(0..<3))
            return try await store.reader.samples(SampleQuery()).samples.count
        }
        #expect(try await task.value == 3)
        await store.close()
    }

    @Test func `what many tasks commit at once is all there`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await withThrowingTaskGroup { group in
            for task in 0..<200 {
                group.addTask { try await store.commit(Make.samples(task * 2..<task * 2 + 2)) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.reader.sizes().samples == 400)
        #expect(try await store.reader.samples(SampleQuery(limit: 1000)).samples.count == 400)
        await store.close()
    }

    @Test func `closing writes what waits, and nothing is accepted afterwards`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for task in 0..<100 {
                group.addTask { await failure { try await store.commit(Make.samples(task..<task + 1)) } == nil }
            }
            await store.close()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        await store.close()
        #expect(await failure { try await store.commit(Make.samples(0..<1)) } == .closed)
        #expect(await failure { _ = try await store.reader.recover(now: start) } == .closed)
        let again = try openStore(directory("s"))
        #expect(try await again.reader.sizes().samples == accepted)
        await again.close()
    }

    @Test func `samples of closed rounds are not recovered, those of open rounds are`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        // 30 samples lie in one round.
        try await store.commit(Make.samples(0..<60))
        var closing = Commit()
        closing.providers = [
            ProviderState(provider: "acme", closedThrough: Round(start: start), detector: [], machines: .null)
        ]
        try await store.commit(closing)
        let late = Make.samples(60..<61)
        try await store.commit(late)
        var tooLate = Commit()
        tooLate.samples = [(Make.sample(500, at: start + .seconds(10)), nil)]
        try await store.commit(tooLate)
        let open = try await store.reader.recover(now: start).openSamples
        #expect(open == (30...60).map { Make.sample($0) })
        await store.close()
    }

    @Test func `spending of days before today is not recovered, that of later days is`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Commit()
        commit.spend = (-1...1).map { Spend(provider: "acme", day: start.day + $0, requests: $0 + 5) }
        try await store.commit(commit)
        #expect(try await store.reader.recover(now: start).spend.map(\.requests) == [5, 6])
        await store.close()
    }
}

@Suite struct FailureTests {
    @Test func `one commit that cannot be written does not take those beside it along`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try store.writer.series.run(
            """
            CREATE TRIGGER reject BEFORE INSERT ON samples WHEN new.note = 'poison' BEGIN SELECT raise(ABORT, 'no'); END
            """)
        let failed = await withTaskGroup(of: Bool.self) { group in
            for task in 0..<60 {
                var commit = Make.samples(task * 2..<task * 2 + 2)
                if task % 20 == 7 { commit.samples[1].sample.note = "poison" }
                group.addTask { [commit] in
                    await failure { try await store.commit(commit) } != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failed == 3)
        #expect(try await store.reader.samples(SampleQuery(limit: 1000)).samples.count == 57 * 2)
        #expect(try await store.reader.sizes().samples == 57 * 2)
        await store.close()
    }

    @Test func `every failure says what happened and what to do, and which of them pass by themselves`() {
        let failures: [(StoreFailure, Bool)] = [
            (.newerVersion(found: 9, supported: 1), false), (.olderVersion(found: 1, supported: 9), false),
            (.locked(pid: 12), false), (.missing(path: "/x"), false), (.notWritable(path: "/x", detail: "d"), true),
            (.diskFull(path: "/x"), true), (.corrupt(file: "/x", detail: "d"), false), (.busy, true), (.closed, false),
            (.other(code: 10 | 3 << 8, message: "m"), true), (.other(code: 19, message: "m"), false),
        ]
        for (failure, isRetryable) in failures {
            #expect(failure.isRetryable == isRetryable, "\(failure)")
            #expect(failure.description.hasSuffix(failure.advice) && failure.advice.hasSuffix("."))
            #expect(failure.description.count > failure.advice.count + 10)
        }
        #expect(StoreFailure.locked(pid: 12).description.contains("process 12"))
    }
}
