import Core
import Store
import Testing

/// Everything that a store has of its history, read in pages.
private func pages(_ reader: StoreReader, atLeast limit: Int, until: Timestamp = .distantFuture) async throws
    -> [HistoryPage]
{
    var pages: [HistoryPage] = []
    var cursor = HistoryCursor(until: until)
    while let (page, next) = try await reader.history(after: cursor, atLeast: limit) {
        pages.append(page)
        cursor = next
    }
    return pages
}

@Suite struct HistoryTests {
    private static func commit(_ numbers: Range<Int>) -> Commit {
        var commit = Commit()
        for number in numbers {
            let provider = number % 3 == 0 ? "acme" : "bulk"
            var sample = Make.sample(
                number, provider: provider, probe: "arithmetic/crates-\(number % 4)",
                outcome: number % 7 == 3 ? .timeout : .ok, score: Double(number % 5) / 4)
            // Several at the same moment: a page never ends among them.
            sample.finishedAt = start + .seconds(number / 6 * 30)
            commit.samples.append((sample, nil))
        }
        commit.rounds = numbers.filter { $0 % 30 == 0 }.flatMap { number in
            ["acme", "bulk"].map { provider in
                RoundRecord(
                    provider: provider, round: Round(start: start + .seconds(number * 5)),
                    closedAt: start + .seconds(number * 5 + 400), scheduled: 4, scored: 3, meanScore: 0.5,
                    expectedScore: nil, logEvidence: number < 150 ? nil : 0.25, level: "healthy",
                    probes: number % 60 == 0 ? 9 : nil)
            }
        }
        return commit
    }

    @Test(arguments: [1, 5, 7, 100, 10_000])
    func `a history is told in pages of any size, nothing twice and nothing left out`(limit: Int) async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("store"))
        try await store.commit(Self.commit(0..<300))
        let told = try await pages(store.reader, atLeast: limit)
        let samples = told.flatMap(\.samples)
        let all = try await store.reader.samples(SampleQuery(order: .oldestFirst, limit: 10_000)).samples
        #expect(samples.map(\.finishedAt) == all.map(\.finishedAt) && samples.count == 300)
        #expect(samples.map(\.score) == all.map(\.score) && samples.map(\.round) == all.map(\.round))
        let series = Dictionary(uniqueKeysWithValues: told.flatMap(\.series).map { ($0.name, $0.value) })
        #expect(series.count == 8)
        for (sample, stored) in zip(samples, all) {
            let asked = try #require(series[sample.series])
            #expect(asked.provider == stored.provider && asked.probe == stored.probe)
            #expect(asked.version == stored.version && asked.category == stored.category)
        }
        for page in told.dropLast() { #expect(page.samples.count >= limit) }
        for (page, next) in zip(told, told.dropFirst()) {
            #expect(page.samples[page.samples.count - 1].finishedAt < next.samples[0].finishedAt)
        }
        await store.close()
    }

    @Test func `rounds come once, with or before the samples that belong to them`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("store"))
        try await store.commit(Self.commit(0..<300))
        let told = try await pages(store.reader, atLeast: 20)
        for provider in ["acme", "bulk"] {
            let rounds = told.flatMap(\.rounds).filter { $0.name == provider }.map(\.value)
            let stored = try await store.reader.rounds(provider: provider, limit: 1_000)
            #expect(rounds.map(\.round) == stored.map(\.round) && rounds.count == 10)
            #expect(rounds.map(\.closedAt) == stored.map(\.closedAt) && rounds.allSatisfy { $0.scheduled == 4 })
            #expect(rounds.map(\.isWatching) == stored.map { $0.logEvidence != nil })
            #expect(rounds.map(\.probes) == stored.map(\.probes) && Set(rounds.map(\.probes)) == [nil, 9])
        }
        var seen = Set<Round>()
        for page in told {
            seen.formUnion(page.rounds.map(\.value.round))
            let begun = seen.max() ?? Round(start: .distantPast)
            #expect(page.samples.allSatisfy { Round(start: $0.finishedAt) <= begun || $0.finishedAt >= begun.start })
        }
        await store.close()
    }

    @Test func `a history ends where it is told to, and an empty one has no page and no span`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("store"))
        #expect(try await store.reader.span() == nil)
        #expect(try await pages(store.reader, atLeast: 10).isEmpty)
        try await store.commit(Self.commit(0..<300))
        let until = start + .seconds(20 * 30)
        let samples = try await pages(store.reader, atLeast: 50, until: until).flatMap(\.samples)
        #expect(samples.count == 120 && samples.allSatisfy { $0.finishedAt < until })
        #expect(try await store.reader.span() == start...(start + .seconds(49 * 30)))
        await store.close()
    }
}
