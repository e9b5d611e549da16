package import Core
internal import Exposition

/// Writes samples with everything that belongs to them, one line each: a few at a time in memory, however many there are.
package struct TraceExport: Sendable {
    /// What a line is.
    package enum Form: Sendable, Equatable {
        /// A `Reconstruction`, which `plummet replay` accepts on any machine.
        case reconstruction
        /// An OTLP request with one sample in it, as OpenTelemetry's file format has them.
        case otlp(content: Bool)
    }

    /// Which samples.
    package enum Choice: Sendable, Equatable {
        case samples([RecordID])
        /// The newest first, at most `limit`; nil for all.
        case selection(TraceSelection, limit: Int?)
    }

    /// What became of it.
    package struct Result: Sendable, Equatable {
        /// Lines that were written.
        package var written = 0
        /// Samples without a trace: nothing was sent, or it is no longer kept.
        package var withoutTrace = 0
        /// Identities that no sample has.
        package var unknown: [RecordID] = []

        package init() {}
    }

    package var form: Form
    package var choice: Choice

    package init(form: Form, choice: Choice) {
        self.form = form
        self.choice = choice
    }

    /// Reads the samples one after the other and hands over each line, its line end included.
    package func run(
        from archive: TraceArchive, write: ([UInt8]) throws -> Void, progress: (Result) -> Void = { _ in }
    ) async throws -> Result {
        var result = Result()
        switch choice {
        case .samples(let ids):
            for id in ids {
                if let found = try await archive.reconstruction(id) {
                    try emit(found, write, &result)
                } else {
                    result.unknown.append(id)
                }
                progress(result)
            }
        case .selection(let selection, let limit):
            try await archive.list(selection, limit: limit) { listed in
                // One that went between the list and the look is like one without a trace.
                if listed.kept, let found = try await archive.reconstruction(listed.sample.id) {
                    try emit(found, write, &result)
                } else {
                    result.withoutTrace += 1
                }
                progress(result)
            }
        }
        return result
    }

    private func emit(_ found: Reconstruction, _ write: ([UInt8]) throws -> Void, _ result: inout Result) throws {
        guard let trace = found.trace else {
            result.withoutTrace += 1
            return
        }
        let json: JSON
        switch form {
        case .reconstruction: json = found.json
        case .otlp(let content):
            json = OTLPRequest.json(
                of: [(found.sample, trace)], from: OTLPResource(version: Version.current, vantage: ""),
                content: content)
        }
        try write(json.bytes + [10])
        result.written += 1
    }
}
