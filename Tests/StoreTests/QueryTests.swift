import Core
@testable import Store
import Testing

@Suite struct QueryTests {
    /// Samples of several providers and probes at random times, some at the same time.
    private func random(_ seed: UInt64, _ count: Int) -> [Sample] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { number in
            let outcomes: [Outcome] = [.ok, .ok, .ok, .malformed, .timeout, .rateLimited]
            return Make.sample(
                number, provider: ["acme", "other", "third"][random.int(in: 0...2)],
                probe: ["arithmetic/crates", "arithmetic/product", "logic/seats"][random.int(in: 0...2)],
                outcome: outcomes[random.int(in: 0...5)], score: random.unit(),
                at: start + .seconds(Int64(random.int(in: 0...200)) * 120))
        }
    }

    private func store(_ path: String, _ samples: [Sample]) async throws -> Store {
        let store = try openStore(path)
        var commit = Commit()
        commit.samples = samples.map { ($0, nil) }
        try await store.commit(commit)
        return store
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `pages of samples put together are exactly the samples asked for, in order`(_ seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        let all = random(seed, 400).sorted { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }
        let store = try await store(directory("s"), all)
        for provider in [nil, "acme", "nobody"] {
            for probe in [nil, "arithmetic/product"] {
                for outcome in [nil, Outcome.timeout] {
                    for order in [SampleQuery.Order.newestFirst, .oldestFirst] {
                        var query = SampleQuery(
                            provider: provider, probe: probe, outcome: outcome, since: start + .seconds(2_000),
                            until: start + .seconds(20_000), order: order, limit: 7)
                        var found: [Sample] = []
                        repeat {
                            let page = try await store.reader.samples(query)
                            #expect(page.samples.count <= 7)
                            found += page.samples
                            query.after = page.next
                        } while query.after != nil
                        let expected = all.filter {
                            (provider == nil || $0.provider == provider) && (probe == nil || $0.probe == probe)
                                && (outcome == nil || $0.outcome == outcome)
                                && $0.finishedAt >= start + .seconds(2_000) && $0.finishedAt < start + .seconds(20_000)
                        }
                        let isEqual = found == (order == .oldestFirst ? expected : expected.reversed())
                        #expect(isEqual, "seed \(seed), \(query)")
                    }
                }
            }
        }
        await store.close()
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `roll-ups are the sums of the samples they stand for`(_ seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        let all = random(seed, 500)
        let store = try await store(directory("s"), all)
        for probe in [nil, "logic/seats"] {
            let found = try await store.reader.rollups(
                RollupQuery(provider: "other", probe: probe, since: start, until: start + .seconds(30_000), hours: 2))
            let mine = all.filter { $0.provider == "other" && (probe == nil || $0.probe == probe) }
            let bucket = { (sample: Sample) in sample.finishedAt.microseconds / 7_200_000_000 * 7_200_000_000 }
            #expect(found.map(\.start.microseconds) == Set(mine.map(bucket)).sorted(), "seed \(seed)")
            for rollup in found {
                let part = mine.filter { bucket($0) == rollup.start.microseconds }
                let scores = part.compactMap(\.score)
                #expect(rollup.samples == part.count && rollup.scored == scores.count)
                #expect(abs(rollup.scoreSum - scores.reduce(0, +)) < 1e-9)
                #expect(rollup.minScore == scores.min())
                #expect(rollup.failed == part.filter { $0.outcome.plane == .health }.count)
                #expect(rollup.meanLatency == .milliseconds(812))
                #expect(rollup.outputTokens == 2 * part.count)
                #expect(rollup.cost == USD(nanodollars: 5_850 * Int64(part.count)))
            }
        }
        await store.close()
    }

    @Test func `the history of a probe is its newest scores, the oldest of them first`() async throws {
        let directory = try TemporaryDirectory()
        let all = random(6, 300)
        let store = try await store(directory("s"), all)
        let found = try await store.reader.scores(provider: "acme", probe: "logic/seats", since: start, limit: 12)
        let mine = all.filter { $0.provider == "acme" && $0.probe == "logic/seats" }
        let expected = mine.sorted { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }.suffix(12)
        #expect(found.map(\.sample) == expected.map(\.id))
        #expect(found.map(\.score) == expected.map(\.score))
        await store.close()
    }

    @Test func `a cursor reads back from its text, and nothing else does`() {
        let cursor = SampleCursor(finishedAt: Timestamp(microseconds: -12), id: RecordID(0xAB))
        #expect(cursor.description == "-12-00000000000000ab")
        #expect(SampleCursor(cursor.description) == cursor)
        for text in ["", "-", "12", "12-", "x-00000000000000ab", "12-00000000000000a"] {
            #expect(SampleCursor(text) == nil)
        }
    }

    @Test func `incidents come with the newest suspicion first, and the open ones alone when asked`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Commit()
        commit.incidents = (0..<6).map { number in
            Make.incident(number, state: number % 2 == 0 ? .resolved : .firing, at: start + .seconds(Int64(number)))
        }
        try await store.commit(commit)
        #expect(try await store.reader.incidents(limit: 4).map(\.id) == [5, 4, 3, 2].map { Make.incident($0).id })
        #expect(try await store.reader.incidents(.open, limit: 4).map(\.id) == [5, 3, 1].map { Make.incident($0).id })
        #expect(try await store.reader.incident(RecordID(1)) == nil)
        await store.close()
    }

    @Test func `rounds are the newest ones asked for, in the order of time`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Commit()
        commit.rounds = (0..<10).map { Make.round($0) } + [Make.round(3, provider: "other")]
        try await store.commit(commit)
        #expect(try await store.reader.rounds(provider: "acme", limit: 3) == [7, 8, 9].map { Make.round($0) })
        #expect(try await store.reader.rounds(provider: "acme", since: Make.round(9).round.start, limit: 3).count == 1)
        #expect(try await store.reader.rounds(provider: "none", limit: 3).isEmpty)
        await store.close()
    }

    @Test func `series know their vantage`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await store(directory("s"), [Make.sample(1)])
        #expect(
            try await store.reader.series() == [
                SeriesKey(
                    provider: "acme", probe: "arithmetic/crates", version: "00112233445566aa", category: "arithmetic",
                    vantage: "here")
            ])
        await store.close()
    }
}
