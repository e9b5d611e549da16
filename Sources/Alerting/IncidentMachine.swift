package import Core

/// The life of incidents of one kind at one provider: at most one is open at a time.
///
/// | state | clear | suspected | firing | acknowledge | resolve | tick |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | none, resolved | – | **suspected** | **firing** ! | – | – | – |
/// | suspected | dismissed → **resolved** | keep | **firing** ! | – | dismissed → **resolved** | – |
/// | firing | **resolved** ! | keep, remind ! | keep, remind !, escalate ! | **acknowledged** | **resolved** ! | remind ! |
/// | acknowledged | **resolved** ! | keep | keep, or escalate → **firing** ! | – | **resolved** ! | – |
///
/// `!` announces; *keep* stores summary and facts if they changed. A suspicion that comes to nothing is dismissed: it
/// ends as resolved without ever having fired, and nobody is told. Severity never falls while an incident is open;
/// when it rises after the first alert, people are told again, and an acknowledgement of the lower severity no longer
/// counts. A suspected observation does not end a firing incident: only a clear one does.
///
/// Reminders fall due at whole multiples of `remindEvery` after the first alert. One that was passed while nobody
/// looked is sent once, however many multiples went by. Whether one was passed since the last step follows from
/// `firedAt` and `updatedAt` alone, so that a machine restored from the stored row goes on as if it had never
/// stopped.
package struct IncidentMachine: Sendable, Equatable {
    package let kind: Incident.Kind
    package let provider: String
    /// Time between reminders of a firing incident that nobody acknowledged; longer than zero.
    package var remindEvery: Duration
    /// The last incident, open or resolved; nil before the first.
    package private(set) var incident: Incident?

    /// How often people are reminded unless they say otherwise.
    package static let usualReminderInterval = Duration.seconds(4 * 3600)

    /// A machine that has seen nothing yet.
    package init(kind: Incident.Kind, provider: String, remindEvery: Duration = usualReminderInterval) {
        precondition(remindEvery > .zero, "reminders need an interval")
        self.kind = kind
        self.provider = provider
        self.remindEvery = remindEvery
    }

    /// A machine that goes on where the stored incident stands.
    package init(restoring incident: Incident, remindEvery: Duration = usualReminderInterval) {
        self.init(kind: incident.kind, provider: incident.provider, remindEvery: remindEvery)
        self.incident = incident
    }

    /// Whether an incident is open.
    package var isOpen: Bool { incident?.isOpen ?? false }

    /// When the next reminder falls due; nil when none will.
    package var nextWake: Timestamp? {
        guard let incident, incident.state == .firing, let firedAt = incident.firedAt else { return nil }
        let passed = multiples(since: firedAt, until: incident.updatedAt)
        return Timestamp(microseconds: firedAt.microseconds + (passed + 1) * interval)
    }

    /// Takes in what is seen now; also gives the reminder that fell due meanwhile.
    package mutating func observe(_ observation: Observation, at now: Timestamp) -> IncidentAction {
        switch observation.level {
        case .clear: clear(observation, at: now)
        case .suspected: suspect(observation, at: now)
        case .firing: fire(observation, at: now)
        }
    }

    /// A person has taken it on: no more reminders, unless the severity rises.
    package mutating func acknowledge(by person: String, at now: Timestamp) -> IncidentAction {
        guard var incident, incident.state == .firing else { return .nothing }
        incident.state = .acknowledged
        return record(&incident, .acknowledged, "acknowledged by \(person)", at: now)
    }

    /// A person declares it over. This does not hold against what is seen later: a new observation opens a new
    /// incident.
    package mutating func resolve(by person: String, at now: Timestamp) -> IncidentAction {
        close(at: now, reason: "resolved by \(person)", facts: .null)
    }

    /// Time has passed: gives the reminder that fell due.
    package mutating func tick(at now: Timestamp) -> IncidentAction {
        guard var incident, incident.state == .firing, reminderIsDue(incident, at: now) else { return .nothing }
        return remind(&incident, at: now)
    }
}

extension IncidentMachine {
    private mutating func clear(_ observation: Observation, at now: Timestamp) -> IncidentAction {
        close(
            at: now, reason: observation.summary.isEmpty ? "clear again" : observation.summary, facts: observation.facts
        )
    }

    private mutating func suspect(_ observation: Observation, at now: Timestamp) -> IncidentAction {
        switch incident?.state {
        case nil, .resolved:
            var fresh = begin(observation, at: now)
            return record(&fresh, .suspected, observation.summary, at: now)
        case .suspected, .firing, .acknowledged:
            return proceed(observation, at: now)
        }
    }

