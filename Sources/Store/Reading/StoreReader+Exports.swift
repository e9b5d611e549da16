package import Core
internal import GRDB

/// A trace with its sample, and its place in the order in which traces were stored.
package struct StoredTrace: Sendable {
    package var seq: Int
    package var sample: Sample
    package var trace: Trace
}

/// Traces that follow a place, as many as a batch takes.
package struct TraceBatch: Sendable {
    package var traces: [StoredTrace] = []
    /// The place after the batch: also when there is nothing in it that could be given.
    package var through: Int
    /// Traces that cannot be read, and are passed over.
    package var unreadable = 0
    /// Whether there was more than fitted.
    package var more = false
}

/// What an export has still to do.
package struct ExportBacklog: Sendable, Equatable {
    /// Traces that wait, as far as their numbers tell.
    package var waiting: Int
    /// When the sample of the oldest that waits was finished; nil when none does.
    package var oldest: Timestamp?
    /// Traces that were dropped before they were dealt with, ever.
    package var lost: Int
}

extension StoreReader {
    /// How long a trace may be stored before its sample is: both are one commit, in two files. After that it belongs to
    /// a call that a crash cut off, whose sample will never come.
    private static let patience = Duration.seconds(60)

    /// The traces after a place with their samples, in the order in which they were stored: at most `limit`, and of at
    /// most `bytes` of JSON together unless the first alone is larger.
    package func traces(
        after seq: Int, limit: Int, bytes: Int, now: Timestamp
    ) async throws(StoreFailure) -> TraceBatch {
        let entries = try await traces.read { database in
            try database.rows(
                "SELECT seq, sample, finished_at, length FROM traces WHERE seq > ? ORDER BY seq LIMIT ?",
                [.int(seq), .int(max(limit, 1) + 1)]
            ) { (seq: try $0.int(), sample: try $0.id(), finishedAt: try $0.time(), length: try $0.int()) }
        }
        var batch = TraceBatch(through: seq)
        var left = bytes
        for entry in entries {
            left -= entry.length
            guard batch.through == seq || (batch.traces.count < limit && left >= 0) else {
                batch.more = true
                break
            }
            guard let sample = try await sample(entry.sample) else {
                if now - entry.finishedAt < Self.patience { break }
                batch.through = entry.seq
                continue
            }
            do {
                if let trace = try await trace(entry.sample) {
                    batch.traces.append(StoredTrace(seq: entry.seq, sample: sample, trace: trace))
                }
            } catch {
                guard case .corrupt = error else { throw error }
                batch.unreadable += 1
            }
            batch.through = entry.seq
        }
        return batch
    }

    /// What an export has still to do; nil when there is no such export.
    package func backlog(of name: String) async throws(StoreFailure) -> ExportBacklog? {
        try await traces.read { database in
            let place = try database.row("SELECT seq, lost FROM exports WHERE name = ?", [.text(name)]) {
                (seq: try $0.int(), lost: try $0.int())
            }
            guard let place else { return nil }
            let next = try database.row(
                "SELECT seq, finished_at FROM traces WHERE seq > ? ORDER BY seq LIMIT 1", [.int(place.seq)]
            ) { (seq: try $0.int(), finishedAt: try $0.time()) }
            guard let next else { return ExportBacklog(waiting: 0, oldest: nil, lost: place.lost) }
            let last = try database.number("SELECT max(seq) FROM traces")
            return ExportBacklog(waiting: last - next.seq + 1, oldest: next.finishedAt, lost: place.lost)
        }
    }
}
