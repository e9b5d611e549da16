/// Something a person should know, with a life.
package struct Incident: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case qualityDegraded = "quality-degraded"
        case modelChanged = "model-changed"
        case behaviourShifted = "behaviour-shifted"
        case inconsistentAnswers = "inconsistent-answers"
        case staleResponse = "stale-response"
        case outage
        case blind
    }

    package enum Severity: String, Sendable, CaseIterable { case info, warn, page }

    package enum State: String, Sendable, CaseIterable { case suspected, firing, acknowledged, resolved }

    /// From kind, provider and the round in which it was first suspected.
    package var id: RecordID
    package var kind: Kind
    package var provider: String
    package var severity: Severity
    package var state: State
    package var suspectedAt: Timestamp
    package var firedAt: Timestamp?
    package var resolvedAt: Timestamp?
    /// When state, severity or facts last changed.
    package var updatedAt: Timestamp
    /// How often people were reminded of it.
    package var reminders: Int
    /// One sentence: what is wrong, by how much, since when.
    package var summary: String
    /// What the alert says in full, by kind: evidence, loss, change point, attribution, health, example traces.
    package var facts: JSON

    package init(
        id: RecordID, kind: Kind, provider: String, severity: Severity, state: State, suspectedAt: Timestamp,
        firedAt: Timestamp? = nil, resolvedAt: Timestamp? = nil, updatedAt: Timestamp, reminders: Int = 0,
        summary: String,
        facts: JSON
    ) {
        self.id = id
        self.kind = kind
        self.provider = provider
        self.severity = severity
        self.state = state
        self.suspectedAt = suspectedAt
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
        self.updatedAt = updatedAt
        self.reminders = reminders
        self.summary = summary
        self.facts = facts
    }

    package var isOpen: Bool { state != .resolved }
}

/// One step in an incident's life.
package struct Transition: Sendable, Equatable {
    package enum Event: String, Sendable, CaseIterable {
        case suspected, firing, reminder, escalation, acknowledged, resolved, dismissed
        /// Incidents of other providers that began together with it.
        case joined
    }

    package var incident: RecordID
    package var at: Timestamp
    package var event: Event
    /// Why, for people.
    package var reason: String

    package init(incident: RecordID, at: Timestamp, event: Event, reason: String) {
        self.incident = incident
        self.at = at
        self.event = event
        self.reason = reason
    }
}

/// One alert on its way to one sink: a row of the outbox.
package struct Notification: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case waiting, delivered
        /// The sink said for good that it does not want it.
        case refused
    }

    /// From incident, event, count and sink: the idempotency key, the same for every attempt.
    package var id: RecordID
    package var incident: RecordID
    package var sink: String
    package var event: Transition.Event
    package var createdAt: Timestamp
    /// The exact body that is sent.
    package var body: [UInt8]
    package var state: State
    package var attempts: Int
    /// When it is tried next; for a finished one, when it finished.
    package var nextAttemptAt: Timestamp
    /// What the last failed attempt said, for people; empty for none.
    package var lastError: String

    package init(
        id: RecordID, incident: RecordID, sink: String, event: Transition.Event, createdAt: Timestamp, body: [UInt8],
        state: State = .waiting, attempts: Int = 0, nextAttemptAt: Timestamp, lastError: String = ""
    ) {
        self.id = id
        self.incident = incident
        self.sink = sink
        self.event = event
        self.createdAt = createdAt
        self.body = body
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastError = lastError
    }
}
