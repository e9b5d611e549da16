internal import Core
internal import Detection
internal import Dialects
internal import Probing

/// Everything about one provider that is being watched: its machines, its rounds, its calls. A value, moved by the engine.
struct ProviderWatch: Sendable {
    // What people configured.
    var provider: Provider
    var probes: [String: Probe]
    var plan: Plan
    let rootSeed: UInt64

    // The machines; each has its own file in Probing or Detection.
    var schedule: Schedule
    var rotation: Rotation
    var lane: Lane
    let retries: RetryPolicy
    var retryBudget = RetryBudget()
    var breaker: Breaker
    var pacing: Pacing
    var concurrency: AdaptiveConcurrency
    var spending: Spending
    var health: Health
    var detector: Detector
    var staleness: StaleWatch
    var agreement: AgreementWatch
    var model: ModelWatch
    var confirming: ConfirmationMeans
    var behaviour: BehaviourWatch

    // Rounds.
    /// Begun and not closed, oldest first.
    var rounds: [RoundInProgress] = []
    /// The last round that was begun.
    var begun: Round?
    var closedThrough: Round?
    /// What is still to be offered, in order of time.
    var agenda: [Due] = []
    /// Of the rounds that are not closed: whether they ask only some of the probes. Rounds that are not here ask all.
    var breadths = RoundBreadths()
    /// What is still to be offered of the round's sentinels, in order of time.
    var sentinels: [Due] = []
    /// The slot that was stepped last; nil before the first, and where its probes are asked no longer.
    var closedSlot: ClosedSlot?
    /// Extra calls of that slot.
    var burst: BurstInProgress?

    // Calls.
    /// Samples that hold or wait for a place, by probe: a probe is asked once at a time.
    var offered: [String: Due] = [:]
    var calls: [CallID: Asking] = [:]
    /// Samples that wait for their second attempt, or with the next request of their conversation for the provider's
    /// limits.
    var waiting: [Asking] = []
    /// Samples that hold a place and wait with their first request for the provider's limits.
    var paced: [(due: Due, until: Timestamp)] = []
    /// Health and breaker as they were when calls began to get no connection; nil while they do.
    var beforeSilence: BeforeSilence?
    var lastCall = 0
    var isDraining = false

    // What is remembered for people.
    var memory: Memory
    var counters = SampleCounters()

    /// A provider never seen before, or with its state from before a restart.
    init(
        _ watched: Plan.Watched, plan: Plan, rootSeed: UInt64, state: ProviderState?, spend: [Spend], now: Timestamp
    ) throws(DetectorStateError) {
        provider = watched.provider
        probes = Dictionary(uniqueKeysWithValues: watched.probes.map { ($0.key, $0) })
        self.plan = plan
        self.rootSeed = rootSeed
        let name = watched.provider.name
        let machines = state?.machines ?? .null
        lastCall = Int(now.microseconds)
        schedule = Schedule(interval: plan.interval, rootSeed: rootSeed)
        rotation = Rotation(interval: plan.interval, rootSeed: rootSeed)
        breadths = RoundBreadths(json: machines["breadths"] ?? .null)
        concurrency = AdaptiveConcurrency(json: machines["concurrency"] ?? .null, ceiling: provider.concurrency)
        pacing = Pacing(json: machines["pacing"] ?? .null)
        lane = Lane(concurrency: concurrency.places, capacity: Self.laneCapacity(probes.count))
        retries = RetryPolicy(rootSeed: rootSeed)
        retryBudget = machines["retry_budget"].flatMap(RetryBudget.init(json:)) ?? RetryBudget()
        breaker =
            machines["breaker"].flatMap { Breaker(json: $0, provider: name, rootSeed: rootSeed) }
            ?? Breaker(provider: name, rootSeed: rootSeed)
        spending = Spending(
            provider: name, budget: provider.budget, prices: provider.prices,
            restored: spend.filter { $0.provider == name }, now: now)
        health = machines["health"].flatMap(Health.init(json:)) ?? Health(since: now)
        beforeSilence = machines["before_silence"].flatMap {
            BeforeSilence(json: $0, provider: name, rootSeed: rootSeed)
        }
        memory = Memory(json: machines["memory"] ?? .null)
        memory.forgetAll(but: probes)
        closedThrough = state?.closedThrough
        staleness = StaleWatch(json: machines["staleness"] ?? .null, probes: probes.count, settings: plan.detector)
        agreement = AgreementWatch(json: machines["agreement"] ?? .null, settings: plan.detector)
        model = ModelWatch(json: machines["model"] ?? .null, provider: provider, settings: plan.detector)
        confirming = ConfirmationMeans(json: machines["confirming"] ?? .null)
        behaviour = BehaviourWatch(json: machines["behaviour"] ?? .null, settings: plan.detector)
        behaviour.keep(probes)
        for key in staleness.machine.known where probes[key] == nil { staleness.machine.forget(key) }
        let asked = watched.provider.model
        let watchedProbes = watched.probes.filter { !$0.isCopy }.map { WatchedProbe($0, model: asked) }
        if let state, !state.detector.isEmpty {
            detector = try Detector(encoded: state.detector, settings: plan.detector)
            _ = detector.reconcile(probes: watchedProbes)
        } else {
            detector = Detector(probes: watchedProbes, settings: plan.detector)
        }
        let declared = probes
        closedSlot = machines["slot"].flatMap { ClosedSlot(json: $0, provider: name) }
        burst = machines["burst"].flatMap { BurstInProgress(json: $0, provider: name, probes: declared) }
        burst?.plan(schedule, provider: name)
    }

    /// Samples of a provider with so many probes that may hold or wait for a place.
    static func laneCapacity(_ probes: Int) -> Int { max(probes * 2, 1) + SentinelWatch.mostCalls }

    /// Probes in the order of their keys.
    var orderedProbes: [Probe] { probes.keys.sorted().compactMap { probes[$0] } }

    /// What is stored of the provider, in the transaction that moved it.
    var state: ProviderState {
        ProviderState(
            provider: provider.name, closedThrough: closedThrough, detector: detector.encoded(),
            machines: .compact([
                ("breaker", breaker.json), ("health", health.json), ("retry_budget", retryBudget.json),
                ("pacing", pacing.json), ("concurrency", concurrency.json), ("before_silence", beforeSilence?.json),
                ("memory", memory.json), ("staleness", staleness.json),
                ("agreement", agreement.json), ("model", model.json), ("behaviour", behaviour.json),
                ("breadths", breadths.json), ("burst", burst?.json),
                ("slot", closedSlot?.json), ("confirming", confirming.json),
            ]))
    }

    /// The next moment at which something is due without an event from outside.
    var nextWake: Timestamp {
        var wake = Timestamp.distantFuture
        if !isDraining {
            if let due = agenda.first { wake = min(wake, due.at) }
            if let due = sentinels.first { wake = min(wake, due.at) }
            if let due = burst?.due.first { wake = min(wake, due.at) }
            if let retry = waiting.map(\.retryAt).min() { wake = min(wake, retry) }
            if let room = paced.map(\.until).min() { wake = min(wake, room) }
            // Before the first round: at once, or when the round that was closed before a restart is over.
            wake = min(wake, (begun ?? closedThrough).map { $0.start + plan.interval } ?? .distantPast)
            if let open = rounds.first { wake = min(wake, open.deadline) }
        }
        return wake
    }
}
