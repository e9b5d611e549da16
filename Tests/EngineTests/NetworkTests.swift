import Core
import Engine
import Testing

private let hour = Trouble.hour
private let all = (0..<10).map { "p\($0)" }
private let seeds: [UInt64] = [11, 22, 33]
private let fewSeeds: [UInt64] = [44, 55]

/// All providers out of reach at once, or those behind one gateway: one incident, and nobody's outage.
@Suite struct NetworkTests {
    private func attempts(_ trouble: Trouble) -> Double {
        all.map { trouble.attemptsPerSample($0) }.reduce(0, +) / Double(all.count)
    }

    @Test(arguments: seeds) func `an hour without a network is one incident`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { _, _ in Behaviour(call: .disconnects, latency: .milliseconds(20)) }
        trouble.run()
        let fired = trouble.world.disk.incidents.values.filter { $0.firedAt != nil }
        #expect(fired.map(\.provider) == ["own network"], "seed \(seed)")
        let incident = try #require(fired.first)
        #expect(incident.kind == .blind && incident.state == .resolved)
        #expect(incident.facts["reason"]?.string == "own-network")
        #expect(incident.facts["providers"]?.array?.count == 10)
        #expect((incident.firedAt ?? .distantFuture) - trouble.from <= .seconds(240), "seed \(seed)")
        // Nobody's outage: no provider is accused, and health is what it was.
        #expect(trouble.status.providers.allSatisfy { $0.health.state == .up })
        #expect(!trouble.world.disk.incidents.values.contains { $0.isOpen })
        // Far fewer attempts than samples, and what was not measured says why.
        #expect(attempts(trouble) <= 0.2, "seed \(seed): \(attempts(trouble))")
        let within = trouble.world.disk.samples.values.filter {
            $0.dueAt > trouble.from + .seconds(300) && $0.dueAt < trouble.until - .seconds(60)
        }
        #expect(within.count > 700 && within.allSatisfy { $0.outcome == .ownNetwork && $0.score == nil })
        // Noticed by the next trial: half a minute, and the time until a sample is due.
        let noticed = all.compactMap { trouble.recovery($0) }.min() ?? .distant
        #expect(noticed <= .seconds(60), "seed \(seed): \(noticed.inSeconds)")
        #expect(trouble.longestDelay(all) <= .seconds(1))
        for name in all {
            let first = try #require(trouble.next(name, after: trouble.until + noticed))
            #expect(first.outcome.isScored, "seed \(seed), \(name): \(first.outcome)")
        }
    }

    @Test(arguments: fewSeeds) func `an hour in which every connection times out is the same`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { _, _ in
            Behaviour(call: .unreachable(.timeout(.connect)), latency: .seconds(10))
        }
        trouble.run()
        #expect(trouble.world.disk.incidents.values.filter { $0.firedAt != nil }.map(\.provider) == ["own network"])
        #expect(attempts(trouble) <= 0.3, "seed \(seed): \(attempts(trouble))")
    }

    @Test(arguments: fewSeeds) func `a network that was gone for a minute wakes nobody`(seed: UInt64) {
        var trouble = Trouble(seed: seed) { _, elapsed in
            elapsed < .seconds(60) ? Behaviour(call: .disconnects) : nil
        }
        trouble.run()
        #expect(!trouble.world.disk.incidents.values.contains { $0.firedAt != nil }, "seed \(seed)")
        #expect(!trouble.world.disk.incidents.values.contains { $0.isOpen }, "seed \(seed)")
    }

    @Test(arguments: fewSeeds) func `a gateway that four providers share is one incident`(seed: UInt64) throws {
        let behind = ["p0", "p1", "p2", "p3"]
        var trouble = Trouble(seed: seed, host: { $0 < 4 ? "gate.example:4000" : "p\($0).example" }) { name, _ in
            behind.contains(name) ? Behaviour(call: .disconnects) : nil
        }
        trouble.run()
        let fired = trouble.world.disk.incidents.values.filter { $0.firedAt != nil }
        #expect(fired.map(\.provider) == ["gateway gate.example:4000"], "seed \(seed)")
        #expect(fired.first?.facts["providers"]?.array?.compactMap(\.string) == behind)
        #expect(fired.first?.state == .resolved)
        for name in behind { #expect(trouble.attemptsPerSample(name) <= 1.1, "seed \(seed)") }
        #expect(trouble.longestDelay(all) <= .seconds(1))
        #expect(trouble.samples("p5").allSatisfy { $0.outcome.isScored })
    }

    @Test(arguments: fewSeeds) func `three providers that go down together are three outages while others answer`(
        seed: UInt64
    ) {
        let down = ["p0", "p1", "p2"]
        var trouble = Trouble(seed: seed) { name, _ in down.contains(name) ? Behaviour(call: .disconnects) : nil }
        trouble.run()
        #expect(trouble.fired(.outage).map(\.provider).sorted() == down, "seed \(seed)")
        #expect(trouble.fired(.blind).isEmpty, "seed \(seed)")
    }

    @Test func `one provider alone cannot be told from its network`() {
        var world = World(
            plan: Plans.plan([Plans.provider("a", host: "a.example")], interval: .seconds(300)), seed: 3
        ) { _, elapsed in
            Behaviour(call: elapsed > hour && elapsed < hour * 2 ? .disconnects : .answers)
        }
        world.run(for: hour * 4)
        let fired = world.disk.incidents.values.filter { $0.firedAt != nil }
        #expect(fired.map(\.kind) == [.outage])
    }

    @Test(arguments: fewSeeds) func `an outage of before stays one, and the network's loss beside it`(seed: UInt64) {
        // p0 is down from the first hour's middle on, the network goes later, and both come back.
        var trouble = Trouble(seed: seed) { name, elapsed in
            if elapsed >= .seconds(1_800), elapsed < .seconds(3_000) { return Behaviour(call: .disconnects) }
            return name == "p0" ? Behaviour(call: .disconnects) : nil
        }
        trouble.run()
        let firings = trouble.world.disk.transitions.filter { $0.event == .firing }.compactMap {
            trouble.world.disk.incidents[$0.incident].map { "\($0.kind.rawValue) \($0.provider)" }
        }
        #expect(firings.sorted() == ["blind own network", "outage p0"], "seed \(seed)")
    }

    @Test(arguments: fewSeeds) func `after crashes in the middle it is still one incident`(seed: UInt64) {
        var trouble = Trouble(seed: seed) { _, _ in Behaviour(call: .disconnects) }
        trouble.run() { $0.chance(0.02) }
        let firings = trouble.world.disk.transitions.filter { $0.event == .firing }
        #expect(firings.count == 1, "seed \(seed)")
        #expect(trouble.fired(.blind).map(\.provider) == ["own network"], "seed \(seed)")
        #expect(attempts(trouble) <= 1.1, "seed \(seed)")
        #expect(!trouble.world.disk.incidents.values.contains { $0.isOpen }, "seed \(seed)")
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], detectors: [[UInt8]], outcomes: [String: Int]) {
            var trouble = Trouble(seed: 7) { _, _ in Behaviour(call: .disconnects) }
            for _ in 0..<24 {
                trouble.world.run(for: Trouble.interval)
                if restarting { trouble.world.restart() }
            }
            let samples = trouble.world.disk.samples.values
            return (
                trouble.world.disk.incidents.values.sorted { $0.id < $1.id },
                all.map { trouble.world.disk.providers[$0]?.detector ?? [] },
                Dictionary(grouping: samples) { "\($0.provider) \($0.outcome)" }.mapValues(\.count)
            )
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.incidents == restarted.incidents)
        #expect(plain.detectors == restarted.detectors)
        #expect(plain.outcomes == restarted.outcomes)
        #expect(plain.incidents.count { $0.firedAt != nil } == 1)
    }
}

extension Duration {
    /// Longer than anything.
    fileprivate static let distant = Duration.seconds(1_000_000)
}
