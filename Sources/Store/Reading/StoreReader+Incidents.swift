package import Core
internal import GRDB

/// Which incidents are wanted.
package enum IncidentSelection: Sendable {
    /// Those that are not resolved.
    case open
    case all
}

/// An incident with its whole life.
package struct IncidentHistory: Sendable, Equatable {
    package var incident: Incident
    /// In the order in which they happened.
    package var transitions: [Transition]
    /// In the order of creation.
    package var notifications: [Notification]
}

extension StoreReader {
    /// The latest incidents, the newest suspicion first.
    package func incidents(
        _ which: IncidentSelection = .all, limit: Int
    ) async throws(StoreFailure) -> [Incident] {
        let filter =
            switch which {
            case .open: "WHERE state <> 'resolved'"
            case .all: ""
            }
        return try await series.read { database in
            try database.rows(
                "SELECT \(IncidentRow.columns) FROM incidents \(filter) ORDER BY suspected_at DESC, id DESC LIMIT ?",
                [.int(max(limit, 0))], IncidentRow.read)
        }
    }

    /// An incident with its transitions and notifications (at most 1,000 of each), or nil.
    package func incident(_ id: RecordID) async throws(StoreFailure) -> IncidentHistory? {
        try await series.read { database in
            let incident = try database.row(
                "SELECT \(IncidentRow.columns) FROM incidents WHERE id = ?", [.id(id)], IncidentRow.read)
            guard let incident else { return nil }
            return IncidentHistory(
                incident: incident,
                transitions: try database.rows(
                    "SELECT \(TransitionRow.columns) FROM transitions WHERE incident = ? ORDER BY seq LIMIT 1000",
                    [.id(id)], TransitionRow.read),
                notifications: try database.rows(
                    """
                    SELECT \(NotificationRow.columns) FROM notifications WHERE incident = ? ORDER BY created_at, id
                    LIMIT 1000
                    """, [.id(id)], NotificationRow.read))
        }
    }

    /// The oldest notifications in a state, in the order of creation.
    package func notifications(
        _ state: Notification.State, limit: Int
    ) async throws(StoreFailure) -> [Notification] {
        try await series.read { database in
            try database.rows(
                """
                SELECT \(NotificationRow.columns) FROM notifications WHERE state = ? ORDER BY created_at, id LIMIT ?
                """, [.word(state), .int(max(limit, 0))], NotificationRow.read)
        }
    }
}
