internal import Alerting
internal import Core

/// Incidents of one kind that began together at several providers, told as one: the first under its own name, the others as
/// its members.
///
/// Each member keeps its row, its evidence and its life. Only what people are told changes:
///
/// | told | another joins | update due | reminder | severity rises | a member resolves | the last resolves |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | first alone | nothing, update is set | – | its own ! | its own ! | – | its own ! |
/// | several | nothing, update is set | **joined** ! | one for all ! | one for all ! | nothing | **resolved** ! |
///
/// What is told of several carries the identity of the first, so that a receiver sees one incident from its beginning to
/// its end, also when the first is over before the others. Joined are those whose change lies within the window around the
/// change of the first; the comparison is with the first alone, so that no chain of coincidences makes one incident of a week.
struct CommonCause: Sendable, Equatable {
    /// One provider's part.
    struct Member: Sendable, Equatable {
        var provider: String
        var incident: RecordID
        /// When its change began.
        var since: Timestamp
        var isOpen = true
        /// People were told of it.
        var isTold: Bool
    }

    /// The incident that was told first, as it was then; what is told of all goes by its name.
    let first: Incident
    /// The first one first; of one provider the latest.
    private(set) var members: [Member]
    /// When those that joined are told.
    private(set) var updateDue: Timestamp?
    private var toldAt: Timestamp
    private var updates = 0
    private var reminders: Int
    private var severity: Incident.Severity

    /// When the change of the first began.
    var since: Timestamp { members[0].since }
    var isSeveral: Bool { members.count > 1 }
    var isOpen: Bool { members.contains(where: \.isOpen) }

    /// Each provider once, with its latest incident.
    var latest: [Member] {
        members.indices.filter { place in
            !members[(place + 1)...].contains { $0.provider == members[place].provider }
        }.map { members[$0] }
    }

    init(_ announcement: Announcement) {
        let incident = announcement.incident
        first = incident
        members = [
            Member(
                provider: incident.provider, incident: incident.id, since: Self.change(of: incident), isTold: true)
        ]
        toldAt = announcement.transition.at
        reminders = incident.reminders
        severity = incident.severity
    }

