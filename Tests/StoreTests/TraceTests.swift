import Core
@testable import Store
import Testing

@Suite struct TraceTests {
    @Test func `a dictionary is trained when there are enough traces, and everything stays readable`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<199))
        #expect(try await store.trainDictionary(now: start) == nil)
        try await store.commit(Make.samples(199..<400))
        let training = try #require(try await store.trainDictionary(now: start))
        #expect(training.ratioAfter > training.ratioBefore * 1.5)
        #expect(try await store.trainDictionary(now: start + .seconds(3_600)) == nil)
        try await store.commit(Make.samples(400..<700))
        // A day later the dictionary still serves: nothing to gain.
        #expect(try await store.trainDictionary(now: start + .seconds(90_000)) == nil)
        for number in [0, 399, 400, 699] {
            let sample = Make.sample(number)
            #expect(try await store.reader.traceText(sample.id) == Make.trace(sample).json.bytes)
        }
        await store.close()
        let again = try openStore(directory("s"))
        try await again.commit(Make.samples(700..<701))
        #expect(try await again.reader.traceText(Make.sample(700).id) == Make.trace(Make.sample(700)).json.bytes)
        #expect(try await again.reader.traceText(Make.sample(650).id) != nil)
        await again.close()
    }

    @Test func `other traces earn another dictionary after a day, and one that serves no trace goes`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<300))
        let first = try #require(try await store.trainDictionary(now: start))
        var random = SeededRandom(seed: 11)
        let words = (0..<400).map { _ in String(random.next(), radix: 36) }
        var commit = Make.samples(300..<900)
        for index in commit.samples.indices {
            let answer = (0..<60).map { _ in words[random.int(in: 0...399)] }.joined(separator: " ")
            commit.samples[index].trace = Make.trace(commit.samples[index].sample, answer: answer)
        }
        try await store.commit(commit)
        let second = try #require(try await store.trainDictionary(now: start + .seconds(86_400)))
        #expect(second.dictionary > first.dictionary)
        try await store.commit(Make.samples(900..<1_000))

        // Everything up to sample 899 goes; the second dictionary serves what is left.
        let cut = Make.sample(900).finishedAt
        let retention = Retention(keepSamples: .seconds(1 << 40), keepTraces: .seconds(1), maxTraceBytes: 1 << 40)
        var others = 0
        while case let step = try await store.retain(retention, now: cut + .milliseconds(500)), step.more {
            others += step.others
        }
        #expect(others == 1)
        #expect(try await store.reader.traceText(Make.sample(900).id) != nil)
        #expect(try await store.reader.traceText(Make.sample(999).id) == Make.trace(Make.sample(999)).json.bytes)
        await store.close()
    }

    @Test func `a damaged trace is an error that names it, not a wrong trace`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<2))
        try store.writer.traces.run(
            """
            UPDATE traces SET data = CAST(substr(data, 1, 60) || x'FF' || substr(data, 62) AS BLOB)
            WHERE sample = x'\(Make.sample(0).id)'
            """)
        let found = await failure { _ = try await store.reader.trace(Make.sample(0).id) }
        guard case .corrupt(directory("s/traces.db"), let detail) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(detail.contains(Make.sample(0).id.description))
        #expect(try await store.reader.trace(Make.sample(1).id) != nil)
        await store.close()
    }

    @Test func `any bytes of a body survive the store`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var random = SeededRandom(seed: 5)
        var commit = Make.samples(0..<20)
        for index in commit.samples.indices {
            let body = (0..<random.int(in: 0...5_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            commit.samples[index].trace?.turns[0].attempts[0].exchange.body = body
        }
        try await store.commit(commit)
        for (sample, trace) in commit.samples {
            let read = try #require(try await store.reader.trace(sample.id))
            #expect(read.attempts[0].exchange == trace?.attempts[0].exchange)
        }
        await store.close()
    }
}
