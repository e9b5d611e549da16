internal import Alerting
internal import Core

extension Engine {
    /// What is stored of common causes, in the place of a provider that no configuration can have.
    static let commonCause = "common cause"

    /// How far apart the changes of two providers may lie to be one: two rounds, and as much as a change is dated wrong.
    private var causeWindow: Duration { max(plan.interval * 2, .seconds(2 * 3600)) }

    /// How long those that join are gathered before people are told: two rounds, ten minutes to an hour.
    private var causeSettling: Duration { min(max(plan.interval * 2, .seconds(600)), .seconds(3600)) }

    /// Tells every sink what an incident's step announced, or what takes its place where several providers are in it. Gives
    /// what it is part of, as that is after the step.
    mutating func tell(_ announcement: Announcement, now: Timestamp, _ step: inout Step) -> CommonCause? {
        let before = causes
        let telling = causes.tell(
            announcement, window: causeWindow, settling: causeSettling, pause: plan.remindEvery)
        switch telling {
        case .asItIs: enqueue(announcement, now: now, &step)
        case .nothing: break
        case .ofAll(let cause, let ordinal):
            let (incident, facts) = told(cause, now: now)
            var transition = announcement.transition
            transition.incident = incident.id
            if case .resolved = transition.event {
                transition.reason =
                    "all \(facts.members.count) are over; last \(announcement.incident.provider): "
                    + transition.reason
            }
            enqueue(
                Announcement(incident: incident, transition: transition, ordinal: ordinal), now: now, &step)
        }
        if causes != before { storeCauses(changed: announcement.incident.id, before, &step) }
        if case .ofAll(let cause, _) = telling { return cause }
        return nil
    }

    /// Tells of those that joined, where it is time.
    mutating func tellCauses(now: Timestamp, _ step: inout Step) {
        let updates = causes.updates(at: now)
        for update in updates {
            let (incident, _) = told(update.cause, now: now)
            let transition = Transition(
                incident: incident.id, at: now, event: .joined, reason: "also: \(update.names.joined(separator: ", "))")
            step.commit.transitions.append(transition)
            step.effects.append(.report(.transition(incident, transition)))
            enqueue(
                Announcement(incident: incident, transition: transition, ordinal: update.ordinal), now: now, &step)
        }
        if !updates.isEmpty { keepCauses(&step) }
    }

    /// The incident of all members in the name of the first, and what they have in common.
    private func told(_ cause: CommonCause, now: Timestamp) -> (Incident, CommonFacts) {
        let facts = facts(of: cause)
        let latest = incidents.open(cause.first.id)
        var incident = cause.incident(
            latest: latest, words: facts.summary(first: (latest ?? cause.first).summary), at: now)
        incident.facts = facts.added(to: incident.facts)
        return (incident, facts)
    }

    /// Keeps what changed of the causes, and the rows of all open members when another one joined or left.
    private mutating func storeCauses(changed: RecordID, _ before: CommonCauses, _ step: inout Step) {
        keepCauses(&step)
        guard let cause = causes.cause(of: changed), cause.isSeveral,
            cause.members != before.cause(of: cause.first.id)?.members
        else { return }
        for member in cause.members {
            if let incident = incidents.open(member.incident) { keep(incident, cause, &step) }
        }
    }

    private func keepCauses(_ step: inout Step) {
        step.commit.providers.removeAll { $0.provider == Self.commonCause }
        step.commit.providers.append(
            ProviderState(
                provider: Self.commonCause, closedThrough: nil, detector: [], machines: ["causes": causes.json]))
    }

    /// Keeps the row of an incident that is part of this.
    func keep(_ incident: Incident, _ cause: CommonCause?, _ step: inout Step) {
        step.commit.incidents.removeAll { $0.id == incident.id }
        step.commit.incidents.append(row(incident, cause))
    }

    /// The row of an incident, with what it has in common with others.
    func row(_ incident: Incident) -> Incident { row(incident, causes.cause(of: incident.id)) }

    private func row(_ incident: Incident, _ cause: CommonCause?) -> Incident {
        guard let cause, cause.isSeveral else { return incident }
        var row = incident
        row.facts = facts(of: cause).added(to: row.facts)
        return row
    }

    private func facts(of cause: CommonCause) -> CommonFacts {
        CommonFacts(
            incident: cause.first.id,
            members: cause.latest.map {
                CommonFacts.Member(
                    provider: $0.provider, incident: $0.incident, since: $0.since, isOpen: $0.isOpen)
            }, traits: traits(sharedBy: cause.latest.map(\.provider)), watched: plan.watched.count)
    }

    /// What all of these providers share and not all others have, the rarest first; at most 4.
    private func traits(sharedBy names: [String]) -> [CommonFacts.Trait] {
        let members = plan.watched.map(\.provider).filter { names.contains($0.name) }
        let others = plan.watched.map(\.provider).filter { !names.contains($0.name) }
        guard let first = members.first else { return [] }
        let shared = Self.traits(of: first).filter { trait in
            members.allSatisfy { Self.traits(of: $0).contains { $0 == trait } }
        }
        let counted = shared.map { trait in
            CommonFacts.Trait(
                name: trait.name, value: trait.value,
                others: others.count { Self.traits(of: $0).contains { $0 == trait } })
        }.filter { others.isEmpty || $0.others < others.count }
        let rarest = counted.enumerated().sorted { ($0.element.others, $0.offset) < ($1.element.others, $1.offset) }
        return rarest.prefix(4).map(\.element)
    }

    private static func traits(of provider: Provider) -> [(name: String, value: String)] {
        [("host", Host(url: provider.baseURL).name), ("model", provider.model)]
            + provider.labels.map { (name: "label \($0.0)", value: $0.1) } + [("api", provider.api)]
    }

    /// What is open of the members of one that is acknowledged, itself included.
    func members(withAcknowledged id: RecordID) -> [RecordID] {
        guard let cause = causes.cause(of: id), cause.isSeveral, cause.first.id == id else { return [id] }
        return cause.members.filter(\.isOpen).map(\.incident)
    }

    /// The causes as they were.
    static func causes(restoring states: [ProviderState]) -> CommonCauses {
        CommonCauses(json: states.first { $0.provider == commonCause }?.machines["causes"])
    }
}