    /// When the change that an incident tells of began.
    static func change(of incident: Incident) -> Timestamp {
        incident.facts["since"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? incident.suspectedAt
    }

    func has(_ incident: RecordID) -> Bool { members.contains { $0.incident == incident } }

    /// Whether an incident that fires now belongs to it.
    func takes(_ incident: Incident, window: Duration) -> Bool {
        guard incident.kind == first.kind, isOpen,
            !members.contains(where: { $0.isOpen && $0.provider == incident.provider })
        else { return false }
        let apart = Self.change(of: incident) - since
        return apart <= window && .zero - apart <= window
    }

    /// Another provider's incident fired: it is told later, with those that follow soon.
    mutating func join(_ incident: Incident, settling: Duration, pause: Duration, at now: Timestamp) {
        members.removeAll { $0.provider == incident.provider && $0.incident != first.id }
        members.append(
            Member(
                provider: incident.provider, incident: incident.id, since: Self.change(of: incident), isTold: false))
        if updateDue == nil { updateDue = max(now + settling, updates > 0 ? toldAt + pause : now) }
    }

    /// The time of an update has come: those that joined since the last one and are still open.
    mutating func update(at now: Timestamp) -> (names: [String], ordinal: Int)? {
        guard let due = updateDue, due <= now else { return nil }
        updateDue = nil
        let names = members.filter { !$0.isTold && $0.isOpen }.map(\.provider)
        guard !names.isEmpty else { return nil }
        updates += 1
        tellAll(at: now)
        return (names, updates)
    }

    /// A member's machine reminds: one of them does for all. Gives the number of the reminder.
    mutating func remind(_ incident: Incident, at now: Timestamp) -> Int? {
        guard members.first(where: \.isOpen)?.incident == incident.id else { return nil }
        reminders = max(reminders + 1, isSeveral ? 0 : incident.reminders)
        tellAll(at: now)
        updateDue = nil
        return reminders
    }

    /// A member's severity rose. Gives it when it is the highest so far.
    mutating func escalate(to new: Incident.Severity, at now: Timestamp) -> Incident.Severity? {
        guard new.rank > severity.rank else { return nil }
        severity = new
        return new
    }

    /// A member is over. True when it was the last.
    mutating func resolve(_ incident: RecordID) -> Bool {
        for index in members.indices where members[index].incident == incident { members[index].isOpen = false }
        return !isOpen
    }

    private mutating func tellAll(at now: Timestamp) {
        toldAt = now
        for index in members.indices { members[index].isTold = true }
    }

    /// The incident that people are told of, in the name of the first. `latest` is that one as it stands, where it is known.
    func incident(latest: Incident?, words: String, at now: Timestamp) -> Incident {
        var told = latest ?? first
        (told.severity, told.reminders) = (severity, reminders)
        told.state = isOpen ? (told.state == .acknowledged ? .acknowledged : .firing) : .resolved
        told.resolvedAt = isOpen ? nil : now
        told.updatedAt = max(told.updatedAt, now)
        told.summary = words
        return told
    }
}

extension CommonCause {
    var json: JSON {
        .compact([
            (
                "first",
                [
                    "id": .string("\(first.id)"), "kind": .string(first.kind.rawValue),
                    "provider": .string(first.provider), "severity": .string(first.severity.rawValue),
                    "suspected": .int(Int(first.suspectedAt.microseconds)),
                    "fired": .int(Int((first.firedAt ?? first.suspectedAt).microseconds)),
                    "reminders": .int(first.reminders), "summary": .string(first.summary), "facts": first.facts,
                ]
            ),
            (
                "members",
                .array(
                    members.map {
                        [
                            .string($0.provider), .string("\($0.incident)"), .int(Int($0.since.microseconds)),
                            .bool($0.isOpen), .bool($0.isTold),
                        ]
                    })
            ),
            ("update_due", updateDue.map { .int(Int($0.microseconds)) }),
            ("told_at", .int(Int(toldAt.microseconds))), ("updates", .int(updates)), ("reminders", .int(reminders)),
            ("severity", .string(severity.rawValue)),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON) {
        func moment(_ json: JSON?) -> Timestamp? { json?.int.map { Timestamp(microseconds: Int64($0)) } }
        guard let told = json["first"], let id = told["id"]?.string.flatMap({ RecordID($0) }),
            let kind = told["kind"]?.string.flatMap(Incident.Kind.init), let provider = told["provider"]?.string,
            let severity = told["severity"]?.string.flatMap(Incident.Severity.init),
            let suspected = moment(told["suspected"]), let fired = moment(told["fired"]),
            let highest = json["severity"]?.string.flatMap(Incident.Severity.init)
        else { return nil }
        first = Incident(
            id: id, kind: kind, provider: provider, severity: severity, state: .firing, suspectedAt: suspected,
            firedAt: fired, updatedAt: fired, reminders: told["reminders"]?.int ?? 0,
            summary: told["summary"]?.string ?? "", facts: told["facts"] ?? .null)
        members = (json["members"]?.array ?? []).compactMap { each in
            guard let provider = each[0]?.string, let incident = each[1]?.string.flatMap({ RecordID($0) }),
                let since = moment(each[2])
            else { return nil }
            return Member(
                provider: provider, incident: incident, since: since, isOpen: each[3]?.bool ?? false,
                isTold: each[4]?.bool ?? true)
        }
        guard members.first?.incident == id else { return nil }
        updateDue = moment(json["update_due"])
        toldAt = moment(json["told_at"]) ?? fired
        (updates, reminders) = (json["updates"]?.int ?? 0, json["reminders"]?.int ?? 0)
        self.severity = highest
    }
}
