import Core
import Glibc
import Store
import Testing

/// A daemon is killed at some instant while it commits; its successor looks at what is there.
@Suite(.serialized) struct CrashTests {
    @Test(arguments: [3_000, 40_000, 110_000] as [UInt32])
    func `after kill -9 every commit that was reported is there, and none is there by half`(_ delay: UInt32)
        async throws
    {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as UInt32] in
            let store = try openStore(path + "/s")
            var thread = pthread_t()
            let box = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
            box.pointee = delay
            pthread_create(
                &thread, nil,
                { context in
                    usleep(context?.assumingMemoryBound(to: UInt32.self).pointee ?? 0)
                    kill(getpid(), SIGKILL)
                    return nil
                }, box)
            for number in 0..<100_000 {
                try await store.commit(CrashTests.commit(number))
                Files.write(Array("\(number)\n".utf8), to: path + "/reported", append: true)
            }
        }
        let reported = String(decoding: Files.read(directory("reported")), as: UTF8.self).split(separator: "\n").count
        let store = try openStore(directory("s"))
        #expect(store.opening.stop == .killed)
        try await store.check()
        let there = try await store.reader.rounds(provider: "acme", limit: 1_000_000)
        // One more may have been committed than was reported.
        #expect((reported...reported + 1).contains(there.count), "delay \(delay)")
        for (number, round) in there.enumerated() {
            let expected = CrashTests.commit(number)
            #expect(round == expected.rounds[0])
            for (sample, _) in expected.samples {
                #expect(try await store.reader.sample(sample.id) == sample)
                #expect(try await store.reader.traceText(sample.id) != nil)
            }
        }
        #expect(try await store.reader.sizes().samples == there.count * 3)
        let states = try await store.reader.recover(now: start).providers
        #expect(
            states.map(\.detector)
                == (there.isEmpty ? [] : [[UInt8](repeating: UInt8(truncatingIfNeeded: there.count - 1), count: 64)]))
        // The successor commits what the dead one may have been at: nothing is there twice.
        try await store.commit(CrashTests.commit(max(there.count - 1, 0)))
        #expect(try await store.reader.sizes().samples == max(there.count, 1) * 3)
        await store.close()
    }

    /// A round of three samples with its state.
    static func commit(_ number: Int) -> Commit {
        var commit = Make.samples(number * 3..<number * 3 + 3)
        commit.rounds = [Make.round(number)]
        commit.providers = [
            ProviderState(
                provider: "acme", closedThrough: nil,
                detector: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 64), machines: .null)
        ]
        return commit
    }
}
