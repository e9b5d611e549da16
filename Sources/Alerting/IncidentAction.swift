package import Core

/// What has to be done after a step of an incident: what is stored, and whether people are told.
package enum IncidentAction: Sendable, Equatable {
    case nothing
    /// Store the row; its life did not move.
    case keep(Incident)
    /// Store the row and the transition; nobody is told.
    case record(Incident, Transition)
    /// Store the row and the transition, and tell every sink once.
    case announce(Announcement)

    /// The row to be stored, or nil.
    package var incident: Incident? {
        switch self {
        case .nothing: nil
        case .keep(let incident), .record(let incident, _): incident
        case .announce(let announcement): announcement.incident
        }
    }

    /// The transition to be stored, or nil.
    package var transition: Transition? {
        switch self {
        case .nothing, .keep: nil
        case .record(_, let transition): transition
        case .announce(let announcement): announcement.transition
        }
    }

    /// What people are told, or nil.
    package var announcement: Announcement? {
        switch self {
        case .nothing, .keep, .record: nil
        case .announce(let announcement): announcement
        }
    }
}

/// One thing that people are told about an incident.
package struct Announcement: Sendable, Equatable {
    /// The incident as it was right after this step.
    package var incident: Incident
    /// The step itself: what happened, when, and why.
    package var transition: Transition
    /// Tells apart what happens several times: the number of the reminder from 1, the rank of the severity risen to;
    /// else 0.
    package var ordinal: Int

    package init(incident: Incident, transition: Transition, ordinal: Int) {
        self.incident = incident
        self.transition = transition
        self.ordinal = ordinal
    }

    /// The idempotency key of this announcement at one sink: the same for ever.
    package func notificationID(sink: String) -> RecordID {
        RecordID(of: ["notification", "\(incident.id)", transition.event.rawValue, "\(ordinal)", sink])
    }
}
