package import Core

/// What an alert says beyond its incident: where it comes from.
package struct AlertSurroundings: Sendable {
    /// The provider's model as it is configured.
    package var model: String
    /// The provider's labels.
    package var labels: [(String, String)]
    package var vantage: String
    /// Where people reach this daemon, without a trailing slash; nil leaves links out.
    package var externalURL: String?

    package init(
        model: String, labels: [(String, String)] = [], vantage: String = "default", externalURL: String? = nil
    ) {
        self.model = model
        self.labels = labels
        self.vantage = vantage
        self.externalURL = externalURL
    }
}

/// The body of an alert. Its fields are promised to receivers: they are added to, never renamed.
///
/// `type` is `plummet.incident.` and `firing`, `reminder`, `escalation`, `joined` or `resolved`; `timestamp` is when that
/// happened; `data` holds the incident, then the facts of its kind (`QualityFacts`, `OutageFacts`, `BlindFacts`) in
/// the same object, where the incident's own fields win.
/// **Source:** Standard Webhooks specification, "Payload structure": under 20 kB.
package enum AlertContent {
    /// Most bytes of a body.
    package static let mostBytes = 19_999

    /// The exact bytes to be signed and sent, fewer than 20,000: long facts are cut, then left out.
    package static func body(_ announcement: Announcement, _ surroundings: AlertSurroundings) -> [UInt8] {
        json(announcement, surroundings).bytes
    }

    /// The body as a value.
    package static func json(_ announcement: Announcement, _ surroundings: AlertSurroundings) -> JSON {
        let room: [Room] = [.full, .tight, .scant]
        for room in room {
            let json = payload(announcement, surroundings, room)
            if json.bytes.count <= mostBytes { return json }
        }
        return payload(announcement, surroundings, .none)
    }

    /// The body of a test alert, which belongs to no incident: its type is `plummet.test`.
    package static func testBody(sink: String, at now: Timestamp, vantage: String, externalURL: String?) -> [UInt8] {
        envelope(
            type: "plummet.test", at: now,
            data: .compact([
                ("sink", .string(sink)), ("vantage", .string(vantage)),
                ("summary", "a test alert: everything works up to here, and nothing is wrong"),
                ("url", externalURL.map(JSON.string)),
            ])
        ).bytes
    }

    private static func envelope(type: String, at: Timestamp, data: JSON) -> JSON {
        ["type": .string(type), "timestamp": at.json, "data": data]
    }

    private static func payload(_ announcement: Announcement, _ surroundings: AlertSurroundings, _ room: Room) -> JSON {
        let (incident, transition) = (announcement.incident, announcement.transition)
        let common = head(announcement, surroundings, room)
        let facts = room.cut(incident.facts).pairs.filter { key, _ in
            !common.contains { $0.0 == key } && key != "resolution"
        }
        let links = surroundings.externalURL
        var members = common + facts.map { $0 == "examples" ? ($0, linked($1, links)) : ($0, $1) }
        if transition.event == .resolved { members.append(("resolution", resolution(of: incident, transition, room))) }
        return envelope(
            type: "plummet.incident.\(transition.event.rawValue)", at: transition.at, data: .object(members))
    }

    private static func head(
        _ announcement: Announcement, _ surroundings: AlertSurroundings, _ room: Room
    ) -> [(String, JSON)] {
        let incident = announcement.incident
        let labels = surroundings.labels.prefix(room.elements).map { (room.cut($0), JSON.string(room.cut($1))) }
        let members: [(String, JSON?)] = [
            ("incident", .string("\(incident.id)")), ("event", .string(announcement.transition.event.rawValue)),
            ("kind", .string(incident.kind.rawValue)), ("severity", .string(incident.severity.rawValue)),
            ("state", .string(incident.state.rawValue)), ("provider", .string(incident.provider)),
            ("model", .string(Room.full.cut(surroundings.model))),
            ("labels", labels.isEmpty ? nil : .object(Array(labels))),
            ("vantage", .string(surroundings.vantage)), ("summary", .string(Room.full.cut(incident.summary))),
            ("suspected_at", incident.suspectedAt.json), ("detected_at", incident.firedAt?.json),
            ("reminder", incident.reminders > 0 ? .int(incident.reminders) : nil),
            ("url", surroundings.externalURL.map { .string("\($0)/incidents/\(incident.id)") }),
        ]
        return members.compactMap { key, value in value.map { (key, $0) } }
    }

    private static func resolution(of incident: Incident, _ transition: Transition, _ room: Room) -> JSON {
        let lasted = incident.firedAt.map { transition.at - $0 }
        return .compact([
            ("at", transition.at.json), ("reason", .string(Room.full.cut(transition.reason))),
            ("lasted_seconds", lasted.map { .double($0.inSeconds.rounded()) }),
        ])
    }

    /// Each example with a link to its trace.
    private static func linked(_ examples: JSON, _ externalURL: String?) -> JSON {
        guard let externalURL else { return examples }
        return .object(
            examples.pairs.map { name, example in
                guard let trace = example["trace"]?.string else { return (name, example) }
                return (name, .object(example.pairs + [("url", .string("\(externalURL)/traces/\(trace)"))]))
            })
    }
}
