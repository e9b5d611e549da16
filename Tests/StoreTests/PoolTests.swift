import Core
@testable import Store
import Testing

@Suite struct PoolTests {
    @Test func `region, backend, peer and connection of an answer read back, each pool once`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Make.samples(0..<60)
        for index in commit.samples.indices {
            commit.samples[index].sample.fingerprint.region = index % 2 == 0 ? "eastus" : "westus"
            commit.samples[index].sample.fingerprint.backend = "replica-\(index % 3)"
            commit.samples[index].sample.connection = index % 5 == 0 ? .fresh : .reused
            commit.samples[index].sample.peer = "203.0.113.\(index % 2):443"
        }
        try await store.commit(commit)
        for (sample, _) in commit.samples { #expect(try await store.reader.sample(sample.id) == sample) }
        let pools = try await store.reader.series.read { try $0.number("SELECT count(*) FROM pools") }
        #expect(pools == 4)
        await store.close()
    }

    @Test func `a sample that nothing answered has no pool`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var sample = Make.sample(1, outcome: .breakerOpen)
        sample.fingerprint = Completion.Fingerprint()
        (sample.connection, sample.peer) = (nil, "")
        var commit = Commit()
        commit.samples = [(sample, nil)]
        try await store.commit(commit)
        #expect(try await store.reader.sample(sample.id) == sample)
        #expect(try await store.reader.series.read { try $0.number("SELECT count(*) FROM pools") } == 0)
        await store.close()
    }
}
