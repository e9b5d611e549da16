import Core
import Engine
import Testing

/// Ten providers of which one or all are in trouble for an hour, and what has to hold all the same.
struct Trouble {
    static let hour = Duration.seconds(3_600)
    static let interval = Duration.seconds(300)
    static let probes = 8
    /// When the hour of trouble begins, from the start.
    static let begins = Duration.seconds(1_200)

    var world: World

    /// Ten providers, each at a host of its own unless `host` says otherwise; `behaviour` is that of the hour.
    init(
        seed: UInt64, host: (Int) -> String = { "p\($0).example" }, probes: Int = Trouble.probes,
        behaviour: @escaping (String, Duration) -> Behaviour?
    ) {
        let providers = (0..<10).map { Plans.provider("p\($0)", host: host($0)) }
        world = World(
            plan: Plans.plan(providers, probes: Plans.probes(probes), interval: Self.interval), seed: seed
        ) { name, elapsed in
            guard elapsed >= Self.begins, elapsed < Self.begins + Self.hour else { return Behaviour() }
            return behaviour(name, elapsed - Self.begins) ?? Behaviour()
        }
    }

    /// What comes before, the hour itself, and what follows. Gives the moment until which the first provider's breaker
    /// is open when the hour ends.
    @discardableResult mutating func run(
        after: Duration = .seconds(2_400), crash: (inout SeededRandom) -> Bool = { _ in false }
    ) -> Timestamp? {
        world.run(for: Self.begins, crash: crash)
        world.run(for: Self.hour, crash: crash)
        let openUntil = status.providers[0].calling.breakerOpenUntil
        world.run(for: after, crash: crash)
        return openUntil
    }

    var from: Timestamp { world.start + Self.begins }
    var until: Timestamp { from + Self.hour }

    /// Requests for each sample that was due within the hour of trouble.
    func attemptsPerSample(_ provider: String) -> Double {
        let due = samples(provider).filter { $0.dueAt >= from && $0.dueAt < until }
        return Double(due.reduce(0) { $0 + $1.attempts }) / Double(due.count)
    }

    func samples(_ provider: String) -> [Sample] {
        world.disk.samples.values.filter { $0.provider == provider }.sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
    }

    /// The longest time from the moment that a sample was due to its first request.
    func longestDelay(_ providers: [String]) -> Duration {
        world.disk.samples.values.filter { providers.contains($0.provider) }.compactMap { sample in
            world.disk.traces[sample.id]?.attempts.first.map { $0.startedAt - sample.dueAt }
        }.max() ?? .zero
    }

    /// How long after the trouble's end the provider's first answer came.
    func recovery(_ provider: String) -> Duration? {
        samples(provider).first { $0.finishedAt >= until && $0.outcome.isScored }.map { $0.finishedAt - until }
    }

    /// The first sample that was due after a moment.
    func next(_ provider: String, after moment: Timestamp) -> Sample? {
        samples(provider).first { $0.dueAt >= moment }
    }

    func fired(_ kind: Incident.Kind) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == kind && $0.firedAt != nil }
    }

    var status: Status {
        world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: [])
    }
}
