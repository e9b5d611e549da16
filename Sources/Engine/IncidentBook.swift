internal import Alerting
internal import Core

/// The incident machines of all providers and kinds, in a fixed order.
struct IncidentBook: Sendable {
    private struct Key: Hashable, Comparable {
        var provider: String
        var kind: String

        static func < (a: Key, b: Key) -> Bool { (a.provider, a.kind) < (b.provider, b.kind) }
    }

    private var machines: [Key: IncidentMachine] = [:]
    var remindEvery: Duration {
        didSet { for key in machines.keys { machines[key]?.remindEvery = remindEvery } }
    }

    init(restoring incidents: [Incident], remindEvery: Duration) {
        self.remindEvery = remindEvery
        for var incident in incidents where incident.isOpen {
            incident.facts = CommonFacts.removed(from: incident.facts)
            machines[Key(provider: incident.provider, kind: incident.kind.rawValue)] = IncidentMachine(
                restoring: incident, remindEvery: remindEvery)
        }
    }

    /// Open incidents, by provider and kind.
    var open: [Incident] { openKeys.compactMap { machines[$0]?.incident } }

    /// Machines with an open incident, in a fixed order; most of the time there is none.
    private var openKeys: [Key] { machines.filter { $0.value.isOpen }.keys.sorted() }

    func isOpen(_ kind: Incident.Kind, _ provider: String) -> Bool {
        machines[Key(provider: provider, kind: kind.rawValue)]?.isOpen ?? false
    }

    /// An open incident by its identity.
    func open(_ id: RecordID) -> Incident? {
        openKeys.lazy.compactMap { machines[$0]?.incident }.first { $0.id == id }
    }

    mutating func observe(
        _ observation: Observation, kind: Incident.Kind, provider: String, at now: Timestamp
    ) -> IncidentAction {
        let key = Key(provider: provider, kind: kind.rawValue)
        return machines[
            key, default: IncidentMachine(kind: kind, provider: provider, remindEvery: remindEvery)
        ].observe(observation, at: now)
    }

    mutating func acknowledge(_ id: RecordID, by: String, at now: Timestamp) -> IncidentAction {
        guard let key = openKeys.first(where: { machines[$0]?.incident?.id == id }), var machine = machines[key] else {
            return .nothing
        }
        let action = machine.acknowledge(by: by, at: now)
        machines[key] = machine
        return action
    }

    /// Ends everything that is open for a provider.
    mutating func close(provider: String, why: String, at now: Timestamp) -> [IncidentAction] {
        openKeys.filter { $0.provider == provider }.compactMap { key in
            machines[key]?.observe(.clear(why), at: now)
        }
    }

    /// Sends reminders that are due.
    mutating func tick(at now: Timestamp) -> [IncidentAction] {
        openKeys.compactMap { key in machines[key]?.tick(at: now) }
    }

    var nextWake: Timestamp? { machines.values.compactMap(\.nextWake).min() }
}
