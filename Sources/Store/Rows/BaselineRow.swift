package import Core
internal import GRDB

/// How retired baselines lie in their table.
enum BaselineRow {
    static func write(_ baseline: RetiredBaseline, series: Int, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO baselines (series, retired_at, mean, calls, author, reason, incident)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series, retired_at) DO NOTHING
            """,
            [
                .int(series), .time(baseline.retiredAt), .double(baseline.mean), .int(baseline.calls),
                .text(baseline.author), .text(baseline.reason), .id(baseline.incident),
            ])
    }

    /// The columns that `read` wants, of `p` (providers), `b` (probes) and `l` (baselines).
    static let columns = """
        p.name, b.probe, b.version, b.category, l.mean, l.calls, l.retired_at, l.author, l.reason, l.incident
        """

    static func read(_ row: inout Columns) throws -> RetiredBaseline {
        RetiredBaseline(
            provider: try row.text(), probe: try row.text(), version: try row.text(), category: try row.text(),
            mean: try row.double(), calls: try row.int(), retiredAt: try row.time(), author: try row.text(),
            reason: try row.text(), incident: try row.optionalID())
    }
}

extension StoreReader {
    /// The retired baselines of a provider, by probe, the latest of each first; at most `limit`, the latest of all.
    package func baselines(provider: String, limit: Int) async throws(StoreFailure) -> [RetiredBaseline] {
        try await series.read { database in
            try database.rows(
                """
                SELECT \(BaselineRow.columns) FROM baselines l JOIN series r ON r.id = l.series
                JOIN providers p ON p.id = r.provider JOIN probes b ON b.id = r.probe
                WHERE p.name = ? ORDER BY l.retired_at DESC, b.probe, b.version LIMIT ?
                """, [.text(provider), .int(max(limit, 0))], BaselineRow.read
            ).sorted { ($0.probe, $1.retiredAt) < ($1.probe, $0.retiredAt) }
        }
    }
}
