import Alerting
import Core
import Detection
import Engine
import Testing

private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)

@Suite struct SentinelTests {
    /// Questions that never change.
    private static let probes = Plans.fixed(4)

    private static func world(
        seed: UInt64, tokens: Int, _ model: @escaping (Call, Duration, inout SeededRandom) -> Behaviour?
    ) -> World {
        var provider = Plans.provider("a")
        provider.sentinelTokens = tokens
        var world = World(plan: Plans.plan([provider], probes: probes), seed: seed) { _, _ in Behaviour() }
        let start = world.start
        var random = SeededRandom(seed: seed).child("far end")
        world.model = { call, now in model(call, now - start, &random) ?? Behaviour() }
        return world
    }

    private static func isSentinel(_ call: Call) -> Bool { call.question.rendered.sampling.maxOutputTokens == 1 }

    private static func fired(_ world: World) -> [Incident] {
        world.disk.incidents.values.filter { $0.firedAt != nil }.sorted { $0.suspectedAt < $1.suspectedAt }
    }

    private static func status(_ world: World) -> ProviderStatus {
        world.engine.status(
            now: world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: world.now, attemptedAt: world.now), troubles: []
        ).providers[0]
    }

    private static func sentinels(_ world: World) -> [Sample] {
        world.disk.samples.values.filter { Probe.isSentinel(key: $0.probe) }
    }

    /// Log-probabilities as batches make them swing, all of them moved by `shift`.
    private static func logs(_ random: inout SeededRandom, shift: Double) -> Behaviour {
        let tokens = ["river", "stone", "apple", "cloud", "tiger"]
        return Behaviour(
            call: .says("river"),
            logProbabilities: tokens.enumerated().map { place, token in
                let noise = (random.unit() + random.unit() - 1) * 0.05
                return (token, -1 - Double(place) * 0.4 + noise + (place == 2 ? shift : -shift / 4))
            })
    }

    @Test
    func `a small change of log-probabilities is told with its evidence, within the budget, and quality is let alone`()
        throws
    {
        var world = Self.world(seed: 201, tokens: 4_000) { call, elapsed, random in
            Self.isSentinel(call) ? Self.logs(&random, shift: elapsed > day * 2 ? 0.06 : 0) : nil
        }
        world.run(for: day * 2)
        #expect(Self.fired(world).isEmpty)
        let status = Self.status(world)
        #expect(status.shows.sentinel?.method == "log-probabilities" && status.shows.sentinel?.logEvidence != nil)
        #expect(status.probes.count == 4)
        world.run(for: day)
        let fired = Self.fired(world)
        let incident = try #require(fired.first)
        #expect(fired.count == 1 && incident.kind == .modelChanged && incident.severity == .warn)
        let change = try #require(ModelFacts(json: incident.facts)?.changes.first)
        #expect(change.name == "log_probabilities" && change.falseAlarmYears ?? 0 >= 4)
        let firedAt = try #require(incident.firedAt)
        print("log-probabilities: fired after \(firedAt - (world.start + day * 2))")
        #expect(firedAt < world.start + day * 2 + hour * 16)
        let sentinels = Self.sentinels(world)
        let rounds = world.disk.rounds
        let traces = world.disk.traces
        #expect(sentinels.allSatisfy { $0.score == nil } && sentinels.count > 250)
        for samples in Dictionary(grouping: sentinels, by: { $0.finishedAt.day }).values {
            #expect(samples.reduce(0) { $0 + ($1.inputTokens ?? 0) + ($1.outputTokens ?? 0) } <= 4_000)
        }
        #expect(rounds.allSatisfy { $0.scheduled == 4 })
        #expect(sentinels.allSatisfy { traces[$0.id] != nil })
    }

    @Test func `where log-probabilities are refused, near ties are found and watched`() throws {
        var world = Self.world(seed: 203, tokens: 60_000) { call, elapsed, random in
            guard Self.isSentinel(call) else { return nil }
            if call.question.rendered.sampling.logProbabilities != nil { return Behaviour(call: .fails(400)) }
            let prompt = call.question.rendered.messages.last?.content ?? ""
            let era = elapsed > day * 2 ? "new" : "old"
            var own = SeededRandom(seed: StableHash.of([era, prompt]))
            // One prompt in four is nearly tied; which of its two tokens comes is up to chance.
            let isTied = own.chance(0.25)
            let other = isTied && random.chance(0.3 + 0.4 * own.unit())
            return Behaviour(call: .says(other ? "Sorry" : "It"))
        }
        world.run(for: day * 2)
        #expect(Self.fired(world).isEmpty)
        let before = world.disk.providers["a"]?.machines["model"]?["sentinels"]
        #expect(before?["border_inputs"]?["state"] == "watching")
        let askedForLogs = world.sent.count { $0.question.rendered.sampling.logProbabilities != nil }
        #expect(askedForLogs == 1)
        world.restart()
        let restarted = Self.status(world).shows.sentinel?.words
        #expect(restarted?.contains("watching 20 prompts") == true)
        world.run(for: hour * 12)
        let fired = Self.fired(world)
        let incident = try #require(fired.first)
        #expect(fired.count == 1 && incident.kind == .modelChanged)
        #expect(ModelFacts(json: incident.facts)?.changes.map(\.name) == ["border_inputs"])
        let firedAt = try #require(incident.firedAt)
        print("border inputs: fired after \(firedAt - (world.start + day * 2))")
        #expect(firedAt < world.start + day * 2 + hour * 6)
        for samples in Dictionary(grouping: Self.sentinels(world), by: { $0.finishedAt.day }).values {
            #expect(samples.reduce(0) { $0 + ($1.inputTokens ?? 0) + ($1.outputTokens ?? 0) } <= 60_000)
        }
        let kinds = Set(world.disk.incidents.values.map(\.kind))
        #expect(kinds == [.modelChanged])
    }

    @Test func `without a budget nothing is asked, and a provider that can do neither is let alone`() {
        var none = Self.world(seed: 207, tokens: 0) { _, _, _ in nil }
        none.run(for: hour * 2)
        let kept = none.disk.providers["a"]?.machines["model"]?["sentinels"]
        #expect(Self.sentinels(none).isEmpty && kept == nil)

        var refusing = Self.world(seed: 209, tokens: 60_000) { call, _, _ in
            Self.isSentinel(call) ? Behaviour(call: .fails(400)) : nil
        }
        refusing.run(for: hour * 8)
        // One for log-probabilities, and those of the round in which the second was refused: never again.
        let asked = refusing.sent.count { Self.isSentinel($0) }
        let method = refusing.disk.providers["a"]?.machines["model"]?["sentinels"]?["method"]
        let incidents = refusing.disk.incidents.count
        #expect(asked <= 1 + 16 && method == "none" && incidents == 0)
    }
}
