internal import GRDB
internal import Glibc

/// How large the store is.
package struct StoreSizes: Sendable, Equatable {
    /// Bytes of the file of the series.
    package var seriesBytes: Int
    /// Bytes of the file of the traces.
    package var tracesBytes: Int
    /// Bytes of both write-ahead logs.
    package var logBytes: Int
    package var samples: Int
    /// Traces, as far as their numbers tell: those kept for an incident let it read too high.
    package var traces: Int
    package var openIncidents: Int
    package var waitingNotifications: Int
}

extension StoreReader {
    /// Sizes and counts; cheap however large the store is.
    package func sizes() async throws(StoreFailure) -> StoreSizes {
        let (samples, incidents, waiting) = try await series.read { database in
            (
                try database.number("SELECT rows FROM counts WHERE name = 'samples'"),
                try database.number("SELECT count(*) FROM incidents WHERE state <> 'resolved'"),
                try database.number("SELECT count(*) FROM notifications WHERE state = 'waiting'")
            )
        }
        let count = try await traces.read { database in
            try database.number("SELECT ifnull((SELECT max(seq) FROM traces) - (SELECT min(seq) FROM traces) + 1, 0)")
        }
        return StoreSizes(
            seriesBytes: bytes(of: series.path), tracesBytes: bytes(of: traces.path),
            logBytes: bytes(of: series.path + "-wal") + bytes(of: traces.path + "-wal"), samples: samples,
            traces: count, openIncidents: incidents, waitingNotifications: waiting)
    }

    private func bytes(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
