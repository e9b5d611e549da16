package import Core
internal import GRDB

extension StoreReader {
    /// What the engine needs to go on: everything that is not finished, all of one moment.
    package func recover(now: Timestamp) async throws(StoreFailure) -> Recovered {
        try await series.read { database in
            var found = Recovered()
            found.providers = try database.rows(
                """
                SELECT \(ProviderStateRow.columns) FROM provider_states t JOIN providers p ON p.id = t.provider
                ORDER BY p.name
                """, [], ProviderStateRow.read)
            found.openSamples = try database.rows(
                """
                SELECT \(SampleRow.columns) FROM (
                    SELECT o.id AS open_id FROM open_samples o LEFT JOIN provider_states t ON t.provider = o.provider
                    WHERE t.closed_through IS NULL OR o.round > t.closed_through
                ) CROSS JOIN \(SampleRow.source) WHERE s.id = open_id ORDER BY s.finished_at, s.id
                """, [], SampleRow.read)
            found.spend = try database.rows(
                """
                SELECT \(SpendRow.columns) FROM spend t JOIN providers p ON p.id = t.provider WHERE t.day >= ?
                ORDER BY p.name, t.day
                """, [.int(now.day)], SpendRow.read)
            found.incidents = try database.rows(
                """
                SELECT \(IncidentRow.columns) FROM incidents WHERE state <> 'resolved' ORDER BY suspected_at, id
                """, [], IncidentRow.read)
            found.notifications = try database.rows(
                """
                SELECT \(NotificationRow.columns) FROM notifications WHERE state = 'waiting' ORDER BY created_at, id
                """, [], NotificationRow.read)
            return found
        }
    }
}
