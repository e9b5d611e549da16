package import Core
internal import Store

extension TraceSource {
    /// Gives the sample of an id, or every sample of a file of exported traces; `body` also hears how much is done, in
    /// [0, 1].
    package func samples(
        _ name: String, _ body: (TracedSample, Double) async throws -> Void
    ) async throws {
        if let id = RecordID(name) { return try await body(try await sample(id), 1) }
        guard Files.mark(name) != nil else {
            throw SourceFailure.unreadable(
                name, "No such file or directory; it is neither a sample id (16 hexadecimal digits) nor a file")
        }
        try await TracedSample.each(in: name, body)
    }

    /// Gives every sample that an incident has to do with, the newest first: its provider's while it was open, and those
    /// that it names.
    package func samples(
        ofIncident id: RecordID, _ body: (TracedSample, Double) async throws -> Void
    ) async throws {
        let archive = try archive()
        do {
            var found: [RecordID] = []
            try await archive.list(TraceSelection(incident: id), limit: nil) { found.append($0.sample.id) }
            if found.isEmpty { throw SourceFailure.notFound("\(id)") }
            for (index, sample) in found.enumerated() {
                guard let whole = try await archive.reconstruction(sample) else { continue }
                let traced = TracedSample(place: "\(sample)", provider: whole.sample.provider, trace: whole.trace)
                try await body(traced, Double(index + 1) / Double(found.count))
            }
        } catch {
            await archive.close()
            throw error
        }
        await archive.close()
    }

    private func sample(_ id: RecordID) async throws -> TracedSample {
        guard let store else {
            return try TracedSample(try JSONParser.parse(try await get("/api/v1/traces/\(id)")), at: "\(id)")
        }
        let reader = try StoreReader.open(directory: store)
        defer { reader.close() }
        guard let sample = try await reader.sample(id) else { throw SourceFailure.notFound("\(id)") }
        return TracedSample(place: "\(id)", provider: sample.provider, trace: try await reader.trace(id))
    }
}
