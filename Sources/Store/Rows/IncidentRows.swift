internal import Core
internal import GRDB

/// How incidents lie in their table.
enum IncidentRow {
    /// Writes an incident, and which samples it names, so that retention leaves them alone.
    static func write(_ incident: Incident, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO incidents (id, kind, provider, severity, state, suspected_at, fired_at, resolved_at, updated_at,
                reminders, summary, facts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                kind = excluded.kind, provider = excluded.provider, severity = excluded.severity,
                state = excluded.state, suspected_at = excluded.suspected_at, fired_at = excluded.fired_at,
                resolved_at = excluded.resolved_at, updated_at = excluded.updated_at, reminders = excluded.reminders,
                summary = excluded.summary, facts = excluded.facts
            """,
            [
                .id(incident.id), .word(incident.kind), .text(incident.provider), .word(incident.severity),
                .word(incident.state), .time(incident.suspectedAt), .time(incident.firedAt), .time(incident.resolvedAt),
                .time(incident.updatedAt), .int(incident.reminders), .text(incident.summary), .json(incident.facts),
            ])
        for sample in incident.namedRecords {
            try database.change(
                """
                INSERT INTO examples (incident, sample) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM samples WHERE id = ?2)
                ON CONFLICT DO NOTHING
                """, [.id(incident.id), .id(sample)])
        }
    }

    static let columns = """
        id, kind, provider, severity, state, suspected_at, fired_at, resolved_at, updated_at, reminders, summary, facts
        """

    static func read(_ row: inout Columns) throws -> Incident {
        Incident(
            id: try row.id(), kind: try row.word(Incident.Kind.self), provider: try row.text(),
            severity: try row.word(Incident.Severity.self), state: try row.word(Incident.State.self),
            suspectedAt: try row.time(), firedAt: try row.optionalTime(), resolvedAt: try row.optionalTime(),
            updatedAt: try row.time(), reminders: try row.int(), summary: try row.text(), facts: try row.json())
    }
}

extension Incident {
    /// Everything in the facts that looks like a record's identity, in order and without repeats.
    var namedRecords: [RecordID] {
        var found: [RecordID] = []
        func walk(_ value: JSON) {
            if let id = value.string.flatMap(RecordID.init), !found.contains(id) { found.append(id) }
            for element in value.array ?? [] { walk(element) }
            for member in value.members ?? [] { walk(member.value) }
        }
        walk(facts)
        return found
    }
}

/// How the steps of incidents lie in their table.
enum TransitionRow {
    static func write(_ transition: Transition, _ database: Database) throws {
        try database.change(
            "INSERT INTO transitions (incident, at, event, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [.id(transition.incident), .time(transition.at), .word(transition.event), .text(transition.reason)])
    }

    static let columns = "incident, at, event, reason"

    static func read(_ row: inout Columns) throws -> Transition {
        Transition(
            incident: try row.id(), at: try row.time(), event: try row.word(Transition.Event.self),
            reason: try row.text())
    }
}

/// How the outbox lies in its table.
enum NotificationRow {
    /// Writes a notification; one that was delivered or refused never waits again, or it would be sent twice.
    static func write(_ notification: Notification, _ database: Database) throws {
        try database.change(
            """
            INSERT INTO notifications (id, incident, sink, event, created_at, body, state, attempts, next_attempt_at,
                last_error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                incident = excluded.incident, sink = excluded.sink, event = excluded.event,
                created_at = excluded.created_at, body = excluded.body, state = excluded.state,
                attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
                last_error = excluded.last_error
            WHERE state = 'waiting' OR excluded.state <> 'waiting'
            """,
            [
                .id(notification.id), .id(notification.incident), .text(notification.sink), .word(notification.event),
                .time(notification.createdAt), .bytes(notification.body), .word(notification.state),
                .int(notification.attempts), .time(notification.nextAttemptAt), .text(notification.lastError),
            ])
    }

    static let columns = "id, incident, sink, event, created_at, body, state, attempts, next_attempt_at, last_error"

    static func read(_ row: inout Columns) throws -> Notification {
        Notification(
            id: try row.id(), incident: try row.id(), sink: try row.text(), event: try row.word(Transition.Event.self),
            createdAt: try row.time(), body: try row.bytes(), state: try row.word(Notification.State.self),
            attempts: try row.int(), nextAttemptAt: try row.time(), lastError: try row.text())
    }
}
