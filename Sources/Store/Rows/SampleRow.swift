internal import Core
internal import GRDB

/// How a sample lies in its table, and what else its arrival moves.
enum SampleRow {
    /// Writes a sample with its roll-up; one that is there already changes nothing.
    static func write(_ sample: Sample, _ dimensions: inout Dimensions, _ database: Database) throws {
        let provider = try dimensions.provider(sample.provider, database)
        let series = try dimensions.series(of: sample, provider: provider, database)
        let fingerprint = try dimensions.fingerprint(sample.fingerprint, database)
        let pool = try dimensions.pool(of: sample, database)
        let written = try database.change(
            """
            INSERT INTO samples (finished_at, id, series, round, due_at, outcome, score, attempts, status, note,
                input_tokens, output_tokens, cost, latency, first_token, finish, fingerprint, response_id,
                pool, extraction)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                .time(sample.finishedAt), .id(sample.id), .int(series), .time(sample.round.start), .time(sample.dueAt),
                .word(sample.outcome), .double(sample.score), .int(sample.attempts), .int(sample.status),
                .text(sample.note), .int(sample.inputTokens), .int(sample.outputTokens), .money(sample.cost),
                .length(sample.latency), .length(sample.firstToken), .text(sample.finish?.rawValue), .int(fingerprint),
                .text(sample.fingerprint.responseID), .int(pool),
                .text(sample.extraction.isEmpty ? nil : sample.extraction),
            ])
        guard written > 0 else { return }
        try database.change(
            "INSERT INTO open_samples (provider, round, id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [.int(provider), .time(sample.round.start), .id(sample.id)])
        try database.change("UPDATE counts SET rows = rows + 1 WHERE name = 'samples'", [])
        try RollupRow.add(sample, series: series, database)
    }

    /// The columns that `read` wants, of `s` (samples), `p` (providers), `b` (probes), `f` (fingerprints)
    /// and `o` (pools).
    static let columns = """
        s.id, p.name, b.probe, b.version, b.category, s.round, s.due_at, s.finished_at, s.outcome, s.score, s.attempts,
        s.status, s.note, s.input_tokens, s.output_tokens, s.cost, s.latency, s.first_token, s.finish, f.model,
        f.system_fingerprint, s.response_id, f.backend, f.service_tier, o.region, o.connection, o.peer,
        s.extraction
        """

    /// What `columns` come from; `CROSS` keeps the order of the loops, so that samples stay in the order of their key.
    static let source = """
        samples s CROSS JOIN series r ON r.id = s.series CROSS JOIN providers p ON p.id = r.provider
        CROSS JOIN probes b ON b.id = r.probe CROSS JOIN fingerprints f ON f.id = s.fingerprint
        LEFT JOIN pools o ON o.id = s.pool
        """

    static func read(_ row: inout Columns) throws -> Sample {
        var sample = Sample(
            id: try row.id(), provider: try row.text(), probe: try row.text(), version: try row.text(),
            category: try row.text(), round: Round(start: try row.time()), dueAt: try row.time(),
            finishedAt: try row.time(), outcome: try row.word(Outcome.self), score: try row.optionalDouble(),
            attempts: try row.int(), status: try row.int(), note: try row.text(), inputTokens: try row.optionalInt(),
            outputTokens: try row.optionalInt(), cost: try row.money(), latency: try row.optionalLength(),
            firstToken: try row.optionalLength(), finish: try row.optionalText().flatMap(Completion.Finish.init),
            fingerprint: Completion.Fingerprint(
                model: try row.text(), systemFingerprint: try row.text(), responseID: try row.text(),
                backend: try row.text(), serviceTier: try row.text(), region: try row.optionalText() ?? ""),
            connection: try row.optionalText().flatMap(Sample.Connection.init), peer: try row.optionalText() ?? "")
        sample.extraction = try row.optionalText() ?? ""
        return sample
    }
}
