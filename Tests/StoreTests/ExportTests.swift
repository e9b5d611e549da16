import Core
@testable import Store
import Testing

@Suite struct ExportTests {
    private let late = start + .seconds(86_400)

    @Test func `an export begins with what comes, goes on over a restart, and gives everything once in order`()
        async throws
    {
        let directory = try TemporaryDirectory()
        var store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<10))
        var place = try await store.beginExport("otlp")
        #expect(place == ExportPlace(seq: 10, lost: 0))
        try await store.commit(Make.samples(10..<35))
        var seen: [RecordID] = []
        for turn in 0..<3 {
            let batch = try await store.reader.traces(after: place.seq, limit: 10, bytes: 1 << 20, now: late)
            #expect(batch.more == (turn < 2))
            seen += batch.traces.map(\.sample.id)
            #expect(batch.traces.allSatisfy { $0.trace.sample == $0.sample.id })
            #expect(try await store.reader.backlog(of: "otlp")?.waiting == 25 - turn * 10)
            try await store.advanceExport("otlp", to: batch.through)
            await store.close()
            store = try openStore(directory("s"))
            place = try await store.beginExport("otlp")
            #expect(place.seq == batch.through)
        }
        #expect(seen == (10..<35).map { Make.sample($0).id })
        #expect(try await store.reader.backlog(of: "otlp") == ExportBacklog(waiting: 0, oldest: nil, lost: 0))
        // An older place never comes back.
        try await store.advanceExport("otlp", to: 3)
        #expect(try await store.beginExport("otlp").seq == 35)
        try await store.endExport("otlp")
        #expect(try await store.reader.backlog(of: "otlp") == nil)
        await store.close()
    }

    @Test func `a batch is bounded in bytes, but for its first trace`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<10))
        let one = Make.trace(Make.sample(0)).json.bytes.count
        let some = try await store.reader.traces(after: 0, limit: 10, bytes: one * 3 + one / 2, now: late)
        #expect(some.traces.count == 3 && some.more && some.through == 3)
        let first = try await store.reader.traces(after: 0, limit: 10, bytes: 1, now: late)
        #expect(first.traces.count == 1 && first.more)
        await store.close()
    }

    @Test func `a trace whose sample is still being stored is waited for, one whose sample never came is not`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<3))
        try store.writer.series.run("DELETE FROM samples WHERE id = x'\(Make.sample(1).id)'")
        let soon = try await store.reader.traces(
            after: 0, limit: 10, bytes: 1 << 20, now: Make.sample(1).finishedAt + .seconds(10))
        #expect(soon.traces.map(\.sample.id) == [Make.sample(0).id] && soon.through == 1 && !soon.more)
        let later = try await store.reader.traces(after: 0, limit: 10, bytes: 1 << 20, now: late)
        #expect(later.traces.map(\.sample.id) == [0, 2].map { Make.sample($0).id } && later.through == 3)
        await store.close()
    }

    @Test func `a trace that is damaged is passed over and counted`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<3))
        try store.writer.traces.run("UPDATE traces SET data = x'00' WHERE seq = 2")
        let batch = try await store.reader.traces(after: 0, limit: 10, bytes: 1 << 20, now: late)
        #expect(batch.traces.map(\.seq) == [1, 3] && batch.unreadable == 1 && batch.through == 3)
        await store.close()
    }

    @Test func `what retention drops before it was exported is counted as lost, and only that`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        _ = try await store.beginExport("otlp")
        try await store.commit(Make.samples(0..<50))
        try await store.advanceExport("otlp", to: 20)
        let retention = Retention(keepSamples: .seconds(1 << 40), keepTraces: .zero, maxTraceBytes: 1 << 40)
        while try await store.retain(retention, now: Make.sample(30).finishedAt, limit: 7).more {}
        let backlog = try await store.reader.backlog(of: "otlp")
        #expect(backlog == ExportBacklog(waiting: 20, oldest: Make.sample(30).finishedAt, lost: 10))
        await store.close()
    }

    @Test func `a call that a crash cut off between trace and sample leaves nothing behind that contradicts the next`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<1))
        // As after a crash: the trace is there, the sample is not.
        try store.writer.series.run("DELETE FROM samples; UPDATE counts SET rows = 0")
        var again = Make.sample(0)
        again.finishedAt = again.finishedAt + .seconds(40)
        var commit = Commit()
        commit.samples = [(again, Make.trace(again, answer: "88"))]
        try await store.commit(commit)
        #expect(try await store.reader.trace(again.id)?.completion?.text == "88")
        // And the same commit again changes nothing, also not a later one's trace.
        try await store.commit(Make.samples(0..<1))
        #expect(try await store.reader.trace(again.id)?.completion?.text == "88")
        await store.close()
    }
}
