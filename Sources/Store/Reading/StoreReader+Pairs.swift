package import Core
internal import GRDB

extension StoreReader {
    /// Scored samples of a provider that finished since then, to be laid beside those of another: the newest first, at
    /// most `limit`.
    package func scoredSamples(
        provider: String, since: Timestamp, limit: Int
    ) async throws(StoreFailure) -> [PairComparison.Scored] {
        try await series.read { database in
            let series = try database.rows(
                """
                SELECT r.id, b.probe, b.version, b.category
                FROM providers p JOIN series r ON r.provider = p.id JOIN probes b ON b.id = r.probe WHERE p.name = ?
                """, [.text(provider)]
            ) { row in
                (number: try row.int(), probe: try row.text(), version: try row.text(), category: try row.text())
            }
            var found: [(at: Timestamp, scored: PairComparison.Scored)] = []
            for (number, probe, version, category) in series {
                found += try database.rows(
                    """
                    SELECT finished_at, round, score, id FROM samples
                    WHERE series = ? AND finished_at >= ? AND score IS NOT NULL ORDER BY finished_at DESC, id LIMIT ?
                    """, [.int(number), .time(since), .int(limit)]
                ) { row in
                    (
                        at: try row.time(),
                        scored: PairComparison.Scored(
                            probe: probe, version: version, category: category, round: Round(start: try row.time()),
                            score: try row.double(), sample: try row.id())
                    )
                }
            }
            found.sort { ($0.at, $0.scored.sample) > ($1.at, $1.scored.sample) }
            return found.prefix(limit).map(\.scored)
        }
    }
}
