internal import Core
internal import GRDB

/// How rounds lie in their table.
enum RoundRow {
    static func write(_ round: RoundRecord, provider: Int, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO rounds (provider, round, closed_at, scheduled, scored, mean_score, expected_score, log_evidence,
                level, probes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (provider, round) DO UPDATE SET
                closed_at = excluded.closed_at, scheduled = excluded.scheduled, scored = excluded.scored,
                mean_score = excluded.mean_score, expected_score = excluded.expected_score,
                log_evidence = excluded.log_evidence, level = excluded.level, probes = excluded.probes
            """,
            [
                .int(provider), .time(round.round.start), .time(round.closedAt), .int(round.scheduled),
                .int(round.scored), .double(round.meanScore), .double(round.expectedScore), .double(round.logEvidence),
                .text(round.level), .int(round.probes),
            ])
    }

    /// The columns that `read` wants, of `r` (rounds) and `p` (providers).
    static let columns = """
        p.name, r.round, r.closed_at, r.scheduled, r.scored, r.mean_score, r.expected_score, r.log_evidence, r.level,
        r.probes
        """

    static func read(_ row: inout Columns) throws -> RoundRecord {
        RoundRecord(
            provider: try row.text(), round: Round(start: try row.time()), closedAt: try row.time(),
            scheduled: try row.int(), scored: try row.int(), meanScore: try row.optionalDouble(),
            expectedScore: try row.optionalDouble(), logEvidence: try row.optionalDouble(), level: try row.text(),
            probes: try row.optionalInt())
    }
}

/// How the state of a provider's machines lies in its table.
enum ProviderStateRow {
    /// Writes the state; samples of rounds that it says are closed are no longer open.
    static func write(_ state: ProviderState, provider: Int, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO provider_states (provider, closed_through, detector, machines) VALUES (?, ?, ?, ?)
            ON CONFLICT (provider) DO UPDATE SET
                closed_through = excluded.closed_through, detector = excluded.detector, machines = excluded.machines
            """,
            [.int(provider), .time(state.closedThrough?.start), .bytes(state.detector), .json(state.machines)])
        if let closed = state.closedThrough {
            try database.change(
                "DELETE FROM open_samples WHERE provider = ? AND round <= ?", [.int(provider), .time(closed.start)])
        }
    }

    /// The columns that `read` wants, of `t` (provider_states) and `p` (providers).
    static let columns = "p.name, t.closed_through, t.detector, t.machines"

    static func read(_ row: inout Columns) throws -> ProviderState {
        ProviderState(
            provider: try row.text(), closedThrough: try row.optionalTime().map(Round.init(start:)),
            detector: try row.bytes(), machines: try row.json())
    }
}

/// How a day's spending lies in its table.
enum SpendRow {
    static func write(_ spend: Spend, provider: Int, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO spend (provider, day, requests, tokens, money) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (provider, day) DO UPDATE SET
                requests = excluded.requests, tokens = excluded.tokens, money = excluded.money
            """,
            [.int(provider), .int(spend.day), .int(spend.requests), .int(spend.tokens), .money(spend.money)])
    }

    /// The columns that `read` wants, of `t` (spend) and `p` (providers).
    static let columns = "p.name, t.day, t.requests, t.tokens, t.money"

    static func read(_ row: inout Columns) throws -> Spend {
        Spend(
            provider: try row.text(), day: try row.int(), requests: try row.int(), tokens: try row.int(),
            money: try row.money())
    }
}
