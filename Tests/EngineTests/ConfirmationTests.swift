import Alerting
import Core
import Detection
import Engine
import Testing

private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)
/// When the model changes, in mid-round.
private let change = day + .seconds(200)

/// A provider with 12 probes that shows another model from a moment on, and answers as well or worse.
private func world(
    _ sampling: SamplingPolicy, seed: UInt64, to skill: Double = 0.95, budget: DailyBudget = DailyBudget(),
    shown: @escaping (Duration) -> String = { $0 > change ? "sim-2" : "sim-1" }
) -> World {
    let plan = Plans.plan([Plans.provider("a", budget: budget)], sampling: sampling)
    return World(plan: plan, seed: seed) { _, elapsed in
        Behaviour(skill: elapsed > change ? skill : 0.95, shownModel: shown(elapsed))
    }
}

extension World {
    /// Extra calls of bursts.
    fileprivate var burst: [Sample] {
        disk.samples.values.filter { ExtraCall.read(key: $0.probe)?.call.reason == .changedModel }
    }
    fileprivate var changed: [Incident] { disk.incidents.values.filter { $0.kind == .modelChanged } }
    /// When the incident of the model did something first.
    fileprivate func first(_ event: Transition.Event) -> Timestamp? {
        let ids = Set(changed.map(\.id))
        return disk.transitions.first { $0.event == event && ids.contains($0.incident) }?.at
    }
}

@Suite struct ConfirmationTests {
    @Test(arguments: SamplingPolicy.allCases, [501, 503] as [UInt64])
    func `a burst begins at once, and says within minutes that quality followed`(
        sampling: SamplingPolicy, seed: UInt64
    ) throws {
        var world = world(sampling, seed: seed, to: 0.5)
        world.run(for: change + hour)
        let (fired, followed) = (world.first(.firing), world.first(.escalation))
        let confirmed = try #require(fired)
        let told = try #require(followed, "seed \(seed), \(sampling)")
        let sent = world.burst.map(\.dueAt).sorted()
        let first = try #require(sent.first, "seed \(seed), \(sampling)")
        #expect(first - confirmed < .seconds(120), "seed \(seed), \(sampling): \(first - confirmed)")
        #expect(told - (world.start + change) < .seconds(1_200), "seed \(seed), \(sampling): \(told - confirmed)")
        // Frugal: no more than it needed.
        #expect(sent.count >= 24 && sent.count <= 48, "seed \(seed), \(sampling): \(sent.count)")
        let summary = world.changed.first?.summary ?? ""
        #expect(summary.contains("quality followed: −"), "seed \(seed): \(summary)")
    }

    @Test(arguments: [(.full, 511), (.adaptive, 512)] as [(SamplingPolicy, UInt64)])
    func `without a fall it says sooner that quality held, and what would have been seen`(
        sampling: SamplingPolicy, seed: UInt64
    ) throws {
        var world = world(sampling, seed: seed)
        world.run(for: change + hour * 8)
        let (fired, ended) = (world.first(.firing), world.first(.resolved))
        let confirmed = try #require(fired)
        let told = try #require(ended, "seed \(seed), \(sampling)")
        #expect(world.burst.count == 48, "seed \(seed), \(sampling): \(world.burst.count)")
        let facts = world.changed.first.flatMap { ModelFacts(json: $0.facts) }
        let confirmation = try #require(facts?.confirmation)
        #expect(confirmation.state == .held && confirmation.visible ?? 1 <= 0.1, "seed \(seed), \(sampling)")
        // The four waves stand for four rounds; the rest is what a baseline of a day does not know.
        #expect(confirmation.answers >= 48 + 11 * confirmation.rounds && confirmation.rounds <= 28)
        #expect(told - confirmed < hour * 7, "seed \(seed), \(sampling): \(told - confirmed)")
        #expect(!world.disk.incidents.values.contains { $0.kind == .qualityDegraded && $0.firedAt != nil })
    }

    @Test func `its calls are spread, belong to their slot, and are never learnt or counted for a mean`() throws {
        var world = world(.full, seed: 521)
        world.run(for: change + hour * 3)
        let burst = world.burst
        for wave in Dictionary(grouping: burst, by: { "\($0.round) \(ExtraCall.read(key: $0.probe)?.call.wave ?? 0)" })
        {
            let times = wave.value.map(\.dueAt).sorted()
            #expect(wave.value.count == 12 && times[11] - times[0] > .seconds(60), "\(wave.key)")
        }
        let closed = Dictionary(world.disk.rounds.map { ($0.round, $0.closedAt) }) { first, _ in first }
        for sample in burst {
            let next = closed[Round(start: sample.round.start + .seconds(900))] ?? .distantPast
            #expect(sample.finishedAt > closed[sample.round] ?? .distantFuture && sample.finishedAt < next)
        }
        let regular = world.disk.samples.values.filter { ExtraCall.read(key: $0.probe) == nil && $0.score != nil }
        let calls = Dictionary(grouping: regular, by: \.probe).mapValues(\.count)
        let state = try #require(world.disk.providers["a"])
        for baseline in try Detector(encoded: state.detector, settings: world.plan.detector).baselines() {
            let key = String(baseline.probe.key.prefix { $0 != "@" })
            #expect(baseline.calls >= 23 && baseline.calls <= calls[key] ?? 0, "\(key)")
        }
        let means = Dictionary(grouping: regular, by: \.round).mapValues { samples in
            samples.compactMap(\.score).reduce(0, +) / Double(samples.count)
        }
        #expect(world.disk.rounds.allSatisfy { abs(($0.meanScore ?? 0) - (means[$0.round] ?? 0)) < 1e-9 })
    }

