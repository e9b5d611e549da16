package import Core
internal import GRDB

/// Everything that the store can be asked; each answer is bounded and taken from one moment.
///
/// Reading never waits for writing nor the other way round. Many may read at a time.
package final class StoreReader: Sendable {
    let series: DatabaseFile
    let traces: DatabaseFile
    private let shelf: TraceShelf

    init(series: DatabaseFile, traces: DatabaseFile, shelf: TraceShelf) {
        self.series = series
        self.traces = traces
        self.shelf = shelf
    }

    /// Opens the store of a directory for reading only, beside a daemon that writes to it or not.
    package static func open(directory: String) throws(StoreFailure) -> StoreReader {
        StoreReader(
            series: try DatabaseFile.openReading(.series, in: directory),
            traces: try DatabaseFile.openReading(.traces, in: directory), shelf: TraceShelf())
    }

    /// Closes both files; later questions throw `closed`.
    package func close() {
        series.close()
        traces.close()
    }

    /// What the store says of itself.
    package func meta() async throws(StoreFailure) -> StoreMeta {
        let path = series.path
        return try await series.read { database in
            func value(_ key: String) throws -> String {
                let value = try database.row("SELECT value FROM meta WHERE key = ?", [.text(key)]) { try $0.text() }
                guard let value else { throw StoreFailure.corrupt(file: path, detail: "meta has no \(key)") }
                return value
            }
            guard let seed = RecordID(try value("root_seed")), let created = Int64(try value("created_at")) else {
                throw StoreFailure.corrupt(file: path, detail: "meta cannot be read")
            }
            return StoreMeta(
                rootSeed: seed.value, createdAt: Timestamp(microseconds: created), createdBy: try value("created_by"),
                openedBy: try value("opened_by"), schema: try database.number("PRAGMA user_version"))
        }
    }

    /// The trace of a sample, or nil when there is none or no more.
    package func trace(_ sample: RecordID) async throws(StoreFailure) -> Trace? {
        guard let text = try await traceText(sample) else { return nil }
        do {
            if let trace = Trace(json: try JSONParser.parse(text)) { return trace }
        } catch {
            throw .corrupt(file: traces.path, detail: "the trace of sample \(sample): \(error.problem)")
        }
        throw .corrupt(file: traces.path, detail: "the trace of sample \(sample) has an unknown form")
    }

    /// Which of these samples have a trace.
    package func kept(_ samples: [RecordID]) async throws(StoreFailure) -> Set<RecordID> {
        try await traces.read { database in
            try Set(samples.filter { try database.number("SELECT 1 FROM traces WHERE sample = ?", [.id($0)]) == 1 })
        }
    }

    /// The trace of a sample as one line of JSON, as it was stored; nil when there is none or no more.
    package func traceText(_ sample: RecordID) async throws(StoreFailure) -> [UInt8]? {
        try await traces.read { [shelf] in try TraceRow.text(of: sample, shelf, $0) }
    }
}
