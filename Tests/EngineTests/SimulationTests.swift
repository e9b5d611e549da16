import Core
import Detection
import Engine
import Testing

/// A day in seconds of virtual time.
private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

@Suite struct SimulationTests {
    @Test func `a silent fall fires once, says so, and resolves after the recovery`() throws {
        var world = World(plan: Plans.plan([Plans.provider("a"), Plans.provider("b")]), seed: 11) { name, elapsed in
            Behaviour(skill: name == "a" && elapsed > day && elapsed < day * 2 ? 0.5 : 0.95)
        }
        world.run(for: day * 3)
        let incidents = world.disk.incidents.values.filter { $0.firedAt != nil }
        #expect(incidents.count == 1, "seed \(world.seed)")
        let incident = try #require(incidents.first)
        #expect(incident.kind == .qualityDegraded && incident.provider == "a" && incident.state == .resolved)
        #expect(incident.facts["silent"]?.bool == true)
        let fired = try #require(incident.firedAt)
        #expect(fired > world.start + day && fired < world.start + day + hour * 6)
        // When it fell, within the rounds that hold the change with 90 % probability.
        let earliest = try #require(incident.facts["since_earliest"]?.timestamp)
        let latest = try #require(incident.facts["since_latest"]?.timestamp)
        let since = try #require(incident.facts["since"]?.timestamp)
        #expect(earliest <= since && since <= latest && latest <= fired)
        #expect(earliest > world.start + day - hour * 2 && latest < world.start + day + hour * 3)
        #expect(incident.facts["onset"]?.string != "creeping")
        // Firing, reminders while it lasts, and the resolution: each exactly once.
        let events = world.disk.transitions.filter { $0.incident == incident.id }.map(\.event)
        #expect(events.count { $0 == .firing } == 1 && events.count { $0 == .resolved } == 1)
        #expect(Set(world.deliveries.map(\.id)).count == world.deliveries.count)
        #expect(world.disk.notifications.values.allSatisfy { $0.state == .delivered })
    }

