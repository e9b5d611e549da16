import Core
import Store
import Testing

@Suite struct TallyTests {
    @Test func `samples of a series add up in the order of time, version by version, the newest first to count`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("store"))
        var commit = Commit()
        let scores: [Double?] = [1, 1, 0, nil, 1, 0.25, 0.25, 1]
        for (number, score) in scores.enumerated() {
            var sample = Make.sample(number, outcome: score == nil ? .timeout : .ok, score: score)
            if score == nil { (sample.inputTokens, sample.outputTokens) = (nil, nil) }
            commit.samples.append((sample, nil))
        }
        commit.samples.append((Make.sample(100, provider: "bulk"), nil))
        var edited = Make.sample(101)
        edited.version = "ffff"
        commit.samples.append((edited, nil))
        try await store.commit(commit)

        let tallies = try await store.reader.tallies(provider: "acme")
        #expect(tallies.map(\.series.version) == ["00112233445566aa", "ffff"])
        let tally = try #require(tallies.first)
        #expect(tally.scores.map(\.thousandths) == [0, 250, 1000] && tally.scores.map(\.count) == [1, 2, 4])
        #expect(tally.scored == 7 && tally.unscored == 1 && tally.samples == 8)
        // Right right wrong (–) right wrong wrong right.
        #expect(tally.flips == 4 && tally.newest == Make.sample(7).finishedAt)
        #expect(tally.counted == 7 && tally.cost == USD(nanodollars: 8 * 5_850))
        #expect(tally.tokens == [0, 1, 2, 4, 5, 6, 7].reduce(0) { $0 + 31 + $1 % 3 + 2 })

        let newest = try #require(try await store.reader.tallies(provider: "acme", limit: 3).first)
        #expect(newest.scores.map(\.thousandths) == [250, 1000] && newest.samples == 3 && newest.flips == 1)
        let late = Make.sample(5).finishedAt
        let since = try #require(try await store.reader.tallies(provider: "acme", since: late).first)
        #expect(since.samples == 3)
        #expect(try await store.reader.tallies(provider: "nobody").isEmpty)
        #expect(try await store.reader.detectorState(provider: "acme") == nil)
        #expect(try await store.reader.providerNames() == ["acme", "bulk"])
        await store.close()
    }
}
