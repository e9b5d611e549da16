import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// One provider with 12 probes in four categories, whose skill is another one for a while.
private func world(
    _ sampling: SamplingPolicy, seed: UInt64, falls: ClosedRange<Duration> = day * 300...day * 301,
    to skill: Double = 0.85, budget: DailyBudget = DailyBudget()
) -> World {
    let plan = Plans.plan([Plans.provider("a", budget: budget)], sampling: sampling)
    return World(plan: plan, seed: seed) { _, elapsed in Behaviour(skill: falls.contains(elapsed) ? skill : 0.95) }
}

extension World {
    /// Samples of the rounds.
    fileprivate var regular: [Sample] { disk.samples.values.filter { ExtraCall.read(key: $0.probe) == nil } }
    /// Samples that were asked beside them.
    fileprivate var extras: [Sample] { disk.samples.values.filter { ExtraCall.read(key: $0.probe) != nil } }

    fileprivate func detector(_ provider: String = "a") throws -> Detector {
        try Detector(encoded: try #require(disk.providers[provider]).detector, settings: plan.detector)
    }

    /// The first page for quality.
    fileprivate var paged: Timestamp? {
        disk.incidents.values.filter { $0.kind == .qualityDegraded }.compactMap(\.firedAt).min()
    }
}

@Suite struct SamplingTests {
    @Test func `quiet rounds ask about a third of the probes, each category, and none oftener than another`() {
        var world = world(.adaptive, seed: 301)
        world.run(for: day * 3)
        let begins = world.start + hour * 8
        let rounds = world.disk.rounds.filter { $0.round.start >= begins }
        let calls = world.disk.samples.values.reduce(0) { $0 + ($1.round.start >= begins ? $1.attempts : 0) }
        let perRound = Double(calls) / Double(rounds.count)
        #expect(perRound <= 12 * 13 / 24 && perRound >= 4, "seed 301: \(perRound) calls a round")
        let light = rounds.filter { $0.probes != nil }
        #expect(light.count > rounds.count / 2 && light.allSatisfy { $0.scheduled == 4 && $0.probes == 12 })
        let seen = Dictionary(grouping: world.regular, by: \.round)
        for round in light {
            let categories = (seen[round.round] ?? []).map(\.category)
            #expect(Set(categories).count == 4, "seed 301, \(round.round)")
        }
        // What was not asked is not missing.
        #expect(rounds.allSatisfy { $0.scored == $0.scheduled && $0.level != "blind" }, "seed 301")
        #expect(world.disk.incidents.isEmpty, "seed 301")
    }

    @Test(arguments: [(0.85, 2.0), (0.75, 1.0)])
    func `a fall is found about as soon as with every probe in every round`(skill: Double, roundsLater: Double) throws {
        var delays = [Duration.zero, .zero]
        let seeds = (401...402 as ClosedRange<UInt64>)
        for seed in seeds {
            for (index, sampling) in SamplingPolicy.allCases.enumerated() {
                // Once the first blocks are learnt: a baseline of some tens of rounds sees 10 points late, or never.
                var world = world(sampling, seed: seed, falls: hour * 60...day * 30, to: skill)
                for _ in 0..<120 where world.paged == nil { world.run(for: hour) }
                let paged = world.paged
                let delay = try #require(paged, "seed \(seed), \(sampling)") - (world.start + hour * 60)
                #expect(delay > .zero, "seed \(seed), \(sampling)")
                delays[index] += delay
            }
        }
        let limit = delays[0] + .seconds(900 * roundsLater) * seeds.count
        #expect(delays[1] <= limit, "seeds \(seeds), to \(skill): \(delays[1]) after \(delays[0])")
    }

    @Test func `extra calls belong to their slot, are spread over it and never learnt`() throws {
        // A dip of some hours: extra calls, and no alert that would end the learning.
        var world = world(.adaptive, seed: 311, falls: hour * 12...hour * 13, to: 0.7)
        world.run(for: day * 3)
        let (regular, extras) = (world.regular, world.extras)
        #expect(extras.count >= 12 && world.paged == nil, "seed 311: \(extras.count)")
        let closed = Dictionary(world.disk.rounds.map { ($0.round, $0.closedAt) }) { first, _ in first }
        for sample in extras {
            let extra = try #require(ExtraCall.read(key: sample.probe)).call
            #expect((1...8).contains(extra.wave) && (1...8).contains(extra.number))
            let end = try #require(closed[sample.round])
            let next = try #require(closed[Round(start: sample.round.start + .seconds(900))])
            #expect(sample.finishedAt > end && sample.finishedAt < next, "seed 311, \(sample.probe)")
        }
        let waves = Dictionary(grouping: extras) { "\($0.round) \(ExtraCall.read(key: $0.probe)?.call.wave ?? 0)" }
        for wave in waves.values {
            let times = wave.map(\.dueAt).sorted()
            #expect(Set(times).count == times.count && times[times.count - 1] - times[0] > .seconds(60), "seed 311")
        }
        // Fresh questions: no two calls of a probe ask the same.
        #expect(Set(world.sent.map { $0.question.rendered.seed }).count == world.sent.count)
        let calls = Dictionary(grouping: regular.filter { $0.score != nil }, by: \.probe).mapValues(\.count)
        for baseline in try world.detector().baselines() {
            let key = String(baseline.probe.key.prefix { $0 != "@" })
            #expect(baseline.calls > 24 && baseline.calls <= calls[key] ?? 0, "seed 311, \(key)")
        }
        // The mean of a round is that of its own samples.
        let means = Dictionary(grouping: regular, by: \.round).mapValues { samples in
            samples.compactMap(\.score).reduce(0, +) / Double(samples.count)
        }
        #expect(world.disk.rounds.allSatisfy { abs(($0.meanScore ?? 0) - (means[$0.round] ?? 0)) < 1e-9 })
    }