    @Test func `every scheduled probe of a closed round has exactly one sample`() {
        var world = World(plan: Plans.plan([Plans.provider("a", concurrency: 1)]), seed: 3) { _, elapsed in
            Behaviour(call: elapsed > hour * 3 && elapsed < hour * 5 ? .hangs : .answers)
        }
        world.run(for: hour * 10)
        for round in world.disk.rounds {
            let samples = world.disk.samples.values.filter { $0.round == round.round }
            #expect(
                Set(samples.map(\.probe)).count == samples.count && samples.count == round.scheduled, "seed 3, \(round)"
            )
            #expect(samples.count { $0.score != nil } == round.scored)
        }
    }

    @Test func `a failed call is never a bad answer`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 5) { _, elapsed in
            Behaviour(call: elapsed > day && elapsed < day + hour * 12 ? .fails(503) : .answers)
        }
        world.run(for: day * 2)
        #expect(!world.disk.incidents.values.contains { $0.kind == .qualityDegraded && $0.firedAt != nil })
        #expect(
            world.disk.incidents.values.contains { $0.kind == .outage && $0.firedAt != nil && $0.state == .resolved })
        #expect(world.disk.samples.values.allSatisfy { $0.outcome.isScored || $0.score == nil })
    }

    @Test func `a total outage costs at most 1.1 requests for each scheduled sample and falls to a trickle`() {
        var world = World(
            plan: Plans.plan([Plans.provider("a")], probes: Plans.probes(48), interval: .seconds(300)), seed: 7
        ) { _, _ in
            Behaviour(call: .disconnects)
        }
        world.run(for: hour * 6)
        let scheduled = world.disk.samples.count
        #expect(scheduled > 3_000)
        #expect(Double(world.requests["a"] ?? 0) <= 1.1 * Double(scheduled), "seed 7")
        let late = (world.sentAt["a"] ?? []).count { $0 > world.start + hour * 5 }
        #expect(late <= 8, "in the sixth hour the half-open trial alone is sent: \(late)")
    }

    @Test func `Retry-After is obeyed`() {
        var world = World(plan: Plans.plan([Plans.provider("a")], interval: .seconds(300)), seed: 9) { _, elapsed in
            Behaviour(call: elapsed < .seconds(600) ? .answers : .retryAfter(seconds: 1_200))
        }
        world.run(for: hour * 3)
        let sent = (world.sentAt["a"] ?? []).filter { $0 > world.start + .seconds(601) }
        for (a, b) in zip(sent, sent.dropFirst()) where b - a > .seconds(1) {
            #expect(b - a >= .seconds(1_199), "seed 9: \(b - a)")
        }
        #expect(sent.count <= 4 * 9)
    }

    @Test func `a provider that hangs delays nobody else`() {
        var world = World(plan: Plans.plan([Plans.provider("slow", concurrency: 2), Plans.provider("fine")]), seed: 13)
        { name, _ in
            Behaviour(call: name == "slow" ? .hangs : .answers)
        }
        world.run(for: hour * 4)
        let late =
            world.disk.samples.values.filter { $0.provider == "fine" }.map { $0.finishedAt - $0.dueAt }.max() ?? .zero
        #expect(late <= .seconds(1))
        #expect(world.disk.incidents.values.allSatisfy { $0.provider == "slow" })
    }

    @Test func `daily budgets are never exceeded, also over crashes`() {
        let budget = DailyBudget(requests: 300, tokens: 20_000)
        var world = World(plan: Plans.plan([Plans.provider("a", budget: budget)]), seed: 17) { _, _ in Behaviour() }
        world.run(for: day * 2) { $0.chance(0.01) }
        let byDay = Dictionary(grouping: world.sentAt["a"] ?? [], by: \.day)
        #expect(byDay.values.allSatisfy { $0.count <= 300 }, "seed 17")
        #expect(world.disk.spend.values.allSatisfy { $0.requests <= 300 && $0.tokens <= 20_000 })
        #expect(world.disk.samples.values.contains { $0.outcome == .budgetExhausted })
        #expect(world.disk.incidents.values.contains { $0.kind == .blind && $0.firedAt != nil })
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], detector: [UInt8]) {
            var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 19) { _, elapsed in
                Behaviour(skill: elapsed > day ? 0.6 : 0.95)
            }
            for _ in 0..<(4 * 36) {
                world.run(for: .seconds(900))
                // The last 15 % of a round have nothing in flight.
                if restarting { world.restart() }
            }
            return (world.disk.incidents.values.sorted { $0.id < $1.id }, world.disk.providers["a"]?.detector ?? [])
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.detector == restarted.detector)
        #expect(plain.incidents == restarted.incidents)
        #expect(plain.incidents.contains { $0.firedAt != nil })
    }

    @Test(arguments: [23, 29, 31] as [UInt64])
    func `after a crash at any commit nothing is lost and nothing is raised twice`(seed: UInt64) {
        var world = World(plan: Plans.plan([Plans.provider("a"), Plans.provider("b")]), seed: seed) { name, elapsed in
            Behaviour(skill: name == "a" && elapsed > day && elapsed < day * 2 ? 0.4 : 0.95)
        }
        world.run(for: day * 3) { $0.chance(0.02) }
        let fired = world.disk.incidents.values.filter { $0.firedAt != nil }
        #expect(fired.count == 1 && fired.first?.provider == "a" && fired.first?.state == .resolved, "seed \(seed)")
        let firings = world.disk.transitions.filter { $0.event == .firing }
        #expect(firings.count == 1, "seed \(seed)")
        #expect(world.disk.notifications.values.allSatisfy { $0.state == .delivered }, "seed \(seed)")
        for round in world.disk.rounds {
            let samples = world.disk.samples.values.filter { $0.round == round.round && $0.provider == round.provider }
            #expect(samples.count { $0.score != nil } == round.scored, "seed \(seed), \(round)")
        }
        #expect(Set(world.disk.rounds.map { "\($0.provider) \($0.round.start)" }).count == world.disk.rounds.count)
    }

    @Test func `the same seed gives the same incidents, byte for byte`() {
        func run() -> String {
            var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 37) { _, elapsed in
                Behaviour(skill: elapsed > day ? 0.6 : 0.95)
            }
            world.run(for: day * 2)
            return world.disk.incidents.values.sorted { $0.id < $1.id }.map { $0.facts.text + $0.summary }.joined()
                + world.disk.notifications.values.sorted { $0.id < $1.id }.map {
                    String(decoding: $0.body, as: UTF8.self)
                }.joined()
        }
        #expect(run() == run())
    }

    @Test func `a pause of hours is told and sends each probe once`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 41) { _, _ in Behaviour() }
        world.run(for: hour * 2)
        let before = world.requests["a"] ?? 0
        world.now += hour * 5 + .seconds(450)
        world.run(for: .seconds(120))
        let burst = (world.requests["a"] ?? 0) - before
        #expect(burst > 0 && burst <= 12)
    }

    @Test func `a probe that is added joins the round, one that is removed leaves it`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 43) { _, _ in Behaviour() }
        world.run(for: hour * 8)
        var plan = world.plan
        plan.watched[0].probes = Array(Plans.probes(14).dropFirst(2))
        world.happen(.configured(plan))
        world.run(for: hour)
        let recent = world.disk.samples.values.filter { $0.finishedAt > world.now - hour * 1 / 2 }
        #expect(recent.contains { $0.probe == "sums/sum-13" })
        #expect(!recent.contains { $0.probe == "sums/sum-0" })
        let status = world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: [])
        #expect(status.providers[0].quality.level != .learning)
        #expect(status.providers[0].probes.count == 12)
    }

    @Test func `an improvement is no alarm`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 47) { _, elapsed in
            Behaviour(skill: elapsed > day ? 0.99 : 0.6)
        }
        world.run(for: day * 3)
        #expect(world.disk.incidents.isEmpty)
    }

    @Test func `every trace judges itself again the same`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 53) { _, elapsed in
            Behaviour(call: elapsed > hour ? .fails(500) : .answers, skill: 0.7)
        }
        world.run(for: hour * 2)
        var judged = 0
        for (id, trace) in world.disk.traces {
            guard let copy = Trace(json: trace.json), let last = copy.attempts.last else { continue }
            let reply = Question(api: copy.api, stream: copy.stream, rendered: copy.rendered, redactor: Redactor([]))
                .reply(in: last.exchange, now: last.startedAt)
            #expect(reply.verdict == trace.verdict && reply.outcome == world.disk.samples[id]?.outcome)
            judged += 1
        }
        #expect(judged > 40)
    }
}
