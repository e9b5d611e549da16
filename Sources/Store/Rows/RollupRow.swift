internal import Core
internal import GRDB

/// How an hour of a series is summed up.
enum RollupRow {
    /// Adds a sample to the hour in which it finished.
    static func add(_ sample: Sample, series: Int, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO rollups (series, hour, samples, scored, score_sum, score_min, failed, timed, latency_sum,
                first_tokens, first_token_sum, input_tokens, output_tokens, cost)
            VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (series, hour) DO UPDATE SET
                samples = samples + 1, scored = scored + excluded.scored, score_sum = score_sum + excluded.score_sum,
                score_min = min(ifnull(score_min, excluded.score_min), ifnull(excluded.score_min, score_min)),
                failed = failed + excluded.failed, timed = timed + excluded.timed,
                latency_sum = latency_sum + excluded.latency_sum, first_tokens = first_tokens + excluded.first_tokens,
                first_token_sum = first_token_sum + excluded.first_token_sum,
                input_tokens = input_tokens + excluded.input_tokens,
                output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost
            """,
            [
                .int(series), .int(hour(of: sample.finishedAt)), .int(sample.score == nil ? 0 : 1),
                .double(sample.score ?? 0), .double(sample.score), .int(sample.outcome.plane == .health ? 1 : 0),
                .int(sample.latency == nil ? 0 : 1), .length(sample.latency ?? .zero),
                .int(sample.firstToken == nil ? 0 : 1), .length(sample.firstToken ?? .zero),
                .int(sample.inputTokens ?? 0), .int(sample.outputTokens ?? 0), .money(sample.cost),
            ])
    }

    /// Whole hours since 1970, rounded down.
    static func hour(of time: Timestamp) -> Int {
        let hour: Int64 = 3_600_000_000
        let whole = time.microseconds / hour
        return Int(time.microseconds % hour < 0 ? whole - 1 : whole)
    }
}
