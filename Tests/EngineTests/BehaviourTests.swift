import Alerting
import Core
import Detection
import Engine
import FoundationEssentials
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// A provider whose answers move for a while.
private struct Course {
    var world: World
    let model: MovingModel
    let begins: Duration
    let ends: Duration

    init(
        seed: UInt64, _ move: MovingModel.Move, begins: Duration = hour * 16, lasts: Duration = hour * 7,
        interval: Duration = .seconds(900), probes: Int = 5
    ) {
        (self.begins, ends) = (begins, begins + lasts)
        var provider = Plans.provider("a")
        provider.stream = true
        world = World(
            plan: Plans.plan([provider], probes: Plans.explained(probes), interval: interval), seed: seed
        ) { _, _ in Behaviour() }
        let (from, until) = (begins, begins + lasts)
        model = MovingModel(seed: seed, start: world.start) { $0 >= from && $0 < until ? move : .none }
        let model = model
        world.model = { model.answer($0, $1) }
    }

    func told(_ kind: Incident.Kind = .behaviourShifted) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == kind && $0.firedAt != nil }
            .sorted { $0.suspectedAt < $1.suspectedAt }
    }

    var suspected: [Incident] {
        world.disk.incidents.values.filter { $0.kind == .behaviourShifted && $0.firedAt == nil }
    }
}

@Suite struct BehaviourTests {
    @Test(
        arguments: [
            (.shorter, .length, .down), (.refuses, .refusal, .otherwise), (.unboxed, .format, .otherwise),
            (.moreReasoning, .reasoningTokens, .up),
        ] as [(MovingModel.Move, BehaviourSignal, BehaviourSignal.Direction)])
    func `what moved is told with its direction, its size and the probes that carry it, and is over when it is`(
        move: MovingModel.Move, signal: BehaviourSignal, direction: BehaviourSignal.Direction
    ) throws {
        var course = Course(seed: 211, move)
        course.world.run(for: course.ends - hour)
        let incident = try #require(course.told().first)
        #expect(course.told().count == 1 && incident.severity == .warn && incident.state == .firing)
        let fired = try #require(incident.firedAt)
        #expect(fired >= course.world.start + course.begins, "false alarm")
        let facts = try #require(BehaviourFacts(json: incident.facts))
        let shift = try #require(facts.shifts.first { $0.signal == signal }, "\(incident.summary)")
        #expect(shift.direction == direction && shift.isLarge && !shift.probes.isEmpty, "\(shift)")
        #expect(shift.falseAlarmYears > 3)
        // Fewer words are fewer tokens and a shorter call; nothing else moved.
        let companions: [BehaviourSignal] =
            switch signal {
            case .length: [.outputTokens]
            default: []
            }
        #expect(facts.shifts.allSatisfy { $0.signal == signal || companions.contains($0.signal) }, "\(facts.shifts)")
        switch move {
        case .shorter: #expect((0.5...0.75).contains(shift.size), "\(shift.size)")
        case .moreReasoning: #expect((1.7...2.4).contains(shift.size), "\(shift.size)")
        default: #expect(shift.size > 0.1 && shift.usualSize < 0.1, "\(shift)")
        }
        if let before = shift.before, let after = shift.after {
            #expect((before.median < after.median) == (direction == .up))
        } else {
            #expect(!shift.usualWord.isEmpty && !shift.newWord.isEmpty && shift.usualWord != shift.newWord)
        }
        if case .shorter = move {
            let (before, after) = (try #require(facts.before), try #require(facts.after))
            #expect(course.world.disk.traces[before.trace] != nil && course.world.disk.traces[after.trace] != nil)
            #expect(before.at < shift.since && after.at >= shift.since)
        }
        course.world.run(for: hour * 8)
        #expect(course.told().count == 1 && course.told().first?.state == .resolved)
        #expect(course.told(.qualityDegraded).isEmpty)
    }

    @Test func `times are held against a week with its hours, and a lasting move is told`() throws {
        var course = Course(seed: 223, .slower, begins: day * 9, lasts: day * 2, interval: hour, probes: 3)
        course.world.run(for: course.ends)
        let incident = try #require(course.told().first)
        let fired = try #require(incident.firedAt)
        #expect(course.told().count == 1 && fired >= course.world.start + course.begins, "\(incident.summary)")
        let facts = try #require(BehaviourFacts(json: incident.facts))
        let shift = try #require(facts.shifts.first { $0.signal == .firstToken }, "\(facts.shifts)")
        #expect(shift.direction == .up && shift.isLarge && (1.3...2.6).contains(shift.size), "\(shift)")
        course.world.run(for: day * 2)
        #expect(course.told().count == 1 && course.told().first?.state == .resolved)
    }

    @Test func `a move too small to matter is kept as a suspicion, and nobody is told`() throws {
        var course = Course(seed: 233, .aLittleLonger, begins: day * 3, lasts: day * 2, probes: 8)
        course.world.run(for: course.ends)
        #expect(course.told().isEmpty, "\(course.told().map(\.summary))")
        let incident = try #require(course.suspected.first)
        #expect(incident.severity == .info && incident.state == .suspected)
        #expect(BehaviourFacts(json: incident.facts)?.shifts.allSatisfy { !$0.isLarge } == true)
        #expect(course.world.deliveries.isEmpty)
    }

    @Test func `what stays for a week is the new baseline, is noted, and going back is a move again`() throws {
        var course = Course(seed: 239, .shorter, begins: day * 3, lasts: day * 11, interval: hour, probes: 4)
        course.world.run(for: course.begins + day * 8)
        let incident = try #require(course.told().first)
        #expect(course.told().count == 1 && incident.state == .resolved)
        let resolved = try #require(incident.resolvedAt)
        #expect(resolved >= course.world.start + course.begins + day * 7)
        let reason = course.world.disk.transitions.last { $0.incident == incident.id }?.reason ?? ""
        #expect(reason.contains("accepted as the new baseline"), "\(reason)")
        let status = course.world.engine.status(
            now: course.world.now,
            reload: ReloadStatus(succeeded: true, succeededAt: course.world.now, attemptedAt: course.world.now),
            troubles: [])
        let behaviour = try #require(status.providers.first?.behaviour)
        #expect(behaviour.accepted.contains { $0.signal == .length } && behaviour.shifts.isEmpty)
        course.world.run(for: day * 4 + hour * 12)
        let second = try #require(course.told().last)
        #expect(course.told().count == 2 && second.id != incident.id)
        #expect(BehaviourFacts(json: second.facts)?.shifts.first { $0.signal == .length }?.direction == .up)
    }

    @Test func `answers that are always the same are no evidence, whatever the others do`() throws {
        var course = Course(seed: 241, .none)
        course.world.model = { _, _ in Behaviour(call: .says("word word word 7"), responseID: "r") }
        course.world.run(for: day)
        #expect(course.told().isEmpty && course.suspected.isEmpty)
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], machines: JSON) {
            var course = Course(seed: 251, .shorter)
            for _ in 0..<(4 * 20) {
                course.world.run(for: .seconds(900))
                if restarting { course.world.restart() }
            }
            return (
                course.world.disk.incidents.values.sorted { $0.id < $1.id },
                course.world.disk.providers["a"]?.machines["behaviour"] ?? .null
            )
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.incidents == restarted.incidents && plain.machines == restarted.machines)
        #expect(plain.incidents.contains { $0.kind == .behaviourShifted && $0.firedAt != nil })
        #expect(plain.machines.bytes.count < 64_000, "\(plain.machines.bytes.count)")
    }

    @Test func `the alert says in plain words what moved`() throws {
        var course = Course(seed: 257, .shorter)
        course.world.run(for: course.ends)
        let delivery = try #require(course.world.deliveries.first)
        let body = try JSONParser.parse(delivery.body)
        let data = try #require(body["data"])
        #expect(body["type"]?.string == "plummet.incident.firing" && data["kind"]?.string == "behaviour-shifted")
        let summary = try #require(data["summary"]?.string)
        #expect(summary.hasPrefix("a answers otherwise than it used to: answers are "), "\(summary)")
        #expect(
            summary.contains(" % shorter ") && summary.contains(" since ") && summary.contains("(median "), "\(summary)"
        )
        let shift = try #require(data["shifts"]?[0])
        #expect(shift["signal"]?.string == "length" && shift["before"]?["median"]?.double ?? 0 > 200)
        let text = AlertText.text(of: body)
        #expect(text.contains("answers are") && text.contains("false alarm"), "\(text)")
    }

    @Test(.enabled(if: RecordedAnswers.isThere, "there is no recorded drift beside the checkout"))
    func `the answers of gpt-4 that became short are found within few rounds of ten, and what stayed is not`() throws {
        let recorded = try RecordedAnswers()
        let march = try #require(recorded.texts["gpt-4 0314"])
        let june = try #require(recorded.texts["gpt-4 0613"])
        let moved = recorded.world(march, then: june)
        let incident = try #require(moved.disk.incidents.values.first { $0.kind == .behaviourShifted })
        let fired = try #require(incident.firedAt)
        #expect(fired >= moved.start + .seconds(900 * 70) && fired < moved.start + .seconds(900 * 82))
        let shift = try #require(BehaviourFacts(json: incident.facts)?.shifts.first { $0.signal == .length })
        #expect(shift.direction == .down && (shift.before?.median ?? 0) > 200 && (shift.after?.median ?? 999) < 20)
        let stayed = recorded.world(march, then: march).disk.incidents.values.filter { $0.kind == .behaviourShifted }
        #expect(stayed.isEmpty)
    }
}

