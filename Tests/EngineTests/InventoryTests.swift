import Alerting
import Core
import Engine
import Testing

private let hour = Duration.seconds(3_600)
private let change = hour * 8

@Suite struct InventoryTests {
    private static func isInventory(_ call: Call) -> Bool { call.request.method == "GET" }

    /// A server of one's own, and what it tells of the model that it serves.
    private static func world(_ body: @escaping (Duration) -> Behaviour) -> World {
        var provider = Plans.provider("a")
        provider.api = "vllm"
        var world = World(plan: Plans.plan([provider], probes: Plans.probes(6)), seed: 301) { _, _ in Behaviour() }
        let start = world.start
        world.model = { call, now in isInventory(call) ? body(now - start) : Behaviour() }
        return world
    }

    private static func card(_ root: String) -> Behaviour {
        Behaviour(call: .sends(body: #"{"data":[{"id":"sim-1","root":"\#(root)","max_model_len":8192}]}"#))
    }

    @Test func `other weights behind the same name are told by the next round, with what was before and after`() throws
    {
        var world = Self.world { Self.card($0 > change ? "/models/sim-1-awq" : "/models/sim-1") }
        world.run(for: change)
        #expect(world.disk.incidents.isEmpty)
        world.restart()
        world.run(for: hour)
        let incidents = Array(world.disk.incidents.values)
        let incident = try #require(incidents.first)
        #expect(incidents.count == 1 && incident.kind == .modelChanged && incident.severity == .warn)
        let firedAt = try #require(incident.firedAt)
        #expect(firedAt <= world.start + change + .seconds(1_800))
        #expect(incident.summary.contains("weights /models/sim-1 → /models/sim-1-awq"))
        let facts = try #require(ModelFacts(json: incident.facts))
        #expect(facts.changes.map(\.name) == ["weights"] && facts.changes[0].seen >= 1)
        let after = try #require(facts.after?.trace)
        let trace = world.disk.traces[after]
        #expect(trace?.api == "vllm-inventory")
    }

    @Test func `a fall that comes with other weights is said to have followed, though sentinels see the change later`()
        throws
    {
        var provider = Plans.provider("a")
        (provider.api, provider.sentinelTokens) = ("vllm", 200_000)
        var world = World(plan: Plans.plan([provider], probes: Plans.probes(6)), seed: 303) { _, _ in Behaviour() }
        let start = world.start
        let later = Duration.seconds(86_400 * 2)
        var random = SeededRandom(seed: 303)
        world.model = { call, now in
            let isNew = now - start > later
            if Self.isInventory(call) { return Self.card(isNew ? "/models/sim-1-awq" : "/models/sim-1") }
            guard call.question.rendered.sampling.maxOutputTokens == 1 else {
                return Behaviour(skill: isNew ? 0.5 : 0.95)
            }
            if call.question.rendered.sampling.logProbabilities != nil { return Behaviour(call: .fails(400)) }
            var own = SeededRandom(
                seed: StableHash.of([isNew ? "new" : "old", call.question.rendered.messages.last?.content ?? ""]))
            let isOther = own.chance(0.3) && random.chance(0.3 + 0.4 * own.unit())
            return Behaviour(call: .says(isOther ? "Sorry" : "It"))
        }
        world.run(for: later)
        let quiet = world.disk.incidents.isEmpty
        let watching = world.disk.providers["a"]?.machines["model"]?["sentinels"]?["border_inputs"]?["state"]
        #expect(quiet && watching == "watching")
        world.run(for: hour * 6)
        let incident = try #require(world.disk.incidents.values.first { $0.kind == .modelChanged })
        let facts = try #require(ModelFacts(json: incident.facts))
        #expect(Set(facts.changes.map(\.name)) == ["weights", "border_inputs"])
        #expect(facts.confirmation?.state == .followed && incident.severity == .page)
    }

    @Test func `one question a round without tokens, which counts for nothing else`() {
        var world = Self.world { _ in Self.card("/models/sim-1") }
        world.run(for: hour * 4)
        let asked = world.sent.filter(Self.isInventory)
        let rounds = world.disk.rounds
        let samples = world.disk.samples.values.filter { Probe.isSentinel(key: $0.probe) }
        #expect((15...17).contains(asked.count) && samples.count >= 15)
        #expect(rounds.allSatisfy { $0.scheduled == 6 })
        #expect(samples.allSatisfy { $0.score == nil && $0.cost == .zero && $0.inputTokens == 0 })
        #expect(asked.allSatisfy { $0.request.url.hasSuffix("/models") && $0.request.body.isEmpty })
    }

    @Test func `a server that does not tell is asked three times, and nothing comes of it`() {
        for behaviour in [
            Behaviour(call: .fails(404)), Behaviour(call: .sends(body: #"{"data":[]}"#)),
            Behaviour(call: .sends(body: "no JSON")),
        ] {
            var world = Self.world { _ in behaviour }
            world.run(for: hour * 6)
            let asked = world.sent.count(where: Self.isInventory)
            let incidents = world.disk.incidents.count
            #expect(asked == 3 && incidents == 0)
            world.restart()
            world.run(for: hour)
            let later = world.sent.count(where: Self.isInventory)
            #expect(later == 3)
        }
    }

    @Test func `a server that is down for a while is asked again`() {
        var world = Self.world {
            $0 > hour && $0 < hour * 3 ? Behaviour(call: .fails(503)) : Self.card("/models/sim-1")
        }
        world.run(for: hour * 6)
        let answered = world.disk.samples.values.count { Probe.isSentinel(key: $0.probe) && $0.outcome == .ok }
        #expect(answered >= 14)
    }
}
