package import Core
internal import GRDB

extension StoreReader {
    /// A page of samples in the order of `finishedAt`, then id.
    package func samples(_ query: SampleQuery) async throws(StoreFailure) -> SamplePage {
        try await series.read { try query.page($0) }
    }

    /// One sample, or nil.
    package func sample(_ id: RecordID) async throws(StoreFailure) -> Sample? {
        try await series.read { database in
            try database.row(
                "SELECT \(SampleRow.columns) FROM \(SampleRow.source) WHERE s.id = ?", [.id(id)], SampleRow.read)
        }
    }

    /// The newest `limit` samples of a probe (every version) at a provider, oldest first.
    package func scores(
        provider: String, probe: String, since: Timestamp, limit: Int
    ) async throws(StoreFailure) -> [ScorePoint] {
        let page = try await samples(SampleQuery(provider: provider, probe: probe, since: since, limit: limit))
        return page.samples.reversed().map {
            ScorePoint(
                sample: $0.id, version: $0.version, finishedAt: $0.finishedAt, outcome: $0.outcome, score: $0.score)
        }
    }
}

extension SampleQuery {
    private var bounded: Int { min(max(limit, 1), SampleQuery.maximumLimit) }
    private var isBackward: Bool { order == .newestFirst }

    fileprivate func page(_ database: Database) throws -> SamplePage {
        guard let incident else { return try page(database, nil) }
        guard let span = try database.span(of: incident), provider == nil || provider == span.provider else {
            return SamplePage(samples: [], next: nil)
        }
        var query = self
        query.provider = span.provider
        query.since = max(since ?? .distantPast, span.earliest)
        return try query.page(database, span)
    }

    private func page(_ database: Database, _ span: IncidentSpan?) throws -> SamplePage {
        // One more than asked for tells whether there are more.
        var samples = probe == nil ? try alongTime(database, span) : try alongSeries(database, span)
        guard samples.count > bounded else { return SamplePage(samples: samples, next: nil) }
        samples.removeLast(samples.count - bounded)
        return SamplePage(
            samples: samples, next: samples.last.map { SampleCursor(finishedAt: $0.finishedAt, id: $0.id) })
    }

    /// The series that the query speaks of.
    private func series(_ database: Database) throws -> [Int] {
        try database.rows(
            """
            SELECT r.id FROM series r JOIN providers p ON p.id = r.provider JOIN probes b ON b.id = r.probe
            WHERE (?1 IS NULL OR p.name = ?1) AND (?2 IS NULL OR b.probe = ?2) ORDER BY r.id
            """, [.text(provider), .text(probe)]
        ) { try $0.int() }
    }

    /// What bounds key and outcome of `s`, with its values.
    private func bounds(_ span: IncidentSpan?) -> (sql: String, arguments: [Argument]) {
        var sql = "s.finished_at >= ? AND s.finished_at < ?"
        var arguments: [Argument] = [.time(since ?? .distantPast), .time(until ?? .distantFuture)]
        if let after {
            sql += " AND (s.finished_at, s.id) \(isBackward ? "<" : ">") (?, ?)"
            arguments += [.time(after.finishedAt), .id(after.id)]
        }
        if let outcome {
            sql += " AND s.outcome = ?"
            arguments.append(.word(outcome))
        }
        if let scoreBelow {
            sql += " AND s.score < ?"
            arguments.append(.double(scoreBelow))
        }
        if let span {
            sql += " AND (s.finished_at BETWEEN ? AND ?"
            sql += " OR EXISTS (SELECT 1 FROM examples e WHERE e.sample = s.id AND e.incident = ?))"
            arguments += [.time(span.begin), .time(span.end), .id(span.incident)]
        }
        return (sql, arguments)
    }

    private var direction: String { isBackward ? "DESC" : "ASC" }

    /// Walks all samples in the order of time and takes those of the provider.
    private func alongTime(_ database: Database, _ span: IncidentSpan?) throws -> [Sample] {
        var (sql, arguments) = bounds(span)
        if let provider {
            sql += " AND p.name = ?"
            arguments.append(.text(provider))
        }
        return try database.rows(
            """
            SELECT \(SampleRow.columns) FROM \(SampleRow.source) WHERE \(sql)
            ORDER BY s.finished_at \(direction), s.id \(direction) LIMIT ?
            """, arguments + [.int(bounded + 1)], SampleRow.read)
    }

    /// Takes the first of each series by its index and merges them.
    private func alongSeries(_ database: Database, _ span: IncidentSpan?) throws -> [Sample] {
        let (sql, arguments) = bounds(span)
        let keys = try series(database).flatMap { number in
            try database.rows(
                """
                SELECT s.finished_at, s.id FROM samples s INDEXED BY samples_by_series WHERE s.series = ? AND \(sql)
                ORDER BY s.finished_at \(direction), s.id \(direction) LIMIT ?
                """, [.int(number)] + arguments + [.int(bounded + 1)]
            ) { SampleCursor(finishedAt: try $0.time(), id: try $0.id()) }
        }
        let sorted = keys.sorted { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }
        return try (isBackward ? sorted.reversed() : sorted).prefix(bounded + 1).compactMap { key in
            try database.row(
                "SELECT \(SampleRow.columns) FROM \(SampleRow.source) WHERE s.finished_at = ? AND s.id = ?",
                [.time(key.finishedAt), .id(key.id)], SampleRow.read)
        }
    }
}

/// What an incident has to do with.
private struct IncidentSpan {
    var incident: RecordID
    var provider: String
    var begin: Timestamp
    /// When it was resolved, or the latest moment while it is open.
    var end: Timestamp
    /// Its beginning, or the oldest sample that it names: a good answer from before.
    var earliest: Timestamp
}

extension Database {
    fileprivate func span(of id: RecordID) throws -> IncidentSpan? {
        let incident = try row(
            "SELECT \(IncidentRow.columns) FROM incidents WHERE id = ?", [.id(id)], IncidentRow.read)
        guard let incident else { return nil }
        let named = try row(
            "SELECT min(s.finished_at) FROM examples e JOIN samples s ON s.id = e.sample WHERE e.incident = ?",
            [.id(id)]
        ) { try $0.optionalTime() }
        let begin = incident.begin
        return IncidentSpan(
            incident: id, provider: incident.provider, begin: begin, end: incident.resolvedAt ?? .distantFuture,
            earliest: min(begin, (named ?? nil) ?? begin))
    }
}