    @Test func `extra calls leave the rounds of the day their budget, and exceed no limit`() {
        // Enough for every probe in every round, and a little more.
        let requests = 96 * 12 + 100
        for budget in [DailyBudget(requests: requests), DailyBudget(tokens: requests * 23)] {
            var world = world(.adaptive, seed: 321, falls: hour * 10...day * 30, to: 0.82, budget: budget)
            world.run(for: hour * 40)
            #expect(!world.extras.isEmpty, "seed 321")
            for spend in world.disk.spend.values {
                #expect(spend.requests <= budget.requests ?? .max && spend.tokens <= budget.tokens ?? .max, "seed 321")
            }
            #expect(world.regular.allSatisfy { $0.outcome != .budgetExhausted }, "seed 321")
            #expect(!world.disk.incidents.values.contains { $0.kind == .blind }, "seed 321")
        }
    }

    @Test func `a provider that is down gets no extra calls`() {
        var world = world(.adaptive, seed: 331)
        let falls = world.start + hour * 10
        world.model = { _, now in
            Behaviour(call: now >= falls + hour ? .fails(503) : .answers, skill: now >= falls ? 0.7 : 0.95)
        }
        world.run(for: hour * 14)
        #expect(!world.extras.isEmpty, "seed 331")
        let late = world.extras.filter { $0.finishedAt > falls + hour * 1.5 && $0.attempts > 0 }
        #expect(late.isEmpty, "seed 331: \(late.count)")
    }

    @Test(arguments: [341, 342] as [UInt64])
    func `restarts in the midst of a wave change nothing`(seed: UInt64) throws {
        func run(restarting: Bool) throws -> (detector: Detector, rounds: [String], extras: Int) {
            var world = world(.adaptive, seed: seed, falls: hour * 10...hour * 13, to: 0.8)
            world.run(for: hour * 10)
            for _ in 0..<(3 * 24) {
                world.run(for: .seconds(300))
                if restarting { world.restart() }
            }
            let rounds = world.disk.rounds.map {
                "\($0.round) \($0.scheduled) \($0.scored) \($0.meanScore ?? 0) \($0.logEvidence ?? 0)"
            }
            return (try world.detector(), rounds, world.extras.count)
        }
        let (plain, restarted) = (try run(restarting: false), try run(restarting: true))
        #expect(plain.extras > 0, "seed \(seed)")
        #expect(plain.rounds == restarted.rounds, "seed \(seed)")
        #expect(plain.detector == restarted.detector, "seed \(seed)")
    }

    @Test func `equivalent providers are asked the same in quiet rounds`() {
        var providers = [Plans.provider("a"), Plans.provider("b")]
        for index in providers.indices { providers[index].equivalent = ["pool"] }
        var world = World(plan: Plans.plan(providers, sampling: .adaptive), seed: 351) { _, _ in
            Behaviour(skill: 0.97)
        }
        world.run(for: hour * 20)
        let asked = Dictionary(grouping: world.regular) { "\($0.provider) \($0.round)" }.mapValues {
            Set($0.map(\.probe))
        }
        let light = Dictionary(grouping: world.disk.rounds.filter { $0.probes != nil }, by: \.round)
        let both = light.filter { $0.value.count == 2 }.keys
        #expect(both.count > 20 && both.allSatisfy { asked["a \($0)"] == asked["b \($0)"] }, "seed 351")
    }
}

@Suite struct SampledBacktestTests {
    @Test(arguments: [11, 12, 13] as [UInt64])
    func `with the daemon's settings it finds the daemon's incidents, extra calls included`(seed: UInt64) {
        var world = world(.adaptive, seed: seed, falls: hour * 12...hour * 30, to: seed == 12 ? 0.5 : 0.75)
        world.run(for: hour * 44)
        #expect(!world.extras.isEmpty, "seed \(seed)")
        world.expectSame("a", incidents: 1)
        world.expectSame("a", incidents: 1, knowsRounds: false)
        for page in [1, 333] { world.expectSame("a", incidents: 1, page: page) }
    }

    @Test(arguments: [23, 29] as [UInt64])
    func `crashes and restarts in the middle of a round or a wave change nothing`(seed: UInt64) {
        var world = world(.adaptive, seed: seed, falls: hour * 12...hour * 30, to: 0.5)
        world.run(for: hour * 44) { $0.chance(0.02) }
        world.expectSame("a", incidents: 1)
    }

    @Test func `probes that are edited, added and removed are followed`() {
        var world = world(.adaptive, seed: 41, falls: hour * 20...hour * 30, to: 0.6)
        world.run(for: hour * 10 + .seconds(890))
        var plan = world.plan
        plan.watched[0].probes = Array(Plans.probes(15).dropFirst(2))
        world.happen(.configured(plan))
        world.plan = plan
        world.run(for: hour * 32)
        world.expectSame("a", incidents: 1)
    }
}
