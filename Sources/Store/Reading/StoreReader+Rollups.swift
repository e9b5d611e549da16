package import Core
internal import GRDB

/// Which hours of which series are summed up together.
package struct RollupQuery: Sendable, Equatable {
    package var provider: String
    package var category: String?
    /// `suite/id`, every version.
    package var probe: String?
    package var since: Timestamp
    package var until: Timestamp
    /// Hours in a bucket, at least 1; buckets begin at whole multiples since 1970.
    package var hours: Int

    package init(
        provider: String, category: String? = nil, probe: String? = nil, since: Timestamp, until: Timestamp,
        hours: Int = 1
    ) {
        self.provider = provider
        self.category = category
        self.probe = probe
        self.since = since
        self.until = until
        self.hours = max(hours, 1)
    }
}

/// The samples of a bucket summed up.
package struct Rollup: Sendable, Equatable {
    package var start: Timestamp
    package var samples: Int
    /// Samples with a score.
    package var scored: Int
    /// Calls that failed.
    package var failed: Int
    package var scoreSum: Double
    package var minScore: Double?
    /// Samples with a latency, and the sum of these.
    package var answered: Int
    package var latencySum: Duration
    /// Samples with a time to the first token, and the sum of these.
    package var firstTokens: Int
    package var firstTokenSum: Duration
    package var inputTokens: Int
    package var outputTokens: Int
    package var cost: USD

    package var meanScore: Double? { scored > 0 ? scoreSum / Double(scored) : nil }
    package var meanLatency: Duration? { answered > 0 ? latencySum / answered : nil }
    package var meanFirstToken: Duration? { firstTokens > 0 ? firstTokenSum / firstTokens : nil }
}

extension StoreReader {
    /// The buckets that have samples and overlap with the time asked for, oldest first; at most 20,000.
    package func rollups(_ query: RollupQuery) async throws(StoreFailure) -> [Rollup] {
        // Bounds far outside the calendar would overflow when rounded to buckets.
        let first = max(RollupRow.hour(of: query.since), -10_000_000) / query.hours * query.hours
        let end = min(RollupRow.hour(of: query.until + .microseconds(-1)), 10_000_000) + 1
        return try await series.read { database in
            try database.rows(
                Rollup.sql,
                [
                    .int(query.hours), .text(query.provider), .text(query.category), .text(query.probe), .int(first),
                    .int(end),
                ], Rollup.read)
        }
    }
}

extension Rollup {
    fileprivate static let sql = """
        SELECT u.hour / ?1 * ?1 AS start, sum(u.samples), sum(u.scored), sum(u.failed), sum(u.score_sum),
            min(u.score_min), sum(u.timed), sum(u.latency_sum), sum(u.first_tokens), sum(u.first_token_sum),
            sum(u.input_tokens), sum(u.output_tokens), sum(u.cost)
        FROM providers p CROSS JOIN series r ON r.provider = p.id CROSS JOIN probes b ON b.id = r.probe
        CROSS JOIN rollups u ON u.series = r.id
        WHERE p.name = ?2 AND (?3 IS NULL OR b.category = ?3) AND (?4 IS NULL OR b.probe = ?4)
            AND u.hour >= ?5 AND u.hour < ?6
        GROUP BY start ORDER BY start LIMIT 20000
        """

    fileprivate static func read(_ row: inout Columns) throws -> Rollup {
        Rollup(
            start: Timestamp(microseconds: Int64(try row.int()) * 3_600_000_000), samples: try row.int(),
            scored: try row.int(), failed: try row.int(), scoreSum: try row.double(),
            minScore: try row.optionalDouble(), answered: try row.int(),
            latencySum: try row.optionalLength() ?? .zero, firstTokens: try row.int(),
            firstTokenSum: try row.optionalLength() ?? .zero, inputTokens: try row.int(),
            outputTokens: try row.int(), cost: try row.money())
    }
}