    @Test(arguments: SamplingPolicy.allCases)
    func `a model that changes every few hours gets one burst a day`(sampling: SamplingPolicy) {
        var world = world(sampling, seed: 531) { elapsed in
            let hours = elapsed.components.seconds / 3_600
            // Back and forth at first, then another one every five hours.
            if hours < 34 { return hours > 24 && hours % 2 == 1 ? "sim-2" : "sim-1" }
            return "sim-\(hours / 5)"
        }
        world.run(for: day * 2.5)
        #expect(world.changed.count { $0.firedAt != nil } >= 5, "\(world.changed.count)")
        let days = Dictionary(grouping: world.burst) { ($0.dueAt - world.start).components.seconds / 86_400 }
        #expect(!days.isEmpty && days.values.allSatisfy { $0.count <= 48 }, "\(days.mapValues(\.count))")
    }

    @Test(arguments: [(.full, 541), (.adaptive, 542)] as [(SamplingPolicy, UInt64)])
    func `restarts in the midst of a burst change nothing`(sampling: SamplingPolicy, seed: UInt64) throws {
        func run(restarting: Bool) throws -> (rounds: [String], burst: [String], facts: ModelFacts?) {
            var world = world(sampling, seed: seed, to: seed == 541 ? 0.8 : 0.95)
            world.run(for: change)
            for _ in 0..<60 {
                world.run(for: .seconds(120))
                if restarting { world.restart() }
            }
            let rounds = world.disk.rounds.map { "\($0.round) \($0.scored) \($0.meanScore ?? 0)" }
            let burst = world.burst.map { "\($0.round) \($0.probe) \($0.score ?? -1)" }.sorted()
            return (rounds, burst, world.changed.first.flatMap { ModelFacts(json: $0.facts) })
        }
        let (plain, restarted) = (try run(restarting: false), try run(restarting: true))
        #expect(!plain.burst.isEmpty && plain.burst == restarted.burst, "seed \(seed), \(sampling)")
        #expect(plain.rounds == restarted.rounds, "seed \(seed), \(sampling)")
        let (one, other) = (plain.facts?.confirmation, restarted.facts?.confirmation)
        #expect(one != nil && one == other, "seed \(seed), \(sampling)")
    }

    @Test func `it leaves the rounds of the day their budget, and stops with the daemon and the provider`() {
        let requests = 96 * 12 + 20
        var limited = world(.full, seed: 551, budget: DailyBudget(requests: requests))
        limited.run(for: change + day * 0.75)
        let regular = limited.disk.samples.values.filter { ExtraCall.read(key: $0.probe) == nil }
        #expect(regular.allSatisfy { $0.outcome != .budgetExhausted })
        #expect(limited.disk.spend.values.allSatisfy { $0.requests <= requests })
        #expect(limited.burst.contains { $0.outcome == .budgetExhausted } && limited.burst.contains { $0.score != nil })

        var draining = world(.full, seed: 552)
        while draining.burst.isEmpty, draining.now < draining.start + change + hour { draining.run(for: .seconds(20)) }
        draining.happen(.drain)
        let sent = draining.sent.count
        draining.run(for: hour)
        #expect(draining.sent.count == sent && draining.burst.count < 12)

        var failing = world(.full, seed: 553)
        let healthy = failing.behaviour
        failing.behaviour = { name, elapsed in
            var behaviour = healthy(name, elapsed)
            if elapsed > change + .seconds(240) { behaviour.call = .fails(503) }
            return behaviour
        }
        failing.run(for: change + hour * 3)
        let late = failing.burst.filter { $0.attempts > 0 && $0.finishedAt > failing.start + change + .seconds(900) }
        #expect(late.isEmpty && failing.burst.count <= 24)
    }

    @Test(arguments: [(.full, 561), (.adaptive, 562)] as [(SamplingPolicy, UInt64)])
    func `a backtest adds the waves of a burst to their slots as the daemon did`(
        sampling: SamplingPolicy, seed: UInt64
    ) {
        var world = world(sampling, seed: seed, to: 0.6)
        world.run(for: day + hour * 12)
        #expect(!world.burst.isEmpty)
        world.expectSame("a", incidents: 1)
        world.expectSame("a", incidents: 1, page: 1)
    }
}
