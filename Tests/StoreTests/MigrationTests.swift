import Core
@testable import Store
import Testing

/// Stores as released versions wrote them, as SQL; a version's fixture is never changed.
@Suite struct MigrationTests {
    private func fixture(_ name: String) throws -> String {
        let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = String(decoding: Files.read("/\(here)/Fixtures/store/\(name)"), as: UTF8.self)
        try #require(!text.isEmpty, "fixture \(name)")
        return text
    }

    /// Makes the file of a store as it was at a schema version: user_version counts the steps.
    private func make(_ schema: Schema, version: Int, _ name: String, in directory: String) throws {
        let sql = try fixture(name).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { $0 != "BEGIN TRANSACTION;" && $0 != "COMMIT;" }.joined(separator: "\n")
        let empty = [String](repeating: "SELECT 1", count: version - 1)
        let old = Schema(file: schema.file, pageSize: schema.pageSize, steps: empty + [sql])
        let file = try DatabaseFile.open(old, in: directory, after: .none).file
        file.foldLog()
        file.close()
    }

    /// As a version kept it: the first not what answered, the first two not how the judged part was found; their traces
    /// say what format they have.
    private func old(_ sample: Sample, _ trace: Trace?, _ version: Int) -> (Sample, Trace?) {
        var old = sample
        if version < 2 { (old.fingerprint.region, old.connection, old.peer) = ("", nil, "") }
        if version < 3 { old.extraction = "" }
        return (
            old,
            trace.map { _ in
                var trace = Make.trace(old)
                trace.format = 2
                return trace
            }
        )
    }

    @Test(arguments: 1...Schema.series.version)
    func `a store of every released version opens with all that was in it`(_ version: Int) async throws {
        let directory = try TemporaryDirectory()
        try make(.series, version: version, "v\(version)-plummet.sql", in: directory.path)
        try make(.traces, version: min(version, Schema.traces.version), "v\(version)-traces.sql", in: directory.path)
        let store = try openStore(directory.path)
        #expect(!store.opening.created)
        #expect(store.opening.migratedFrom == (version < Schema.series.version ? version : nil))
        var expected = Make.everything()
        expected.samples = expected.samples.map { old($0, $1, version) }
        let recovered = try await store.reader.recover(now: start)
        #expect(recovered.providers == expected.providers)
        #expect(recovered.spend == expected.spend)
        #expect(recovered.incidents == expected.incidents)
        #expect(recovered.notifications == expected.notifications)
        #expect(try await store.reader.rounds(provider: "acme", limit: 9) == expected.rounds)
        #expect(try await store.reader.incident(Make.incident(0).id)?.transitions == expected.transitions)
        for (sample, trace) in expected.samples {
            #expect(try await store.reader.sample(sample.id) == sample)
            #expect(try await store.reader.trace(sample.id)?.json.bytes == trace?.json.bytes)
        }
        #expect(try await store.reader.baselines(provider: "acme", limit: 9).isEmpty)
        #expect(try await store.reader.meta().rootSeed == 7)
        try await store.commit(expected)
        #expect(try await store.reader.sizes().samples == 2)
        #expect(try await store.reader.baselines(provider: "acme", limit: 9) == expected.baselines)
        try await store.check()
        await store.close()
    }
}
