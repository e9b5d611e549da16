internal import Alerting
internal import Core
internal import Probing

extension Engine {
    /// The guard and the pace as they were, or at their beginning.
    static func commons(of plan: Plan, restoring states: [ProviderState]) -> Commons {
        let stored = states.first { $0.provider == UnreachableStatus.ownNetwork }?.machines["network"] ?? .null
        return Commons(
            network: NetworkGuard(json: stored, members(of: plan), window: networkWindow(plan)),
            shedding: LoadShedding(limit: plan.lateLimit))
    }

    /// The providers that are asked anything, as the network sees them.
    static func members(of plan: Plan) -> [NetworkGuard.Member] {
        plan.watched.filter { !$0.probes.isEmpty }.map {
            NetworkGuard.Member(provider: $0.provider.name, host: Host(url: $0.provider.baseURL))
        }
    }

    /// Two rounds: in each of them every provider is called; at least half an hour.
    static func networkWindow(_ plan: Plan) -> Duration { max(plan.interval * 2, .seconds(1_800)) }

    /// What the guard noticed in the step of one provider, done for all that it concerns.
    mutating func noticeNetwork(now: Timestamp, _ step: inout Step) {
        let changes = commons.noticed
        commons.noticed = []
        for change in changes {
            switch change {
            case .entered(let trouble):
                step.effects.append(.report(.unreachable(status(of: trouble), true)))
                for provider in commons.network.providers(in: trouble.scope) {
                    excuse(provider, from: trouble, now: now, &step)
                }
            case .left(let trouble):
                step.effects.append(.report(.unreachable(status(of: trouble), false)))
                for index in watches.indices
                where commons.network.providers(in: trouble.scope).contains(watches[index].provider.name) {
                    watches[index].memory.excusedAt = now
                    step.commit.append(watches[index].state)
                }
            }
        }
        step.commit.append(
            ProviderState(
                provider: UnreachableStatus.ownNetwork, closedThrough: nil, detector: [],
                machines: ["network": commons.network.json]))
    }

    /// A provider's failures since then were not its own: they are taken back, and so is an outage that was made of them.
    private mutating func excuse(
        _ provider: String, from trouble: NetworkGuard.Trouble, now: Timestamp, _ step: inout Step
    ) {
        guard let index = watches.firstIndex(where: { $0.provider.name == provider }) else { return }
        watches[index].excuse(since: trouble.since)
        watches[index].memory.excusedAt = now
        step.commit.append(watches[index].state)
        let began = incidents.open.first { $0.kind == .outage && $0.provider == provider }?.suspectedAt
        guard let began, began >= trouble.since else { return }
        let why = "explained: \(status(of: trouble).words)"
        take(incidents.observe(.clear(why), kind: .outage, provider: provider, at: now), now: now, &step)
    }

    /// Tells the troubles of the network to their incidents, and ends those that are over.
    mutating func watchNetwork(now: Timestamp, _ step: inout Step) {
        let troubles = commons.network.troubles
        for trouble in troubles {
            let observation = observation(of: trouble)
            take(
                incidents.observe(observation, kind: .blind, provider: status(of: trouble).name, at: now), now: now,
                &step)
        }
        let names = troubles.map { status(of: $0).name }
        for incident in incidents.open
        where UnreachableStatus.isNamed(incident.provider) && !names.contains(incident.provider) {
            let gateway = BlindFacts(json: incident.facts)?.reason == .gateway ? incident.provider : nil
            let summary = BlindFacts.reachedSummary(gateway: gateway, lasting: now - incident.suspectedAt)
            take(
                incidents.observe(.clear(summary), kind: .blind, provider: incident.provider, at: now), now: now, &step)
        }
    }

    private func observation(of trouble: NetworkGuard.Trouble) -> Observation {
        let status = status(of: trouble)
        var facts = BlindFacts(
            reason: status.gateway == nil ? .ownNetwork : .gateway, since: trouble.since, scored: 0, scheduled: 0,
            providers: status.providers)
        facts.lastScoredAt = watches.filter { status.providers.contains($0.provider.name) }
            .compactMap(\.memory.lastScoredAt).max()
        let level: Observation.Level = trouble.isConfirmed ? .firing : .suspected
        return Observation(
            level: level, severity: .page, summary: facts.summary(provider: status.name, level: level),
            facts: facts.json)
    }

    private func status(of trouble: NetworkGuard.Trouble) -> UnreachableStatus {
        let gateway: String? =
            switch trouble.scope {
            case .network: nil
            case .gateway(let host): host
            }
        return UnreachableStatus(
            gateway: gateway, since: trouble.since, providers: commons.network.providers(in: trouble.scope))
    }

    /// What cannot be reached now.
    var unreachable: [UnreachableStatus] { commons.network.troubles.map { status(of: $0) } }

    /// The engine's own troubles in words.
    var ownTroubles: [String] {
        let shed =
            commons.shedding.isShedding
            ? [
                "plummet does not keep up: samples that are more than \(commons.shedding.limit.forPeople) late are let go"
            ] : []
        return unreachable.map(\.words) + shed
    }
}

extension Commit {
    /// Adds the state of a provider, in the place of an earlier one.
    fileprivate mutating func append(_ state: ProviderState) {
        providers.removeAll { $0.provider == state.provider }
        providers.append(state)
    }
}
