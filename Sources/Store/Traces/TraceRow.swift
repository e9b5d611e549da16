internal import Core
internal import GRDB

/// How a trace lies in its table.
enum TraceRow {
    /// A trace with its text compressed.
    struct Packed {
        var sample: RecordID
        var finishedAt: Timestamp
        var dictionary: Int?
        var length: Int
        var data: [UInt8]
    }

    /// Compresses the traces of a commit; thrown is only a lack of memory.
    static func pack(_ commit: Commit, _ codec: TraceCodec, _ dictionary: TraceDictionary?) throws -> [Packed] {
        try commit.samples.compactMap { sample, trace in
            guard let trace else { return nil }
            let text = trace.json.bytes
            guard let data = codec.compress(text, with: dictionary) else {
                throw StoreFailure.other(code: 7, message: "no memory to compress a trace of \(text.count) bytes")
            }
            return Packed(
                sample: sample.id, finishedAt: sample.finishedAt, dictionary: dictionary?.number, length: text.count,
                data: data)
        }
    }

    /// Writes a trace; one that is there already changes nothing. One of an earlier call, whose sample a crash kept from
    /// being stored, gives way.
    static func write(_ trace: Packed, _ database: Database) throws {
        try database.change(
            "DELETE FROM traces WHERE sample = ? AND finished_at < ?", [.id(trace.sample), .time(trace.finishedAt)])
        try database.change(
            """
            INSERT INTO traces (sample, finished_at, pinned, dictionary, length, data) VALUES (?, ?, 0, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                .id(trace.sample), .time(trace.finishedAt), .int(trace.dictionary), .int(trace.length),
                .bytes(trace.data),
            ])
    }

    /// Keeps retention away from a trace, if there is one.
    static func pin(_ sample: RecordID, _ database: Database) throws {
        try database.change("UPDATE traces SET pinned = 1 WHERE sample = ? AND pinned <> 1", [.id(sample)])
    }

    /// The text of a sample's trace, or nil when there is none.
    static func text(of sample: RecordID, _ shelf: TraceShelf, _ database: Database) throws -> [UInt8]? {
        let found = try database.row("SELECT dictionary, length, data FROM traces WHERE sample = ?", [.id(sample)]) {
            (dictionary: try $0.optionalInt(), length: try $0.int(), data: try $0.bytes())
        }
        guard let found else { return nil }
        let dictionary = try shelf.dictionary(found.dictionary, database)
        guard let text = TraceCodec()?.decompress(found.data, length: found.length, with: dictionary) else {
            throw StoreFailure.corrupt(
                file: "", detail: "the trace of sample \(sample) cannot be decompressed")
        }
        return text
    }

    /// The number of the newest dictionary, which new traces are compressed with; nil before the first.
    static func newestDictionary(_ database: Database) throws -> Int? {
        try database.row("SELECT max(id) FROM dictionaries") { try $0.optionalInt() } ?? nil
    }
}
