import Alerting
import Core
import Detection
import Engine
import Store

/// The engine in virtual time before a real store: a provider that falls and recovers, asked for some days in a second.
struct StoredWorld {
    static let start = Timestamp(seconds: 1_800_000_000)

    private let directory: String
    /// How likely an answer is right, after so long.
    private let skill: (Duration) -> Double
    private var probes: [Probe]
    private var engine: Engine
    private var store: Store
    private var now = start
    private var arrivals: [(at: Timestamp, event: Event)] = []
    private var pending = Commit()

    init(store directory: String, probes count: Int = 8, skill: @escaping (Duration) -> Double) throws {
        self.directory = directory
        self.skill = skill
        probes = (0..<count).map { Self.probe($0) }
        store = try Self.open(directory)
        engine = Engine(plan: Self.plan(probes), rootSeed: 7, recovered: Recovered(), now: now)
    }

    private static func probe(_ index: Int, more: String = "") -> Probe {
        Probe(
            suite: "sums", id: "sum-\(index)", category: "category-\(index / 3)",
            messages: [Message(role: .user, content: "What is {{a}} + {{b}}? Reply with the number only." + more)],
            sampling: Sampling(temperature: 0, maxOutputTokens: 16),
            vary: [("a", ["int": [100, 999]]), ("b", ["int": [100, 999]])],
            evaluate: [["type": "number", "equals": "{{a + b}}"]])
    }

    private static func open(_ directory: String) throws -> Store {
        try Store.open(
            directory: directory, options: StoreOptions(rootSeed: 7, writer: "test"), now: start)
    }

    private static func plan(_ probes: [Probe]) -> Plan {
        let provider = Provider(
            name: "acme", api: "openai-chat", baseURL: "http://acme.test", model: "sim-1",
            limits: ExchangeLimits(total: .seconds(30), firstByte: .seconds(30)))
        return Plan(
            watched: [Plan.Watched(provider: provider, probes: probes)], sinks: [], interval: .seconds(900),
            detector: DetectorSettings(), remindEvery: .seconds(4 * 3600), vantage: "here",
            externalURL: "http://localhost", redactor: Redactor([]), version: "test")
    }

    /// Runs for a stretch of virtual time; what came of it is stored.
    mutating func run(for duration: Duration) async throws {
        let end = now + duration
        handle(.tick)
        while true {
            arrivals.sort { $0.at < $1.at }
            if let next = arrivals.first, next.at <= engine.nextWake {
                guard next.at <= end else { break }
                arrivals.removeFirst()
                now = max(now, next.at)
                handle(next.event)
            } else {
                guard engine.nextWake <= end else { break }
                now = max(now, engine.nextWake)
                handle(.tick)
            }
            if pending.samples.count > 200 { try await keep() }
        }
        now = end
        try await keep()
    }

    /// The process dies, the store is left as it is, and a new process goes on after a while.
    mutating func restart(after pause: Duration) async throws {
        try await keep()
        await store.close()
        store = try Self.open(directory)
        arrivals = []
        now += pause
        engine = Engine(
            plan: Self.plan(probes), rootSeed: 7, recovered: try await store.reader.recover(now: now), now: now)
    }

    /// The first probe becomes another version, and the process begins anew with it.
    mutating func editFirstProbe() async throws {
        probes[0] = Self.probe(0, more: " No words.")
        try await restart(after: .seconds(900))
    }

    /// The store keeps the state of the own network, as it does once that was lost.
    mutating func keepOwnNetwork() {
        let state = ProviderState(
            provider: UnreachableStatus.ownNetwork, closedThrough: nil, detector: [], machines: .null)
        pending.providers.append(state)
    }

    /// The store's reader; the world is over with `close`.
    var reader: StoreReader { store.reader }

    func close() async { await store.close() }

    private mutating func keep() async throws {
        try await store.commit(pending)
        pending = Commit()
    }

    private mutating func handle(_ event: Event) {
        let step = engine.handle(event, now: now)
        pending.append(step.commit)
        for case .send(let call) in step.effects {
            let delay = Duration.milliseconds(400)
            let reply = call.question.reply(in: answer(call, after: delay), now: now + delay)
            arrivals.append((now + delay, .answered(call.id, reply)))
        }
    }

    private func answer(_ call: Call, after delay: Duration) -> Exchange {
        let prompt = call.question.rendered.messages.last?.content ?? ""
        var random = SeededRandom(seed: StableHash.of(["world", prompt]))
        let sum = prompt.split { !$0.isNumber }.compactMap { Int($0) }.reduce(0, +)
        let text = random.chance(skill(now - Self.start)) ? "\(sum)" : "\(sum + 1)"
        var exchange = Exchange(status: 200, headers: [Header("content-type", "application/json")])
        exchange.body =
            JSON.object([
                ("id", .string("r-\(random.next())")), ("model", "sim-1"),
                (
                    "choices",
                    [
                        [
                            "index": 0, "finish_reason": "stop",
                            "message": ["role": "assistant", "content": .string(text)],
                        ]
                    ]
                ),
                ("usage", ["prompt_tokens": 20, "completion_tokens": 3]),
            ]).bytes
        exchange.phases.total = delay
        return exchange
    }
}
