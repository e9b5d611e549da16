import Core
import Detection
import Testing

@testable import Engine

private let day = Duration.seconds(86_400)

@Suite struct AcceptanceTests {
    /// A provider that fell for good, with its incident firing.
    private func fallen(seed: UInt64, after: @escaping (Duration) -> Double = { _ in 0.7 }) throws -> (World, Incident)
    {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: seed) { _, elapsed in
            Behaviour(skill: elapsed > day ? after(elapsed) : 0.97)
        }
        world.run(for: day * 2)
        let incident = try #require(
            world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.state == .firing }, "seed \(seed)")
        return (world, incident)
    }

    private func accept(_ incident: Incident, _ reason: String = "the vendor moved to v2") throws -> Event {
        .accept(try #require(Acceptance(incident: incident.id, author: "ada", reason: reason)))
    }

    @Test func `an accepted fall ends, keeps the old baselines with name and reason, and does not alarm again`() throws
    {
        var (world, incident) = try fallen(seed: 21)
        world.happen(try accept(incident))
        let ended = try #require(world.disk.incidents[incident.id])
        #expect(ended.state == .resolved)
        let transition = try #require(world.disk.transitions.last { $0.incident == incident.id })
        #expect(transition.event == .resolved && transition.reason.contains("ada: the vendor moved to v2"))
        let retired = world.disk.baselines
        #expect(retired.count == 12 && Set(retired.map { $0.probe }).count == 12)
        #expect(retired.allSatisfy { $0.author == "ada" && $0.incident == incident.id && $0.calls >= 20 })
        #expect(retired.allSatisfy { $0.mean > 0.8 }, "what was held against before the fall")
        world.run(for: day * 10)
        #expect(world.disk.incidents.values.filter { $0.firedAt != nil }.count == 1, "the new normal is normal")
        #expect(world.disk.rounds.last?.expectedScore ?? 1 < 0.85)
    }

    @Test func `a further fall is found against the new baseline`() throws {
        var (world, incident) = try fallen(seed: 22) { $0 > day * 8 ? 0.3 : 0.7 }
        world.happen(try accept(incident))
        world.run(for: day * 10)
        let fired = world.disk.incidents.values.filter { $0.firedAt != nil }.sorted { $0.suspectedAt < $1.suspectedAt }
        #expect(fired.count == 2 && fired.last?.firedAt ?? world.start > world.start + day * 8)
    }

    @Test func `what is accepted survives a restart, and nothing is accepted twice`() throws {
        var (world, incident) = try fallen(seed: 23)
        world.happen(try accept(incident))
        let kept = world.disk.baselines.count
        world.happen(try accept(incident, "once more"))
        #expect(world.disk.baselines.count == kept)
        world.restart()
        world.run(for: day * 3)
        #expect(world.disk.incidents.values.filter { $0.firedAt != nil }.count == 1)
    }

    @Test func `an outage cannot be accepted`() throws {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 24) { _, _ in Behaviour(call: .fails(503)) }
        world.run(for: .seconds(7_200))
        let outage = try #require(world.disk.incidents.values.first { $0.kind == .outage && $0.isOpen })
        world.happen(try accept(outage))
        #expect(world.disk.incidents[outage.id]?.isOpen == true && world.disk.baselines.isEmpty)
    }

    @Test func `a changed probe and a changed model keep the baselines that they end`() throws {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 25) { _, _ in Behaviour() }
        world.run(for: day)
        let old = world.plan.watched[0].probes[0]
        world.plan.watched[0].probes[0] = Probe(
            suite: old.suite, id: old.id, category: old.category, messages: old.messages, sampling: old.sampling,
            vary: old.vary, evaluate: [["type": "number", "equals": "{{a + b + 1}}"]])
        world.happen(.configured(world.plan))
        #expect(world.disk.baselines.map { $0.reason } == ["the probe was changed"])
        world.plan.watched[0].provider.model = "sim-2"
        world.happen(.configured(world.plan))
        let second = world.disk.baselines.dropFirst()
        #expect(second.count == 11, "the changed probe has none yet")
        #expect(
            second.allSatisfy {
                $0.reason == "the model was changed from sim-1 to sim-2" && $0.author == "configuration"
            })
    }

    @Test func `without a name or a reason nothing is accepted`() {
        let id = RecordID(1)
        #expect(Acceptance(incident: id, author: " ", reason: "why") == nil)
        #expect(Acceptance(incident: id, author: "ada", reason: "\n") == nil)
        let long = Acceptance(incident: id, author: "ada", reason: "two\nlines " + String(repeating: "x", count: 400))
        #expect(long?.reason.hasPrefix("two lines x") == true && long?.reason.count == 300)
    }

    @Test func `only what the incident is about gets a new baseline, of its scores since the fall`() throws {
        var learnt = try #require(LearntWatch(.full))
        learnt.alert(.category("category-0"), since: learnt.round(before: 4))
        let before = learnt.watch.detector.baselines()
        let acceptance = try #require(Acceptance(incident: RecordID(1), author: "ada", reason: "it is meant so"))
        learnt.watch.accept(acceptance, of: .qualityDegraded, now: learnt.now, &learnt.step)
        #expect(learnt.step.baselines.map(\.probe) == ["sums/sum-0", "sums/sum-1", "sums/sum-2"])
        let after = learnt.watch.detector.baselines()
        for (old, new) in zip(before, after) {
            if old.probe.category == "category-0" {
                #expect(old.calls > 20 && new.calls == 5, "\(new.probe.key): the round of the fall and four since")
            } else {
                #expect(old == new)
            }
        }
        #expect(learnt.watch.detector.openAlert == nil)
    }

    @Test func `a secret in a name or a reason is kept and told nowhere`() throws {
        let secret = "hunter-2-hunter"
        var plan = Plans.plan([Plans.provider("a")], probes: Plans.probes(6))
        plan.redactor = Redactor([Secret(name: "test", bytes: Array(secret.utf8))])
        var world = World(plan: plan, seed: 27) { _, elapsed in
            Behaviour(skill: elapsed > .seconds(8 * 3_600) ? 0 : 1)
        }
        world.run(for: .seconds(10 * 3_600))
        let firing = world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.state == .firing }
        let incident = try #require(firing)
        let acceptance = try #require(
            Acceptance(incident: incident.id, author: "ada \(secret)", reason: "so says \(secret)"))
        world.happen(.accept(acceptance))
        #expect(!world.disk.baselines.isEmpty)
        #expect(world.disk.baselines.allSatisfy { $0.author == "ada [redacted]" && $0.reason == "so says [redacted]" })
        let ending = world.disk.transitions.last { $0.incident == incident.id }?.reason ?? ""
        #expect(ending.contains("ada [redacted]: so says [redacted]"), "\(ending)")

        var learnt = try #require(LearntWatch(.full, secrets: [Secret(name: "test", bytes: Array(secret.utf8))]))
        learnt.show("sim-2", times: 3)
        learnt.watch.accept(acceptance, of: .modelChanged, now: learnt.now, &learnt.step)
        #expect(learnt.watch.model.history.map(\.ending) == ["accepted by ada [redacted]"])
    }
}
