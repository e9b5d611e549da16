import Alerting
import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// Two providers that should answer alike, of which "b" stops to do so after half a day, for some hours.
private struct Pair {
    var world: World
    let begins = hour * 12
    let ends = hour * 22

    /// How "b" answers meanwhile.
    enum Fault: Sendable { case none, flickers, otherWords, worse }

    init(seed: UInt64, _ fault: Fault, equivalent: [String] = ["pool"], interval: Duration = .seconds(900)) {
        var providers = [Plans.provider("a"), Plans.provider("b")]
        for index in providers.indices { providers[index].equivalent = equivalent }
        var colour = Probe(
            suite: "same", id: "colour", category: "logic",
            messages: [Message(role: .user, content: "Name a colour of the sea.")],
            sampling: Sampling(temperature: 0, maxOutputTokens: 16), evaluate: [["type": "words", "max": 3]])
        colour.company = .repeats(3)
        world = World(
            plan: Plans.plan(providers, probes: Plans.probes(9) + colour.copies, interval: interval), seed: seed
        ) { _, _ in Behaviour() }
        var random = SeededRandom(seed: seed).child("answers")
        let (start, begins, ends) = (world.start, begins, ends)
        world.model = { call, now in
            let isWrong = call.id.provider == "b" && now - start >= begins && now - start < ends
            let fault = isWrong ? fault : .none
            let prompt = call.question.rendered.messages.last?.content ?? ""
            var behaviour = Behaviour(latency: .milliseconds(random.int(in: 200...900)))
            if prompt.hasPrefix("Name") {
                // One answer in fifty is another one anyway.
                let isOther =
                    switch fault {
                    case .none, .worse: random.chance(0.02)
                    case .flickers: random.chance(0.4)
                    case .otherWords: true
                    }
                behaviour.call = .says(isOther ? "Green" : "Blue")
            } else {
                let sum = prompt.split { !$0.isNumber }.compactMap { Int($0) }.reduce(0, +)
                let skill = if case .worse = fault { 0.6 } else { 0.93 }
                behaviour.call = .says(random.chance(skill) ? "\(sum)" : "\(sum + random.int(in: 1...9))")
            }
            behaviour.responseID = "r-\(random.next())"
            return behaviour
        }
    }

    func fired(_ kind: Incident.Kind = .inconsistentAnswers) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == kind && $0.firedAt != nil }
    }
}

@Suite struct ConsistencyTests {
    @Test func `repeats that stop to agree are told with two traces, and it is over when they agree again`() throws {
        var pair = Pair(seed: 101, .flickers, equivalent: [])
        pair.world.run(for: hour * 50)
        let incident = try #require(pair.fired().first)
        #expect(pair.fired().count == 1 && incident.provider == "b" && incident.severity == .warn)
        #expect(incident.state == .resolved)
        let facts = try #require(InconsistencyFacts(json: incident.facts))
        #expect(facts.findings.map(\.comparison) == [.repeats])
        #expect(facts.findings.allSatisfy { ($0.observed ?? 1) < 0.8 && ($0.expected ?? 0) > 0.85 })
        let last = try #require(facts.pairs.last)
        #expect(pair.world.disk.traces[last.one] != nil && pair.world.disk.traces[last.other] != nil)
        #expect(Set(last.answers) == ["Blue", "Green"])
        let fired = try #require(incident.firedAt)
        #expect(fired > pair.world.start + pair.begins && fired < pair.world.start + pair.ends)
        // Nothing was wrong with any of the answers.
        #expect(pair.fired(.qualityDegraded).isEmpty)
    }

    @Test func `equivalent providers that answer fixed questions differently are told`() throws {
        var pair = Pair(seed: 103, .otherWords)
        pair.world.run(for: hour * 50)
        let incident = try #require(pair.fired().first)
        #expect(pair.fired().count == 1 && incident.provider == "b" && incident.state == .resolved)
        let facts = try #require(InconsistencyFacts(json: incident.facts))
        #expect(facts.findings.contains { $0.comparison == .equivalentAnswers && $0.with == "a" })
        #expect(pair.fired(.qualityDegraded).isEmpty)
    }

    @Test func `the worse of two equivalent providers is told by the signs of the differences`() throws {
        var pair = Pair(seed: 107, .worse)
        pair.world.run(for: hour * 50)
        let incident = try #require(pair.fired().first)
        #expect(pair.fired().count == 1 && incident.provider == "b" && incident.state == .resolved)
        let facts = try #require(InconsistencyFacts(json: incident.facts))
        #expect(facts.findings.map(\.comparison) == [.equivalentScores])
    }

    @Test(arguments: [109] as [UInt64])
    func `healthy providers raise nothing in a year`(seed: UInt64) {
        var pair = Pair(seed: seed, .none, interval: day)
        pair.world.run(for: day * 365)
        #expect(pair.world.disk.incidents.values.filter { $0.firedAt != nil }.isEmpty, "seed \(seed)")
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], machines: JSON) {
            var pair = Pair(seed: 127, .flickers)
            for _ in 0..<(4 * 20) {
                pair.world.run(for: .seconds(900))
                if restarting { pair.world.restart() }
            }
            return (
                pair.world.disk.incidents.values.sorted { $0.id < $1.id },
                pair.world.disk.providers["b"]?.machines["agreement"] ?? .null
            )
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.incidents == restarted.incidents && plain.machines == restarted.machines)
        #expect(plain.incidents.contains { $0.kind == .inconsistentAnswers && $0.firedAt != nil })
    }

    @Test func `copies are asked and kept, and are no part of the quality`() {
        var pair = Pair(seed: 131, .none, equivalent: [])
        pair.world.run(for: hour * 12)
        let copies = pair.world.disk.samples.values.filter { Probe.isCopy(key: $0.probe) }
        #expect(copies.count == 2 * 2 * 4 * 12)
        #expect(pair.world.disk.rounds.allSatisfy { $0.scheduled == 12 })
    }
}
