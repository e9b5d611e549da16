import Alerting
import Core
import Detection
import Engine
import Testing

private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)
/// When the model changes: the baselines have been learnt.
private let change = hour * 8

@Suite struct ModelTests {
    /// Questions that never change.
    private static let fixed = Plans.fixed(6)

    private static func world(
        seed: UInt64, probes: [Probe] = Plans.probes(6) + fixed, interval: Duration = .seconds(900),
        _ behaviour: @escaping (Duration) -> Behaviour
    ) -> World {
        World(plan: Plans.plan([Plans.provider("a")], probes: probes, interval: interval), seed: seed) { _, elapsed in
            behaviour(elapsed)
        }
    }

    private static func incidents(_ world: World) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == .modelChanged }.sorted { $0.suspectedAt < $1.suspectedAt }
    }

    private static func events(_ world: World, _ incident: Incident) -> [Transition.Event] {
        world.disk.transitions.filter { $0.incident == incident.id }.map(\.event).filter { $0 != .reminder }
    }

    @Test func `another model id is told at once, and accepted when quality held`() throws {
        var world = Self.world(seed: 101) { Behaviour(shownModel: $0 > change ? "sim-2" : "sim-1") }
        world.run(for: change + hour * 12)
        let incidents = Self.incidents(world)
        #expect(incidents.count == 1)
        let incident = try #require(incidents.first)
        #expect(incident.severity == .warn && incident.state == .resolved)
        #expect(Self.events(world, incident) == [.suspected, .firing, .resolved])
        let fired = try #require(incident.firedAt)
        #expect(fired > world.start + change && fired < world.start + change + .seconds(900))
        #expect(incident.summary.contains("model sim-1 → sim-2, seen in"))
        let facts = try #require(ModelFacts(json: incident.facts))
        #expect(facts.json == incident.facts)
        let confirmation = try #require(facts.confirmation)
        #expect(confirmation.state == .held && confirmation.rounds >= 3 && confirmation.visible ?? 1 <= 0.1)
        let resolved = try #require(incident.resolvedAt)
        #expect(resolved - fired < day)
        let ending = world.disk.transitions.last { $0.incident == incident.id }?.reason ?? ""
        #expect(ending.contains("quality held: a fall of more than") && ending.contains("is accepted as normal"))
        let (before, after) = (try #require(facts.before), try #require(facts.after))
        #expect(world.disk.samples[before.trace]?.fingerprint.model == "sim-1")
        #expect(world.disk.samples[after.trace]?.fingerprint.model == "sim-2")
        let status = world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: []
        ).providers[0].shows
        #expect(status.changedSince == nil && status.history.map(\.after) == ["sim-2"])
        #expect(status.shown.map(\.value) == ["sim-2"] && status.fixedPrompts == 6)
    }

    @Test func `when quality follows, the severity rises to a page that names the loss and the quality incident`()
        throws
    {
        var world = Self.world(seed: 103) { elapsed in
            Behaviour(
                skill: elapsed > day && elapsed < day + hour * 12 ? 0.4 : 0.95,
                shownModel: elapsed > day ? "sim-2" : "sim-1")
        }
        world.run(for: day * 3)
        let incident = try #require(Self.incidents(world).first)
        #expect(Self.incidents(world).count == 1)
        #expect(Self.events(world, incident) == [.suspected, .firing, .escalation, .resolved])
        #expect(incident.severity == .page && incident.summary.contains("quality followed: −"))
        let facts = try #require(ModelFacts(json: incident.facts))
        #expect(facts.confirmation?.state == .followed && facts.confirmation?.fall ?? 0 > 0.15)
        let linked = try #require(facts.qualityIncident)
        let quality = try #require(world.disk.incidents[linked])
        #expect(quality.kind == .qualityDegraded && quality.suspectedAt > world.start + day)
        #expect(quality.firedAt != nil, "not a mere suspicion")
    }

    @Test func `what is shown as it was before ends the incident`() throws {
        var world = Self.world(seed: 107) { elapsed in
            Behaviour(shownModel: elapsed > change && elapsed < change + .seconds(1_800) ? "sim-2" : "sim-1")
        }
        world.run(for: change + hour * 3)
        let incident = try #require(Self.incidents(world).first)
        #expect(Self.incidents(world).count == 1 && Self.events(world, incident) == [.suspected, .firing, .resolved])
        let resolved = try #require(incident.resolvedAt)
        #expect(resolved < world.start + change + hour * 2)
        #expect(world.disk.transitions.last { $0.incident == incident.id }?.reason.contains("before") == true)
    }

    @Test func `one odd answer is suspected, and nobody is told`() throws {
        var world = Self.world(seed: 109) { elapsed in
            Behaviour(shownModel: elapsed > change && elapsed < change + .seconds(100) ? "sim-2" : "sim-1")
        }
        world.run(for: change + hour * 4)
        let incident = try #require(Self.incidents(world).first)
        #expect(Self.incidents(world).count == 1 && incident.firedAt == nil)
        #expect(Self.events(world, incident) == [.suspected, .dismissed])
    }

    @Test func `ids that flap are learnt, and a new one among them counts once they are`() throws {
        var world = Self.world(seed: 113, probes: Self.fixed, interval: hour) { elapsed in
            let number = elapsed.components.seconds / 60
            let usual = ["sim-1", "sim-2", "sim-3"][Int(number % 3)]
            return Behaviour(shownModel: elapsed > day * 4 && number % 4 == 0 ? "sim-4" : usual)
        }
        world.run(for: day * 4)
        #expect(Self.incidents(world).isEmpty)
        world.run(for: day)
        let incident = try #require(Self.incidents(world).first)
        #expect(incident.firedAt != nil && incident.summary.contains(" more) → sim-4"))
        world.run(for: day)
        #expect(Self.incidents(world).count == 1 && Self.incidents(world).allSatisfy { $0.state == .resolved })
    }

    @Test func `system fingerprints rotate; a new one counts after a week for each that was known, and says so`() throws
    {
        func run(every days: Int64) -> [Incident] {
            var world = Self.world(seed: 127, probes: Self.fixed, interval: hour * 8) { elapsed in
                Behaviour(systemFingerprint: "fp-\(elapsed.components.seconds / 86_400 / days)")
            }
            world.run(for: day * 33)
            return Self.incidents(world).filter { $0.firedAt != nil }
        }
        #expect(run(every: 3).isEmpty)
        let incidents = run(every: 30)
        #expect(incidents.count == 1)
        #expect(incidents.first?.summary.contains("the first new one in ") == true)
    }

    @Test func `two fixed prompts that cost other tokens are a change, and one is after three times`() throws {
        var world = Self.world(seed: 131) { Behaviour(promptTokens: $0 > change ? 26 : 20) }
        world.run(for: change + hour)
        let incident = try #require(Self.incidents(world).first)
        let fired = try #require(incident.firedAt)
        #expect(fired < world.start + change + .seconds(900))
        #expect(ModelFacts(json: incident.facts)?.changes.map(\.name) == ["prompt_tokens"])
        #expect(incident.summary.contains("prompt_tokens 120 for 6 fixed prompts → 156"))

        var single = Self.world(seed: 131, probes: Plans.probes(6) + Self.fixed.prefix(1)) {
            Behaviour(promptTokens: $0 > change ? 26 : 20)
        }
        single.run(for: change + hour)
        let later = try #require(Self.incidents(single).first?.firedAt)
        #expect(later > single.start + change + .seconds(1_350))
    }

    @Test func `too few answers to tell are said to be too few`() throws {
        var world = Self.world(seed: 137, probes: Array(Self.fixed.prefix(2)), interval: hour) {
            Behaviour(shownModel: $0 > day * 3 ? "sim-2" : "sim-1")
        }
        world.run(for: day * 5)
        let incident = try #require(Self.incidents(world).first)
        #expect(incident.state == .resolved)
        #expect(ModelFacts(json: incident.facts)?.confirmation?.state == .undecided)
        #expect(world.disk.transitions.last?.reason.contains("no fall was seen; one of more than") == true)
    }

    @Test func `another configuration is learnt anew`() throws {
        var world = Self.world(seed: 139) { Behaviour(shownModel: $0 > change ? "sim-2" : "sim-1") }
        world.run(for: change)
        var plan = world.plan
        plan.watched[0].provider.model = "sim-2"
        world.happen(.configured(plan))
        world.run(for: hour * 3)
        #expect(Self.incidents(world).isEmpty)
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], machines: JSON) {
            var world = Self.world(seed: 149) { elapsed in
                Behaviour(
                    shownModel: elapsed > change ? "sim-2" : "sim-1",
                    systemFingerprint: elapsed > hour * 10 ? "fp-2" : "fp-1", promptTokens: elapsed > change ? 22 : 20)
            }
            for _ in 0..<(4 * 16) {
                world.run(for: .seconds(900))
                if restarting { world.restart() }
            }
            return (Self.incidents(world), world.disk.providers["a"]?.machines["model"] ?? .null)
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.incidents == restarted.incidents && plain.machines == restarted.machines)
        #expect(plain.incidents.count == 1 && plain.machines.bytes.count < 12_000)
    }
}
