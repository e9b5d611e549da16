import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// Faults that once were there, each as the story in which it showed.
@Suite struct RegressionTests {
    private func firings(_ world: World, _ kind: Incident.Kind) -> Int {
        world.disk.transitions.count { $0.event == .firing && world.disk.incidents[$0.incident]?.kind == kind }
    }

    @Test func `an outage that is over is not followed by a page for blindness`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 5) { _, elapsed in
            Behaviour(call: elapsed > day && elapsed < day + hour * 3 ? .fails(503) : .answers)
        }
        world.run(for: day * 2)
        #expect(firings(world, .blind) == 0 && firings(world, .outage) == 1)
    }

    @Test func `a probe that is in flight when the next round begins is in the record of both`() {
        var world = World(plan: Plans.plan([Plans.provider("a", concurrency: 12)], interval: .seconds(60)), seed: 3) {
            _, _ in
            Behaviour(latency: .seconds(20))
        }
        world.run(for: hour)
        for round in world.disk.rounds.dropFirst(2) {
            #expect(world.disk.samples.values.count { $0.round == round.round } == round.scheduled)
        }
    }

    @Test func `a bad answer is not hidden by a second call that failed`() {
        var calls = 0
        var world = World(plan: Plans.plan([Plans.provider("a", concurrency: 1)]), seed: 3) { _, _ in
            calls += 1
            return Behaviour(call: calls % 2 == 1 ? .empty : .fails(503))
        }
        world.run(for: .seconds(900))
        let bad = world.disk.samples.values.filter { sample in
            world.disk.traces[sample.id]?.attempts.contains { $0.outcome == .malformed } == true
        }
        #expect(!bad.isEmpty && bad.allSatisfy { $0.score == 0 && $0.outcome == .malformed })
    }

    @Test func `taking a provider out and in again frees no budget`() {
        let start = Timestamp(seconds: Double(1_800_000_000 / 86_400 * 86_400))
        let budget = DailyBudget(requests: 100)
        var world = World(plan: Plans.plan([Plans.provider("a", budget: budget)]), seed: 17, start: start) { _, _ in
            Behaviour()
        }
        world.run(for: hour * 6)
        var without = world.plan
        without.watched = []
        world.happen(.configured(without))
        world.happen(.configured(world.plan))
        world.run(for: hour * 6)
        #expect(world.requests["a"] == 100)
        #expect(world.disk.spend.values.first?.requests == 100)
    }

    @Test func `a shorter interval does not keep rounds from closing`() {
        let start = Timestamp(seconds: Double(1_800_000_000 / 86_400 * 86_400 + 600))
        var world = World(plan: Plans.plan([Plans.provider("a")], interval: hour * 6), seed: 17, start: start) { _, _ in
            Behaviour()
        }
        world.run(for: .seconds(600))
        world.plan = Plans.plan([Plans.provider("a")], interval: .seconds(300))
        world.happen(.configured(world.plan))
        world.run(for: hour * 4)
        #expect(world.disk.rounds.count > 40)
    }

    @Test func `an incident of a provider that was taken out while the process was down ends`() {
        var world = World(plan: Plans.plan([Plans.provider("a"), Plans.provider("b")]), seed: 17) { name, _ in
            Behaviour(call: name == "a" ? .fails(503) : .answers)
        }
        world.run(for: hour * 2)
        #expect(firings(world, .outage) == 1)
        world.plan = Plans.plan([Plans.provider("b")])
        world.restart()
        world.run(for: day)
        #expect(!world.disk.incidents.values.contains { $0.isOpen })
    }

    @Test func `a reload of the dialect does not change what an answer on its way is decoded with`() {
        let quick = Plans.provider("a", concurrency: 12)
        var world = World(plan: Plans.plan([quick], interval: .seconds(60)), seed: 3) { _, _ in
            Behaviour(latency: .seconds(25))
        }
        world.run(for: .seconds(20))
        var other = quick
        other.api = "anthropic-messages"
        world.happen(.configured(Plans.plan([other], interval: .seconds(60))))
        world.run(for: .seconds(15))
        let answered = world.disk.traces.values.filter { $0.completion != nil }
        #expect(!answered.isEmpty && answered.allSatisfy { $0.api == "openai-chat" })
    }

    @Test func `another provider takes its part of the budget of false alarms, and no evidence is lost by it`() throws {
        func plan(_ names: [String]) -> Plan {
            let budget = AlarmBudget(perYear: 1, providers: names.count)
            return Plans.plan(
                names.map { Plans.provider($0) },
                detector: DetectorSettings(falseAlarmsPerYear: budget.perProvider(.quality)))
        }
        var world = World(plan: plan(["a"]), seed: 5) { _, elapsed in Behaviour(skill: elapsed > day * 2 ? 0.9 : 0.95) }
        world.run(for: day * 3)
        func status() throws -> (AlarmBudgetStatus, QualityStatus) {
            let status = world.engine.status(
                now: world.now, reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now),
                troubles: [])
            return (status.alarmBudget, try #require(status.providers.first?.quality))
        }
        let (alone, before) = try status()
        world.plan = plan(["a", "b"])
        world.happen(.configured(world.plan))
        let (shared, after) = try status()
        #expect(abs(after.threshold - before.threshold - 0.693_147_180_559_945) < 1e-9)
        #expect(after.logEvidence == before.logEvidence && before.logEvidence != nil)
        #expect(abs(alone.perYear - 1) < 1e-9 && abs(shared.perYear - 1) < 1e-9 && shared.providers == 2)
        #expect(shared.parts.map { $0.kind } == AlarmBudget.kinds)
        for part in shared.parts { #expect(abs(part.perProvider * 2 - part.perYear) < 1e-12) }
    }

    @Test func `another model is another series, and no sample id is written twice`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 3) { _, elapsed in
            Behaviour(skill: elapsed > day + .seconds(450) ? 0.4 : 0.95)
        }
        world.run(for: day + .seconds(450))
        world.plan.watched[0].provider.model = "sim-2"
        world.happen(.configured(world.plan))
        let before = Set(world.disk.samples.keys)
        let sent = world.requests["a"] ?? 0
        world.run(for: day)
        #expect(firings(world, .qualityDegraded) == 0)
        #expect(world.disk.samples.count - before.count >= (world.requests["a"] ?? 0) - sent)
    }

    @Test(arguments: [0.2, 0.4] as [Double])
    func `calls that fail now and then do not wake people again and again`(rate: Double) {
        var random = SeededRandom(seed: 9)
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 3) { _, elapsed in
            Behaviour(call: elapsed > day && random.chance(rate) ? .fails(503) : .answers)
        }
        world.run(for: day * 8)
        let pages = firings(world, .outage) + firings(world, .blind)
        #expect(pages <= 8, "\(firings(world, .outage)) outages, \(firings(world, .blind)) times blind in a week")
    }

    @Test func `nothing is sent for a round that is over`() {
        let slow = Plans.plan([Plans.provider("a", concurrency: 1)], probes: Plans.probes(24), interval: .seconds(300))
        var world = World(plan: slow, seed: 3) { _, _ in Behaviour(latency: .seconds(29)) }
        world.run(for: hour * 6)
        let closedAt = Dictionary(uniqueKeysWithValues: world.disk.rounds.map { ($0.round, $0.closedAt) })
        let late = world.disk.samples.values.filter { sample in
            sample.attempts > 0 && (closedAt[sample.round].map { $0 < sample.finishedAt } ?? false)
        }
        #expect(late.isEmpty)
        #expect(world.disk.rounds.suffix(6).allSatisfy { $0.scored >= 8 })
    }

    @Test func `a second attempt is signed at its own time and asks the same`() {
        var provider = Plans.provider("a")
        provider.api = "bedrock-converse"
        provider.options = ["region": "us-east-1"]
        provider.credentials = ["access_key_id", "secret_access_key"].map { name in
            (name: name, secret: Secret(name: "env \(name)", bytes: Array("0123456789".utf8)))
        }
        var world = World(plan: Plans.plan([provider], probes: Plans.probes(1)), seed: 3) { _, _ in
            Behaviour(call: .retryAfter(seconds: 20))
        }
        world.run(for: hour * 12)
        let pairs = zip(world.sent, world.sent.dropFirst()).filter { $0.request.body == $1.request.body }
        #expect(!pairs.isEmpty)
        for (first, second) in pairs {
            let dates = [first, second].compactMap { $0.request.headers["x-amz-date"] }
            #expect(dates.count == 2 && dates[0] < dates[1])
        }
    }
}
