package import Core
internal import GRDB

/// What one series is about.
package struct SeriesKey: Sendable, Hashable {
    package var provider: String
    /// `suite/id`.
    package var probe: String
    package var version: String
    package var category: String
    /// Where it was measured from.
    package var vantage: String
}

extension StoreReader {
    /// The newest `limit` closed rounds of a provider that began at `since` or later, oldest first.
    package func rounds(
        provider: String, since: Timestamp = .distantPast, limit: Int
    ) async throws(StoreFailure) -> [RoundRecord] {
        try await series.read { database in
            try database.rows(
                """
                SELECT \(RoundRow.columns) FROM providers p CROSS JOIN rounds r ON r.provider = p.id
                WHERE p.name = ? AND r.round >= ? ORDER BY r.round DESC LIMIT ?
                """, [.text(provider), .time(since), .int(max(limit, 0))], RoundRow.read
            ).reversed()
        }
    }

    /// Every series there ever was, in the order of provider, probe, then of their beginning.
    package func series() async throws(StoreFailure) -> [SeriesKey] {
        try await series.read { database in
            try database.rows(
                """
                SELECT p.name, b.probe, b.version, b.category, r.vantage FROM series r
                JOIN providers p ON p.id = r.provider JOIN probes b ON b.id = r.probe ORDER BY p.name, b.probe, r.id
                """
            ) { row in
                SeriesKey(
                    provider: try row.text(), probe: try row.text(), version: try row.text(), category: try row.text(),
                    vantage: try row.text())
            }
        }
    }
}
