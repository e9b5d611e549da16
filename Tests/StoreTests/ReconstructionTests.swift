import Core
import Store
import Testing

@Suite struct ReconstructionTests {
    private func store(_ path: String) async throws -> Store {
        let store = try openStore(path)
        var commit = Make.samples(0..<100)
        // Every round of a quarter of an hour has 30 samples.
        commit.rounds = (0..<4).map { Make.round($0) } + [Make.round(0, provider: "other")]
        try await store.commit(commit)
        return store
    }

    @Test func `a sample comes with its trace, the detector before and after, and the steps of its incident`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try await store(directory("s"))
        let sample = Make.sample(40)
        var commit = Commit()
        commit.incidents = [
            Make.incident(1, at: Make.sample(35).finishedAt),
            // Over before the sample was taken; and of another provider.
            Make.incident(2, state: .resolved, at: start - .seconds(86_400)), Make.incident(3, at: start),
            // Long after, but it names the sample.
            Make.incident(4, at: start + .seconds(86_400), examples: [sample.id]),
        ]
        commit.incidents[2].provider = "other"
        commit.transitions = (1...4).flatMap { number -> [Transition] in
            let incident = commit.incidents[number - 1]
            return [Transition.Event.suspected, .firing, .reminder].map {
                Transition(incident: incident.id, at: incident.suspectedAt, event: $0, reason: "\(number)")
            }
        }
        try await store.commit(commit)
        let found = try #require(try await store.reader.reconstruction(sample.id))
        #expect(found.sample == sample)
        #expect(found.trace?.json.text == Make.trace(sample).json.text)
        #expect(found.before == Make.round(0))
        #expect(found.after == Make.round(1))
        #expect(found.transitions.map(\.reason) == ["1", "1", "4", "4"])
        #expect(found.transitions.map(\.event) == [.suspected, .firing, .suspected, .firing])
        let read = try #require(Reconstruction(json: try JSONParser.parse(found.json.bytes)))
        #expect(read.json.text == found.json.text)
        #expect(read.sample == found.sample && read.before == found.before && read.transitions == found.transitions)
        #expect(try await store.reader.reconstruction(RecordID(1)) == nil)
        await store.close()
    }

    @Test func `samples are found by score and by incident`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        var commit = Make.samples(0..<60)
        for index in commit.samples.indices { commit.samples[index].sample.score = index % 4 == 0 ? 0.25 : 1 }
        commit.samples += Make.samples(0..<60, provider: "other").samples
        let (begin, end) = (Make.sample(20).finishedAt, Make.sample(30).finishedAt)
        commit.incidents = [Make.incident(1, state: .resolved, at: begin, examples: [Make.sample(3).id])]
        commit.incidents[0].resolvedAt = end
        try await store.commit(commit)
        func numbers(_ query: SampleQuery) async throws -> [String] {
            try await store.reader.samples(query).samples.map(\.note)
        }
        let names = ([3] + Array(20...30)).reversed().map { "sample \($0)" }
        let incident = Make.incident(1).id
        for probe in [nil, "arithmetic/crates"] {
            #expect(try await numbers(SampleQuery(probe: probe, incident: incident)) == names)
            #expect(
                try await numbers(SampleQuery(probe: probe, scoreBelow: 0.5, incident: incident))
                    == ["sample 28", "sample 24", "sample 20"])
            #expect(try await numbers(SampleQuery(provider: "acme", probe: probe, scoreBelow: 0.25)).isEmpty)
            #expect(try await numbers(SampleQuery(provider: "other", probe: probe, incident: incident)).isEmpty)
            #expect(
                try await numbers(SampleQuery(probe: probe, incident: incident, since: Make.sample(29).finishedAt))
                    == ["sample 30", "sample 29"])
        }
        #expect(try await numbers(SampleQuery(incident: RecordID(77))).isEmpty)
        await store.close()
    }
}
