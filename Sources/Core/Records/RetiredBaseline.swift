/// A baseline that another took the place of: what a series was held against, until when, and why no longer.
package struct RetiredBaseline: Sendable, Equatable {
    package var provider: String
    /// `suite/id`.
    package var probe: String
    package var version: String
    package var category: String
    /// Mean score, in (0, 1).
    package var mean: Double
    /// Scores that it rested on.
    package var calls: Int
    package var retiredAt: Timestamp
    /// Who accepted the change: a person by name, or `configuration`.
    package var author: String
    /// Why, for people.
    package var reason: String
    /// The incident whose change was accepted; nil where there was none.
    package var incident: RecordID?

    package init(
        provider: String, probe: String, version: String, category: String, mean: Double, calls: Int,
        retiredAt: Timestamp, author: String, reason: String, incident: RecordID? = nil
    ) {
        self.provider = provider
        self.probe = probe
        self.version = version
        self.category = category
        self.mean = mean
        self.calls = calls
        self.retiredAt = retiredAt
        self.author = author
        self.reason = reason
        self.incident = incident
    }
}

/// Somebody's word that a change is the new normal.
package struct Acceptance: Sendable, Equatable {
    /// Longest name and reason, in characters; what is beyond is cut off.
    package static let longestAuthor = 64
    package static let longestReason = 300

    /// The incident that told of the change.
    package let incident: RecordID
    package let author: String
    package let reason: String

    /// Nil without a name or a reason.
    package init?(incident: RecordID, author: String, reason: String) {
        func line(_ text: String, _ longest: Int) -> String {
            String(String(text.map { $0.isNewline ? " " : $0 }).trimmed.prefix(longest))
        }
        self.incident = incident
        self.author = line(author, Self.longestAuthor)
        self.reason = line(reason, Self.longestReason)
        guard !self.author.isEmpty, !self.reason.isEmpty else { return nil }
    }
}

extension Incident.Kind {
    /// What is told of is a change against a baseline, so that it can be accepted as the new normal.
    package var hasBaseline: Bool {
        switch self {
        case .qualityDegraded, .modelChanged, .behaviourShifted, .inconsistentAnswers: true
        case .staleResponse, .outage, .blind: false
        }
    }
}
