import Core
import Store
import Testing

@Suite struct SnapshotTests {
    @Test func `a snapshot taken while samples are written is whole and is a store itself`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<100))
        let writing = Task {
            for number in 100..<160 {
                var commit = Make.samples(number..<number + 1)
                commit.rounds = [Make.round(number)]
                try await store.commit(commit)
            }
        }
        try await store.snapshot(to: directory("one"))
        try await store.snapshot(to: directory("two"))
        try await writing.value
        for name in ["one", "two"] {
            #expect(Files.names(directory(name)) == ["plummet.db", "traces.db"])
            let copy = try openStore(directory(name))
            try await copy.check()
            let samples = try await copy.reader.samples(SampleQuery(order: .oldestFirst, limit: 10_000)).samples
            #expect(samples.count >= 100)
            #expect(samples == (0..<samples.count).map { Make.sample($0) })
            #expect(try await copy.reader.rounds(provider: "acme", limit: 1_000).count == samples.count - 100)
            for sample in samples { #expect(try await copy.reader.traceText(sample.id) != nil) }
            try await copy.commit(Make.everything(5_000))
            await copy.close()
        }
        #expect(Files.names(directory.path) == ["one", "s", "two"])
        await store.close()
    }

    @Test func `a snapshot never overwrites, and what an interrupted one left behind is no obstacle`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<3))
        try await store.snapshot(to: directory("copy"))
        guard case .notWritable = await failure({ try await store.snapshot(to: directory("copy")) })
        else { Issue.record("it overwrote"); return }
        try await store.snapshot(to: directory("next.partial"))
        try await store.snapshot(to: directory("next"))
        #expect(Files.names(directory.path) == ["copy", "next", "s"])
        await store.close()
        try StoreReader.snapshot(of: directory("s"), to: directory("offline"))
        let reader = try StoreReader.open(directory: directory("offline"))
        #expect(try await reader.sizes().samples == 3)
        reader.close()
    }
}
