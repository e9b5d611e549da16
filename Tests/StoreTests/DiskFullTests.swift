import Core
@testable import Store
import Testing

@Suite struct DiskFullTests {
    enum Part: CaseIterable { case series, traces }

    @Test(arguments: Part.allCases)
    func `a full disk is told, leaves nothing by half, and the same commit succeeds later`(_ part: Part) async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<10))
        let file = part == .series ? store.writer.series : store.writer.traces
        try file.run("PRAGMA max_page_count = \(try file.pragma("page_count") + 2)")
        let large = Make.samples(10..<600)
        let found = await failure { try await store.commit(large) }
        #expect(found == .diskFull(path: file.path))
        #expect(found?.isRetryable == true)
        #expect(try await store.reader.sizes().samples == 10)
        #expect(try await store.reader.samples(SampleQuery(limit: 1000)).samples.count == 10)
        let hours = try await store.reader.rollups(
            RollupQuery(provider: "acme", since: .distantPast, until: .distantFuture))
        #expect(hours.map(\.samples) == [10])

        try file.run("PRAGMA max_page_count = 1073741823")
        try await store.commit(large)
        #expect(try await store.reader.sizes().samples == 600)
        for (sample, trace) in large.samples.suffix(5) {
            #expect(try await store.reader.traceText(sample.id) == trace?.json.bytes)
        }
        try await store.check()
        await store.close()
    }
}
