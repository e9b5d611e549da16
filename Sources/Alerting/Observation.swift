package import Core

/// What is seen of one kind of trouble at one provider, at one moment.
package struct Observation: Sendable, Equatable {
    /// How much is wrong.
    package enum Level: String, Sendable, CaseIterable {
        case clear
        /// Worth remembering, not yet worth telling.
        case suspected
        case firing
    }

    package var level: Level
    /// How urgent it is; ignored when clear.
    package var severity: Incident.Severity
    /// One sentence for people; of a clear observation, why it is clear.
    package var summary: String
    /// What the alert says in full; null keeps the facts that the incident has.
    package var facts: JSON

    /// An observation of any level.
    package init(level: Level, severity: Incident.Severity, summary: String, facts: JSON) {
        self.level = level
        self.severity = severity
        self.summary = summary
        self.facts = facts
    }

    /// Nothing is wrong, or no longer.
    package static func clear(_ reason: String = "", facts: JSON = .null) -> Observation {
        Observation(level: .clear, severity: .info, summary: reason, facts: facts)
    }
}

extension Incident.Severity {
    /// 0 for info, 1 for warn, 2 for page.
    package var rank: Int {
        switch self {
        case .info: 0
        case .warn: 1
        case .page: 2
        }
    }
}
