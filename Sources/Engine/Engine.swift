internal import Alerting
package import Core
internal import Detection
internal import Probing

/// The one reducer: what happened and when, to what is kept and what is done. Owned by one task, moved by nothing else.
///
/// The same store, plan and events give the same steps, byte for byte.
package struct Engine: Sendable {
    private(set) var plan: Plan
    let rootSeed: UInt64
    private let startedAt: Timestamp
    /// In the order of the configuration.
    var watches: [ProviderWatch] = []
    /// States of providers that the store knows and the configuration does not.
    private var dormant: [ProviderState]
    private var spend: [Spend]
    var incidents: IncidentBook
    /// Incidents of several providers that are told as one.
    var causes: CommonCauses
    private(set) var outbox: Outbox
    private var isDraining = false
    /// What all watches share: the guard of the network, and whether the daemon keeps up.
    var commons: Commons

    /// An engine that goes on where the store stopped.
    package init(plan: Plan, rootSeed: UInt64, recovered: Recovered, now: Timestamp) {
        self.plan = plan
        self.rootSeed = rootSeed
        startedAt = now
        spend = recovered.spend
        dormant = recovered.providers
        incidents = IncidentBook(restoring: recovered.incidents, remindEvery: plan.remindEvery)
        causes = Self.causes(restoring: recovered.providers)
        outbox = Outbox(sinks: plan.sinks, restoring: recovered.notifications)
        commons = Self.commons(of: plan, restoring: recovered.providers)
        dormant.removeAll { UnreachableStatus.isNamed($0.provider) }
        for watched in plan.watched {
            var watch = makeWatch(watched, now: now)
            watch.restore(recovered.openSamples.filter { $0.provider == watched.provider.name })
            watches.append(watch)
        }
    }

    /// Providers whose stored detector could not be read; they learn anew.
    package private(set) var forgotten: [String] = []

    private mutating func makeWatch(_ watched: Plan.Watched, now: Timestamp) -> ProviderWatch {
        let index = dormant.firstIndex { $0.provider == watched.provider.name }
        let state = index.map { dormant.remove(at: $0) }
        do {
            return try ProviderWatch(watched, plan: plan, rootSeed: rootSeed, state: state, spend: spend, now: now)
        } catch {
            forgotten.append(watched.provider.name)
            let kept = state.map {
                ProviderState(
                    provider: $0.provider, closedThrough: $0.closedThrough, detector: [], machines: $0.machines)
            }
            do {
                return try ProviderWatch(watched, plan: plan, rootSeed: rootSeed, state: kept, spend: spend, now: now)
            } catch {
                preconditionFailure("a watch without a stored detector has nothing that could fail")
            }
        }
    }

    /// Takes one event, behind which so many others wait. The caller makes the step's commit safe before it does any of
    /// the effects.
    package mutating func handle(_ event: Event, now: Timestamp, backlog: Int = 0) -> Step {
        var step = Step()
        commons.backlog = backlog
        _ = commons.shedding.waited(backlog: backlog, now: now)
        switch event {
        case .tick: break
        case .answered(let id, let reply):
            if let index = watches.firstIndex(where: { $0.provider.name == id.provider }) {
                var part = WatchStep(commons)
                watches[index].answered(id, reply, now: now, &part)
                finish(index, part, now: now, &step)
            }
        case .delivered(let id, let result):
            var random = SeededRandom(seed: rootSeed).child("outbox \(id) \(now.microseconds)")
            step.commit.notifications += outbox.finished(id, result, at: now, using: &random)
        case .configured(let plan): configure(plan, now: now, &step)
        case .accept(let acceptance): accept(acceptance, now: now, &step)
        case .acknowledge(let id):
            for member in members(withAcknowledged: id) {
                take(incidents.acknowledge(member, by: "operator", at: now), now: now, &step)
            }
        case .drain:
            isDraining = true
            for index in watches.indices { watches[index].drain() }
        }
        advance(to: now, &step)
        return step
    }

    private mutating func advance(to now: Timestamp, _ step: inout Step) {
        for index in watches.indices {
            var part = WatchStep(commons)
            watches[index].advance(to: now, &part)
            let name = watches[index].provider.name
            // What the network explains is told once, by itself.
            if part.commons.network.trouble(of: name) == nil {
                if watches[index].isDown || incidents.isOpen(.outage, name),
                    let observation = watches[index].outage(now: now)
                {
                    part.observations.append((.outage, observation))
                }
                if let refusal = watches[index].refusal(now: now, &part) {
                    part.observations.append((.blind, refusal))
                }
            }
            finish(index, part, now: now, &step)
        }
        compareEquivalents(now: now, &step)
        watchNetwork(now: now, &step)
        for provider in Set(incidents.open.map(\.provider)).sorted()
        where !watches.contains(where: { $0.provider.name == provider }) && !UnreachableStatus.isNamed(provider) {
            for action in incidents.close(provider: provider, why: "the provider is no longer configured", at: now) {
                take(action, now: now, &step)
            }
        }
        for action in incidents.tick(at: now) { take(action, now: now, &step) }
        tellCauses(now: now, &step)
        if !isDraining { step.effects += outbox.due(at: now).map(Effect.deliver) }
    }

    /// Turns what a watch asks for into commit and effects.
    mutating func finish(_ index: Int, _ part: WatchStep, now: Timestamp, _ step: inout Step) {
        let network = commons.network
        commons = part.commons
        step.commit.samples += part.samples
        step.commit.rounds += part.rounds
        step.commit.baselines += part.baselines
        // A reservation has to be safe before its request is sent only where there is a limit to be kept.
        if watches[index].provider.budget != DailyBudget() || !part.samples.isEmpty {
            step.commit.spend += watches[index].spending.takeUnsaved()
        }
        if part.isChanged { step.commit.providers.append(watches[index].state) }
        step.effects += part.sends.map(Effect.send) + part.reports.map(Effect.report)
        let name = watches[index].provider.name
        for (kind, observation) in part.observations {
            let observation = linked(observation, kind, provider: name)
            take(incidents.observe(observation, kind: kind, provider: name, at: now), now: now, &step)
        }
        if !commons.noticed.isEmpty || commons.network.differs(from: network) { noticeNetwork(now: now, &step) }
    }

    /// Keeps what an incident's step changed, and tells every sink where it is to be told.
    mutating func take(_ action: IncidentAction, now: Timestamp, _ step: inout Step) {
        if let incident = action.incident, let transition = action.transition {
            step.commit.transitions.append(transition)
            step.effects.append(.report(.transition(incident, transition)))
        }
        let cause = action.announcement.flatMap { tell($0, now: now, &step) }
        if let incident = action.incident { keep(incident, cause ?? causes.cause(of: incident.id), &step) }
    }

    /// Queues an announcement for every sink.
    mutating func enqueue(_ announcement: Announcement, now: Timestamp, _ step: inout Step) {
        let provider = plan.watched.first { $0.provider.name == announcement.incident.provider }?.provider
        let surroundings = AlertSurroundings(
            model: provider?.model ?? "", labels: provider?.labels ?? [], vantage: plan.vantage,
            externalURL: plan.externalURL)
        step.commit.notifications += outbox.enqueue(
            announcement, body: AlertContent.body(announcement, surroundings), at: now)
    }

    private mutating func configure(_ new: Plan, now: Timestamp, _ step: inout Step) {
        plan = new
        outbox.use(sinks: new.sinks)
        incidents.remindEvery = new.remindEvery
        commons.shedding.use(limit: new.lateLimit)
        commons.noticed = commons.network.configure(Self.members(of: new), window: Self.networkWindow(new))
        if !commons.noticed.isEmpty { noticeNetwork(now: now, &step) }
        var old = watches
        watches = []
        for watched in new.watched {
            var part = WatchStep(commons)
            if let index = old.firstIndex(where: { $0.provider.name == watched.provider.name }) {
                var watch = old.remove(at: index)
                watch.configure(watched, plan: new, now: now, &part)
                watches.append(watch)
            } else {
                watches.append(makeWatch(watched, now: now))
                if isDraining { watches[watches.count - 1].drain() }
                part.isChanged = true
            }
            finish(watches.count - 1, part, now: now, &step)
        }
        // What is in flight for a provider that is gone ends by itself, and nobody looks at it.
        for var watch in old {
            step.commit.spend += watch.spending.takeUnsaved()
            dormant.append(watch.state)
            spend = spend.filter { $0.provider != watch.provider.name } + watch.spending.rows
            for action in incidents.close(
                provider: watch.provider.name, why: "the provider is no longer configured", at: now)
            {
                take(action, now: now, &step)
            }
        }
    }

    /// The next moment at which `.tick` has something to do.
    package var nextWake: Timestamp {
        var wake = Timestamp.distantFuture
        for watch in watches {
            wake = min(wake, watch.nextWake)
            if let outage = watch.outageWake, incidents.isOpen(.outage, watch.provider.name) {
                wake = min(wake, outage)
            }
        }
        if let reminder = incidents.nextWake { wake = min(wake, reminder) }
        if let update = causes.nextWake { wake = min(wake, update) }
        if !isDraining, let delivery = outbox.nextWake { wake = min(wake, delivery) }
        return wake
    }

    /// Requests and deliveries under way.
    package var inFlight: Int { watches.reduce(0) { $0 + $1.calls.count } }

    /// Everything the daemon knows now, for people and machines.
    package func status(now: Timestamp, reload: ReloadStatus, troubles: [String]) -> Status {
        var status = Status(
            now: now, startedAt: startedAt, vantage: plan.vantage, interval: plan.interval, reload: reload)
        status.providers = watches.map { $0.status(now: now) }
        status.incidents = incidents.open.map(row)
        status.sinks = outbox.status
        status.unreachable = unreachable
        status.pace = PaceStatus(
            isShedding: commons.shedding.isShedding, lateness: commons.shedding.lateness,
            limit: commons.shedding.limit)
        status.troubles = troubles + ownTroubles
        status.alarmBudget = AlarmBudget(quality: plan.detector, providers: watches.count).status
        return status
    }
}
