import Core
import Store
import Testing

@Suite struct RoundTripTests {
    @Test func `every record reads back as it was committed, also after a restart`() async throws {
        let directory = try TemporaryDirectory()
        let commit = Make.everything()
        let first = try openStore(directory("s"))
        #expect(first.opening.created)
        try await first.commit(commit)
        try await expect(commit, in: first.reader)
        await first.close()
        let second = try openStore(directory("s"))
        #expect(!second.opening.created)
        #expect(second.opening.stop == .clean)
        try await expect(commit, in: second.reader)
        await second.close()
    }

    private func expect(_ commit: Commit, in reader: StoreReader) async throws {
        for (sample, trace) in commit.samples {
            #expect(try await reader.sample(sample.id) == sample)
            #expect(try await reader.traceText(sample.id) == trace?.json.bytes)
            let text = try await reader.trace(sample.id)?.json.text
            #expect(text == trace?.json.text)
        }
        #expect(try await reader.rounds(provider: "acme", limit: 10) == commit.rounds)
        let incident = try #require(commit.incidents.first)
        let history = try #require(try await reader.incident(incident.id))
        #expect(history.incident == incident)
        #expect(history.transitions == commit.transitions)
        #expect(history.notifications == commit.notifications)
        let recovered = try await reader.recover(now: start)
        #expect(recovered.providers == commit.providers)
        #expect(recovered.spend == commit.spend)
        #expect(recovered.incidents == commit.incidents)
        #expect(recovered.notifications == commit.notifications)
        #expect(recovered.openSamples.map(\.id) == commit.samples.map(\.sample).sorted { $0.id < $1.id }.map(\.id))
    }

    @Test func `a sample with nothing optional in it reads back equal`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let bare = Sample(
            id: RecordID(UInt64.max), provider: "p", probe: "a/b", version: "", category: "",
            round: Round(start: start),
            dueAt: start, finishedAt: start, outcome: .skipped)
        var commit = Commit()
        commit.samples = [(bare, nil)]
        try await store.commit(commit)
        #expect(try await store.reader.sample(bare.id) == bare)
        #expect(try await store.reader.trace(bare.id) == nil)
        await store.close()
    }

    @Test(arguments: Outcome.allCases) func `every outcome has a place in the store`(_ outcome: Outcome) async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Commit()
        commit.samples = [(Make.sample(1, outcome: outcome), nil)]
        try await store.commit(commit)
        #expect(try await store.reader.sample(commit.samples[0].sample.id) == commit.samples[0].sample)
        await store.close()
    }

    @Test func `a NUL in a far end's text does not cut the text off`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var sample = Make.sample(1)
        sample.note = "before\0after"
        var commit = Commit()
        commit.samples = [(sample, nil)]
        try await store.commit(commit)
        #expect(try await store.reader.sample(sample.id)?.note == "before\u{2400}after")
        await store.close()
    }

    @Test func `the root seed and the birth stay what they were at first`() async throws {
        let directory = try TemporaryDirectory()
        let first = try Store.open(directory: directory("s"), options: options(seed: UInt64.max - 1), now: start)
        await first.close()
        let second = try Store.open(
            directory: directory("s"), options: StoreOptions(rootSeed: 1, writer: "0.2.0"), now: start + .seconds(99))
        let meta = try await second.reader.meta()
        #expect(meta.rootSeed == UInt64.max - 1)
        #expect(meta.createdAt == start)
        #expect(meta.createdBy == "0.1.0")
        #expect(meta.openedBy == "0.2.0")
        await second.close()
    }
}
