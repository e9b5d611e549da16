import Core
import Engine
import Testing

private let hour = Duration.seconds(3_600)

/// What the daemon does when it is itself too slow, and when a provider's limits are tight.
@Suite struct PaceTests {
    private func status(_ world: World) -> Status {
        world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: [])
    }

    @Test(arguments: [3, 5] as [UInt64])
    func `a daemon that cannot keep up lets samples go and says so, and catches up when it can`(seed: UInt64) throws {
        let providers = (0..<10).map { Plans.provider("p\($0)", host: "p\($0).example") }
        var world = World(
            plan: Plans.plan(providers, probes: Plans.probes(12), interval: .seconds(300)), seed: seed
        ) { _, _ in Behaviour() }
        // The store takes 45 s for each commit.
        world.busy = { $0 > hour / 2 && $0 < hour ? .seconds(45) : .zero }
        world.run(for: hour / 2)
        #expect(!status(world).pace.isShedding)
        world.run(for: hour / 2)
        let behind = status(world)
        #expect(behind.pace.isShedding)
        #expect(behind.troubles.contains { $0.contains("does not keep up") })
        let shed = world.disk.samples.values.filter { $0.outcome == .shed }
        #expect(shed.count > 100, "seed \(seed): \(shed.count)")
        #expect(shed.allSatisfy { $0.score == nil && $0.attempts == 0 && $0.note.hasPrefix("plummet itself is ") })
        // Nothing piles up, and nothing that is too late is sent.
        let lateness =
            world.disk.samples.values.compactMap { sample -> Duration? in
                guard sample.dueAt > world.start + hour * 3 / 4 else { return nil }
                return world.disk.traces[sample.id]?.attempts.first.map { $0.startedAt - sample.dueAt }
            }.max() ?? .zero
        #expect(lateness <= .seconds(30), "seed \(seed): \(lateness.inSeconds)")
        world.run(for: hour / 2)
        #expect(!status(world).pace.isShedding)
        #expect(status(world).troubles.isEmpty)
        let late = world.disk.samples.values.filter { $0.dueAt > world.start + hour * 5 / 4 }
        #expect(!late.isEmpty && late.allSatisfy { $0.outcome.isScored }, "seed \(seed)")
    }

    @Test func `a single stall lets nothing go`() {
        var world = World(plan: Plans.plan([Plans.provider("a")], interval: .seconds(300)), seed: 3) { _, _ in
            Behaviour()
        }
        var stalls = 1
        world.busy = { elapsed in
            guard elapsed > hour / 2, stalls > 0 else { return .zero }
            stalls -= 1
            return .seconds(100)
        }
        world.run(for: hour)
        #expect(stalls == 0 && !world.disk.samples.values.contains { $0.outcome == .shed })
    }

    @Test(arguments: [7, 8] as [UInt64])
    func `a guest keeps away from a quota that its owner uses up`(seed: UInt64) throws {
        // 30 requests a minute, of which the owner's own traffic takes 29 out of 30: whoever takes more gets a 429.
        var (level, last) = (30.0, Duration.zero)
        var refused = 0
        var world = World(
            plan: Plans.plan(
                [Plans.provider("a", host: "a.example")], probes: Plans.probes(24), interval: .seconds(300)),
            seed: seed
        ) { _, elapsed in
            level = min(level + 0.5 * (elapsed - last).inSeconds, 30)
            last = elapsed
            let owners = elapsed < hour ? 0 : Double(Int(elapsed.inSeconds) % 90 < 60 ? 28 : 0)
            level = min(level, max(30 - owners, 0))
            let left = max(Int(level), 0)
            let headers = [
                Header("x-ratelimit-limit-requests", "30"), Header("x-ratelimit-remaining-requests", "\(left)"),
                Header("x-ratelimit-reset-requests", "\((30 - left) * 2)s"),
            ]
            guard level >= 1 else {
                refused += 1
                return Behaviour(call: .fails(429), headers: headers)
            }
            level -= 1
            return Behaviour(headers: headers)
        }
        world.run(for: hour)
        let quiet = world.requests["a"] ?? 0
        #expect(world.disk.samples.values.allSatisfy { $0.outcome.isScored })
        world.run(for: hour)
        #expect(quiet >= 24 * 11)
        #expect(refused <= 2, "seed \(seed): \(refused) of \(world.requests["a"] ?? 0) were refused")
        #expect((world.requests["a"] ?? 0) - quiet >= 100, "seed \(seed): it is measured all the same")
        #expect(status(world).providers[0].calling.limits.map(\.kind) == [.requests])
    }

    @Test func `every request ends within what is left of its sample's time`() {
        let slow = Plans.plan(
            [Plans.provider("a", host: "a.example", concurrency: 2)], probes: Plans.probes(12), interval: .seconds(40))
        var world = World(plan: slow, seed: 3) { _, elapsed in
            Behaviour(call: elapsed > hour / 2 ? .hangs : .answers, latency: .seconds(14))
        }
        world.run(for: hour)
        var cut = 0
        for call in world.sent where call.limits.total < .seconds(30) {
            #expect(call.limits.total > .zero)
            cut += 1
        }
        #expect(cut > 0)
        let closedAt = Dictionary(uniqueKeysWithValues: world.disk.rounds.map { ($0.round, $0.closedAt) })
        for sample in world.disk.samples.values where sample.attempts > 0 {
            #expect(sample.finishedAt <= closedAt[sample.round] ?? .distantFuture)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `half of all samples are taken over a connection of their own, and each probe alternates`(seed: UInt64) {
        var world = World(plan: Plans.plan([Plans.provider("a"), Plans.provider("b")]), seed: seed) { _, _ in
            Behaviour(address: "10.0.0.1:443")
        }
        world.run(for: hour * 5)
        let samples = world.disk.samples.values.filter { $0.attempts > 0 }.sorted { $0.round < $1.round }
        let fresh = samples.count { $0.connection == .fresh }
        #expect(abs(Double(fresh) / Double(samples.count) - 0.5) < 0.05, "seed \(seed)")
        for (_, series) in Dictionary(grouping: samples, by: { "\($0.provider) \($0.probe)" }) {
            let kinds = series.map(\.connection)
            #expect(zip(kinds, kinds.dropFirst()).allSatisfy { $0 != $1 }, "seed \(seed)")
        }
        // Within a round both kinds are used, not all probes the same.
        for (_, round) in Dictionary(grouping: samples, by: { "\($0.provider) \($0.round.start)" }) {
            #expect(Set(round.map(\.connection)).count == 2 || round.count < 6, "seed \(seed)")
        }
    }
}

