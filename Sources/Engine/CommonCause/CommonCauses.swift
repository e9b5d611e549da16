internal import Alerting
internal import Core

/// All incidents that others may join, in the order in which they fired. Most of the time there is none.
struct CommonCauses: Sendable, Equatable {
    private(set) var all: [CommonCause] = []

    init() {}

    /// What becomes of an announcement.
    enum Telling: Sendable, Equatable {
        /// It is told as it is.
        case asItIs
        /// Nobody is told: it joined others, or one of those does it.
        case nothing
        /// It is told of all, in the name of the first, with this ordinal.
        case ofAll(CommonCause, ordinal: Int)
    }

    /// The incidents of one kind that may have a cause in common. Blindness knows its own (network, gateway), and
    /// disagreement is about two providers anyway.
    static func isShared(_ kind: Incident.Kind) -> Bool {
        switch kind {
        case .qualityDegraded, .modelChanged, .behaviourShifted, .staleResponse, .outage: true
        case .inconsistentAnswers, .blind: false
        }
    }

    /// The group that an incident is in.
    func cause(of incident: RecordID) -> CommonCause? { all.first { $0.has(incident) } }

    /// Takes what would be told of one incident, and says what is told in its place.
    mutating func tell(
        _ announcement: Announcement, window: Duration, settling: Duration, pause: Duration
    ) -> Telling {
        let (incident, now) = (announcement.incident, announcement.transition.at)
        guard Self.isShared(incident.kind) else { return .asItIs }
        if case .firing = announcement.transition.event {
            if let index = all.firstIndex(where: { $0.takes(incident, window: window) }) {
                all[index].join(incident, settling: settling, pause: pause, at: now)
                return .nothing
            }
            all.append(CommonCause(announcement))
            return .asItIs
        }
        guard let index = all.firstIndex(where: { $0.has(incident.id) }) else { return .asItIs }
        return tell(announcement, index, now)
    }

    private mutating func tell(_ announcement: Announcement, _ index: Int, _ now: Timestamp) -> Telling {
        let isSeveral = all[index].isSeveral
        func told(_ ordinal: Int?) -> Telling {
            guard let ordinal else { return .nothing }
            return isSeveral ? .ofAll(all[index], ordinal: ordinal) : .asItIs
        }
        switch announcement.transition.event {
        case .reminder: return told(all[index].remind(announcement.incident, at: now))
        case .escalation: return told(all[index].escalate(to: announcement.incident.severity, at: now)?.rank)
        case .resolved:
            guard all[index].resolve(announcement.incident.id) else { return .nothing }
            let over = told(0)
            all.remove(at: index)
            return over
        case .firing, .suspected, .joined, .acknowledged, .dismissed: return .asItIs
        }
    }

    /// Those of whom an update is due, with the names that are new and its number.
    mutating func updates(at now: Timestamp) -> [(cause: CommonCause, names: [String], ordinal: Int)] {
        all.indices.compactMap { index in
            all[index].update(at: now).map { (all[index], $0.names, $0.ordinal) }
        }
    }

    var nextWake: Timestamp? { all.compactMap(\.updateDue).min() }

    var json: JSON { .array(all.map(\.json)) }

    /// Reads back what `json` wrote; what cannot be read is told one by one from then on.
    init(json: JSON?) { all = (json?.array ?? []).compactMap(CommonCause.init(json:)) }
}