/// Answers of March and June 2023, by `model snapshot`.
private struct RecordedAnswers {
    private struct Row: Decodable {
        var model: String
        var snapshot: String
        var answer: String
    }

    let texts: [String: [String]]

    static let file = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/llmdrift/prime.jsonl")
    static var isThere: Bool { FileManager.default.fileExists(atPath: file.path()) }

    init() throws {
        var texts: [String: [String]] = [:]
        let decoder = JSONDecoder()
        for line in try Data(contentsOf: Self.file).split(separator: UInt8(ascii: "\n")) {
            let row = try decoder.decode(Row.self, from: line)
            texts["\(row.model) \(row.snapshot)", default: []].append(row.answer)
        }
        self.texts = texts
    }

    /// Ten questions a round for 90 rounds, answered by these texts, and from the 71st round on by those.
    func world(_ before: [String], then after: [String]) -> World {
        let probes = (0..<10).map { index in
            Probe(
                suite: "prime", id: "p\(index)", category: "arithmetic",
                messages: [Message(role: .user, content: "Is {{n}} prime?")],
                sampling: Sampling(temperature: 0.1, maxOutputTokens: 1000), vary: [("n", ["int": [1, 99_999]])],
                evaluate: [["type": "words", "min": 1, "max": 5000]])
        }
        var world = World(plan: Plans.plan([Plans.provider("a")], probes: probes), seed: 263) { _, _ in Behaviour() }
        var random = SeededRandom(seed: 263)
        let start = world.start
        world.model = { _, now in
            let texts = now - start < .seconds(900 * 70) ? before : after
            return Behaviour(
                call: .says(texts[random.int(in: 0...(texts.count - 1))]), responseID: "r-\(random.next())")
        }
        world.run(for: .seconds(900 * 90))
        return world
    }
}