/// A fault that sticks to one way of reaching a provider is told as such.
@Suite struct PoolTests {
    private func world(_ seed: UInt64, bad: @escaping (Call) -> Bool, backend: @escaping (Call) -> String) -> World {
        var world = World(plan: Plans.plan([Plans.provider("a", host: "a.example")]), seed: seed) { _, _ in Behaviour()
        }
        world.script = { call in
            Behaviour(
                skill: bad(call) ? 0.1 : 0.97, backend: backend(call),
                address: backend(call) == "pool-b" ? "10.0.0.2:443" : "10.0.0.1:443")
        }
        return world
    }

    private func backend(_ call: Call) -> String {
        StableHash.of(["backend", "\(call.id.number)"]) % 3 == 0 ? "pool-b" : "pool-a"
    }

    @Test(arguments: [61, 62] as [UInt64]) func `bad answers of one backend are told in the alert`(seed: UInt64) throws
    {
        let fallen = Flag()
        var world = world(seed, bad: { fallen.isSet && self.backend($0) == "pool-b" }, backend: backend)
        world.run(for: hour * 24)
        fallen.isSet = true
        world.run(for: hour * 12)
        let incident = try #require(
            world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.firedAt != nil }, "seed \(seed)")
        let concentration = try #require(incident.facts["concentration"], "seed \(seed)")
        #expect(concentration["place"]?.string == "backend pool-b")
        #expect(concentration["bad"]?.int ?? 0 > concentration["bad_elsewhere"]?.int ?? .max)
        #expect(concentration["sentence"]?.string?.contains("came from backend pool-b") == true)
        let status = world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: [])
        let pools = status.providers[0].pools
        #expect(pools.count == 4, "two backends, over both kinds of connection")
        #expect(pools.filter { $0.backend == "pool-b" }.allSatisfy { $0.score < 0.4 })
        #expect(pools.filter { $0.backend == "pool-a" }.allSatisfy { $0.score > 0.8 })
        // What is remembered survives a restart.
        var restarted = world
        restarted.restart()
        let again = restarted.engine.status(now: restarted.now, reload: status.reload, troubles: [])
        #expect(again.providers[0].pools == pools)
    }

    @Test(arguments: [63, 64] as [UInt64]) func `bad answers of reused connections are told`(seed: UInt64) throws {
        let fallen = Flag()
        var world = world(seed, bad: { fallen.isSet && $0.route.reuseConnection }, backend: { _ in "one" })
        world.run(for: hour * 24)
        fallen.isSet = true
        world.run(for: hour * 12)
        let incident = try #require(
            world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.firedAt != nil }, "seed \(seed)")
        #expect(incident.facts["concentration"]?["place"]?.string == "reused connections", "seed \(seed)")
    }

    @Test(arguments: [65, 66, 67] as [UInt64]) func `a fall that is everywhere is blamed on no pool`(seed: UInt64)
        throws
    {
        let fallen = Flag()
        var random = SeededRandom(seed: seed)
        var world = world(seed, bad: { _ in fallen.isSet && random.chance(0.4) }, backend: backend)
        world.run(for: hour * 24)
        fallen.isSet = true
        world.run(for: hour * 12)
        let incident = try #require(
            world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.firedAt != nil }, "seed \(seed)")
        #expect(incident.facts["concentration"] == nil, "seed \(seed)")
    }
}

/// Something that a test sets while its world runs.
private final class Flag {
    var isSet = false
}
