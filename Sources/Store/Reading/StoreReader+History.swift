package import Core
internal import GRDB

/// A place in a history, and what of it was told already.
package struct HistoryCursor: Sendable, Equatable {
    /// Samples that finished after this moment are still to come.
    var finishedAt: Timestamp
    /// Series with a higher number were not told of yet.
    var series = 0
    /// Rounds of a provider (by its number) after this one were not told of yet.
    var rounds: [Int: Timestamp] = [:]
    let until: Timestamp

    /// The beginning of what was finished before `until`.
    package init(until: Timestamp) {
        finishedAt = .distantPast
        self.until = until
    }
}

extension StoreReader {
    /// Fewest samples of a page but the last one.
    package static let historyPage = 50_000

    /// The next samples after a place, oldest first, with the rounds that they belong to; nil when there are none.
    ///
    /// Reads few columns straight from the statement: a year of several providers is millions of rows. Never leaves a
    /// moment half told, so that the place is a moment.
    package func history(
        after cursor: HistoryCursor, atLeast limit: Int = historyPage
    ) async throws(StoreFailure) -> (page: HistoryPage, cursor: HistoryCursor)? {
        try await series.read { database in
            var next = cursor
            var page = HistoryPage()
            page.samples = try HistoryRows.samples(database, &next, atLeast: limit)
            guard !page.samples.isEmpty else { return nil }
            page.series = try HistoryRows.series(database, &next)
            page.rounds = try HistoryRows.rounds(database, &next)
            return (page, next)
        }
    }

    /// When the oldest and the newest sample finished; nil without any.
    package func span() async throws(StoreFailure) -> ClosedRange<Timestamp>? {
        try await series.read { database in
            try database.row("SELECT min(finished_at), max(finished_at) FROM samples") { row in
                guard let first = try row.optionalTime(), let last = try row.optionalTime() else { return nil }
                return first...last
            } ?? nil
        }
    }
}

/// How a history is read.
private enum HistoryRows {
    static func samples(
        _ database: Database, _ cursor: inout HistoryCursor, atLeast limit: Int
    ) throws -> [HistorySample] {
        // A score is never negative; what is no number reads as 0, never as a trap.
        let statement = try database.cachedStatement(
            sql: """
                SELECT finished_at, series, round, ifnull(score, -1) FROM samples
                WHERE finished_at > ? AND finished_at < ? ORDER BY finished_at, id
                """)
        let bounds = [Argument.time(cursor.finishedAt).value, Argument.time(cursor.until).value]
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(bounds))
        var samples: [HistorySample] = []
        samples.reserveCapacity(limit + limit / 8)
        let handle = statement.sqliteStatement
        while try rows.next() != nil {
            let finishedAt = Timestamp(microseconds: Int64(sqliteStatement: handle, index: 0))
            if samples.count >= limit, finishedAt != cursor.finishedAt { break }
            cursor.finishedAt = finishedAt
            let score = Double(sqliteStatement: handle, index: 3)
            samples.append(
                HistorySample(
                    series: Int(Int64(sqliteStatement: handle, index: 1)),
                    round: Round(start: Timestamp(microseconds: Int64(sqliteStatement: handle, index: 2))),
                    finishedAt: finishedAt, score: score < 0 ? nil : score))
        }
        return samples
    }

    static func series(
        _ database: Database, _ cursor: inout HistoryCursor
    ) throws -> [HistoryPage.Named<HistorySeries, Int>] {
        let found = try database.rows(
            """
            SELECT r.id, p.name, b.probe, b.version, b.category FROM series r JOIN providers p ON p.id = r.provider
            JOIN probes b ON b.id = r.probe WHERE r.id > ? ORDER BY r.id
            """, [.int(cursor.series)]
        ) { row in
            HistoryPage.Named(
                try row.int(),
                HistorySeries(
                    provider: try row.text(), probe: try row.text(), version: try row.text(),
                    category: try row.text()))
        }
        cursor.series = found.last?.name ?? cursor.series
        return found
    }

    static func rounds(
        _ database: Database, _ cursor: inout HistoryCursor
    ) throws -> [HistoryPage.Named<HistoryRound, String>] {
        let providers = try database.rows("SELECT id, name FROM providers ORDER BY id") { row in
            (number: try row.int(), name: try row.text())
        }
        var found: [HistoryPage.Named<HistoryRound, String>] = []
        for provider in providers {
            let after = cursor.rounds[provider.number] ?? .distantPast
            let rounds = try database.rows(
                """
                SELECT round, closed_at, scheduled, log_evidence IS NOT NULL, probes FROM rounds
                WHERE provider = ? AND round > ? AND round <= ? ORDER BY round
                """, [.int(provider.number), .time(after), .time(cursor.finishedAt)]
            ) { row in
                HistoryRound(
                    round: Round(start: try row.time()), closedAt: try row.time(), scheduled: try row.int(),
                    isWatching: try row.int() != 0, probes: try row.optionalInt())
            }
            cursor.rounds[provider.number] = rounds.last?.round.start ?? after
            found += rounds.map { HistoryPage.Named(provider.name, $0) }
        }
        return found
    }
}