    private mutating func fire(_ observation: Observation, at now: Timestamp) -> IncidentAction {
        switch incident?.state {
        case nil, .resolved:
            var fresh = begin(observation, at: now)
            return firstAlert(&fresh, observation, at: now)
        case .suspected:
            guard var incident else { return .nothing }
            take(observation, into: &incident)
            return firstAlert(&incident, observation, at: now)
        case .firing, .acknowledged:
            guard var incident, observation.severity.rank > incident.severity.rank else {
                return proceed(observation, at: now)
            }
            take(observation, into: &incident)
            incident.state = .firing
            return announce(
                &incident, .escalation, "severity rose to \(incident.severity.rawValue)",
                ordinal: incident.severity.rank, at: now)
        }
    }

    /// An open incident goes on: evidence may have grown, and a reminder may have fallen due.
    private mutating func proceed(_ observation: Observation, at now: Timestamp) -> IncidentAction {
        guard var incident else { return .nothing }
        let before = incident
        take(observation, into: &incident)
        if incident.state == .firing, reminderIsDue(incident, at: now) { return remind(&incident, at: now) }
        guard incident != before else { return .nothing }
        store(&incident, at: now)
        return .keep(incident)
    }

    private mutating func close(at now: Timestamp, reason: String, facts: JSON) -> IncidentAction {
        guard var incident, incident.isOpen else { return .nothing }
        let hadFired = incident.firedAt != nil
        incident.state = .resolved
        incident.resolvedAt = max(now, incident.updatedAt)
        if !facts.isNull { incident.facts = facts }
        return hadFired
            ? announce(&incident, .resolved, reason, ordinal: 0, at: now)
            : record(&incident, .dismissed, reason, at: now)
    }

    /// A new incident. It never begins at or before the beginning of the one before it, so that their identities
    /// differ even when the clock stands still or is set back.
    private func begin(_ observation: Observation, at now: Timestamp) -> Incident {
        let earliest = incident.map { $0.suspectedAt + .microseconds(1) } ?? now
        let start = max(now, earliest)
        return Incident(
            id: RecordID(of: ["incident", kind.rawValue, provider, "\(start.microseconds)"]), kind: kind,
            provider: provider,
            severity: observation.severity, state: .suspected, suspectedAt: start, updatedAt: start,
            summary: observation.summary, facts: observation.facts)
    }

    /// Facts follow what is seen. What was told of a fired incident, its sentence and severity, is not weakened by a
    /// mere suspicion; severity never falls, and a rise after the first alert is announced by `fire`.
    private func take(_ observation: Observation, into incident: inout Incident) {
        if !observation.facts.isNull { incident.facts = observation.facts }
        guard observation.level == .firing || incident.firedAt == nil else { return }
        if !observation.summary.isEmpty { incident.summary = observation.summary }
        if observation.severity.rank > incident.severity.rank { incident.severity = observation.severity }
    }

    private mutating func firstAlert(
        _ incident: inout Incident, _ observation: Observation, at now: Timestamp
    ) -> IncidentAction {
        incident.state = .firing
        incident.firedAt = max(now, incident.updatedAt)
        return announce(&incident, .firing, observation.summary, ordinal: 0, at: now)
    }

    private mutating func remind(_ incident: inout Incident, at now: Timestamp) -> IncidentAction {
        incident.reminders += 1
        return announce(&incident, .reminder, "still firing", ordinal: incident.reminders, at: now)
    }

    private mutating func announce(
        _ incident: inout Incident, _ event: Transition.Event, _ reason: String, ordinal: Int, at now: Timestamp
    ) -> IncidentAction {
        store(&incident, at: now)
        let transition = Transition(incident: incident.id, at: incident.updatedAt, event: event, reason: reason)
        return .announce(Announcement(incident: incident, transition: transition, ordinal: ordinal))
    }

    private mutating func record(
        _ incident: inout Incident, _ event: Transition.Event, _ reason: String, at now: Timestamp
    ) -> IncidentAction {
        store(&incident, at: now)
        return .record(
            incident, Transition(incident: incident.id, at: incident.updatedAt, event: event, reason: reason))
    }

    /// `updatedAt` never goes back, so that a clock set back does not repeat a reminder.
    private mutating func store(_ incident: inout Incident, at now: Timestamp) {
        incident.updatedAt = max(now, incident.updatedAt)
        self.incident = incident
    }

    private func reminderIsDue(_ incident: Incident, at now: Timestamp) -> Bool {
        guard let firedAt = incident.firedAt else { return false }
        return multiples(since: firedAt, until: now) > multiples(since: firedAt, until: incident.updatedAt)
    }

    private func multiples(since start: Timestamp, until end: Timestamp) -> Int64 {
        max(end.microseconds - start.microseconds, 0) / interval
    }

    private var interval: Int64 { max(remindEvery.microseconds, 1) }
}
