import Alerting
import Core
import Detection
import Engine

/// What the store would hold: commits applied in memory, in the way the store promises (idempotent, all or nothing).
struct Disk {
    var samples: [RecordID: Sample] = [:]
    var traces: [RecordID: Trace] = [:]
    var rounds: [RoundRecord] = []
    var providers: [String: ProviderState] = [:]
    var spend: [String: Spend] = [:]
    var incidents: [RecordID: Incident] = [:]
    var transitions: [Transition] = []
    var notifications: [RecordID: Notification] = [:]
    var baselines: [RetiredBaseline] = []

    mutating func apply(_ commit: Commit) {
        for (sample, trace) in commit.samples {
            samples[sample.id] = sample
            traces[sample.id] = trace
        }
        for round in commit.rounds {
            let known = rounds.lastIndex { $0.round == round.round && $0.provider == round.provider }
            if let known { rounds[known] = round } else { rounds.append(round) }
        }
        for state in commit.providers { providers[state.provider] = state }
        for row in commit.spend { spend["\(row.provider) \(row.day)"] = row }
        for incident in commit.incidents { incidents[incident.id] = incident }
        transitions += commit.transitions
        baselines += commit.baselines
        for notification in commit.notifications { notifications[notification.id] = notification }
    }

    var recovered: Recovered {
        var recovered = Recovered()
        recovered.providers = providers.keys.sorted().compactMap { providers[$0] }
        recovered.openSamples = samples.values.filter { sample in
            sample.round > providers[sample.provider]?.closedThrough ?? Round(start: .distantPast)
        }.sorted { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }
        recovered.spend = spend.keys.sorted().compactMap { spend[$0] }
        recovered.incidents = incidents.values.filter(\.isOpen).sorted { $0.id < $1.id }
        recovered.notifications = notifications.values.filter { $0.state == .waiting }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        return recovered
    }
}

/// How a simulated provider behaves at a moment.
struct Behaviour {
    enum Call {
        case answers, empty, fails(Int), hangs, disconnects, retryAfter(seconds: Int)
        case says(String, calls: [ToolCall] = [])
        case sends(body: String)
        case unreachable(TransportFailure)
    }
    var call = Call.answers
    /// Probability of a right answer.
    var skill = 0.95
    var latency = Duration.milliseconds(400)
    /// Added to every response.
    var headers: [Header] = []
    /// The body of `fails`.
    var error = ""
    /// The backend that an answer names, and the address that it comes from; empty for none.
    var backend = ""
    var address = ""
    /// The response's id and moment of creation, and whether it counts tokens.
    var responseID: String?
    var createdAt: Timestamp?
    var countsTokens = true
    /// What it shows of itself.
    var shownModel = "sim-1"
    var systemFingerprint: String?
    /// Input tokens of every prompt.
    var promptTokens = 20
    /// Tokens of the answer, and of hidden reasoning where it has any; why it ended, by default as it did; and its first byte.
    var outputTokens = 3
    var reasoningTokens: Int?
    var finish: String?
    var firstByte: Duration?
    /// Of the first token, the likeliest first.
    var logProbabilities: [(token: String, log: Double)] = []
}

/// A world in virtual time around one engine: far ends, a webhook that takes everything, a disk, and crashes.
struct World {
    var engine: Engine
    var disk = Disk()
    var now: Timestamp
    let start: Timestamp
    var plan: Plan
    let seed: UInt64
    var behaviour: (String, Duration) -> Behaviour
    /// Where it is set, what a far end does is decided by what it is asked.
    var script: ((Call) -> Behaviour)?
    /// The same, also by when it is asked.
    var model: ((Call, Timestamp) -> Behaviour)?
    /// Every request in its order.
    var sent: [Call] = []
    /// Requests sent, by provider.
    var requests: [String: Int] = [:]
    /// When requests were sent, by provider.
    var sentAt: [String: [Timestamp]] = [:]
    var deliveries: [Notification] = []
    /// How long the engine's process is busy with what came in together, at a moment; nothing for one that keeps up.
    var busy: (Duration) -> Duration = { _ in .zero }
    /// What came in until then is handled together.
    private var batchUntil = Timestamp.distantPast
    private var arrivals: [(at: Timestamp, order: Int, event: Event)] = []
    private var order = 0

    init(
        plan: Plan, seed: UInt64, start: Timestamp = Timestamp(seconds: 1_800_000_000),
        behaviour: @escaping (String, Duration) -> Behaviour
    ) {
        self.plan = plan
        self.seed = seed
        self.start = start
        self.behaviour = behaviour
        now = start
        engine = Engine(plan: plan, rootSeed: seed, recovered: Recovered(), now: start)
    }

    /// Runs for a stretch of virtual time. `crash` is asked after every commit whether the process dies before its effects.
    mutating func run(for duration: Duration, crash: (inout SeededRandom) -> Bool = { _ in false }) {
        let end = now + duration
        var random = SeededRandom(seed: seed).child("crashes \(now.microseconds)")
        handle(.tick, crash: crash, &random)
        while true {
            arrivals.sort { ($0.at, $0.order) < ($1.at, $1.order) }
            let wake = engine.nextWake
            if let next = arrivals.first, next.at <= wake {
                guard next.at <= end else { break }
                arrivals.removeFirst()
                pass(to: next.at)
                handle(next.event, crash: crash, &random)
            } else {
                guard wake <= end else { break }
                pass(to: wake)
                handle(.tick, crash: crash, &random)
            }
        }
        now = max(now, end)
    }

    private mutating func pass(to moment: Timestamp) {
        guard moment > batchUntil else { return }
        batchUntil = max(now, moment)
        now = batchUntil + busy(batchUntil - start)
    }

    /// Something happens to the engine now.
    mutating func happen(_ event: Event) {
        var random = SeededRandom(seed: seed)
        handle(event, crash: { _ in false }, &random)
    }

    /// The process dies and starts again at once: what was in flight is gone.
    mutating func restart() {
        arrivals = []
        engine = Engine(plan: plan, rootSeed: seed, recovered: disk.recovered, now: now)
    }

    private mutating func handle(_ event: Event, crash: (inout SeededRandom) -> Bool, _ random: inout SeededRandom) {
        let step = engine.handle(event, now: now, backlog: arrivals.count { $0.at <= now })
        disk.apply(step.commit)
        if !step.commit.isEmpty, crash(&random) { return restart() }
        for effect in step.effects {
            switch effect {
            case .send(let call): send(call)
            case .deliver(let notification):
                deliveries.append(notification)
                arrive(.delivered(notification.id, .delivered), after: .milliseconds(50))
            case .report: break
            }
        }
    }

    private mutating func arrive(_ event: Event, after delay: Duration) {
        order += 1
        arrivals.append((now + delay, order, event))
    }

    private mutating func send(_ call: Call) {
        let provider = call.id.provider
        requests[provider, default: 0] += 1
        sentAt[provider, default: []].append(now)
        sent.append(call)
        let behaviour = script?(call) ?? model?(call, now) ?? behaviour(provider, now - start)
        var exchange = Exchange(status: 200, headers: [Header("content-type", "application/json")])
        var delay = behaviour.latency
        switch behaviour.call {
        case .answers: exchange.body = answer(call, behaviour)
        case .says(let text, let calls): exchange.body = body(text, calls, behaviour)
        case .empty: exchange.body = []
        case .sends(let body): exchange.body = Array(body.utf8)
        case .fails(let status):
            exchange.status = status
            exchange.body = Array(behaviour.error.utf8)
        case .retryAfter(let seconds):
            exchange.status = 429
            exchange.headers.append(Header("retry-after", "\(seconds)"))
        case .hangs:
            delay = call.limits.total
            exchange.status = 0
            exchange.failure = .timeout(.firstByte)
        case .disconnects:
            exchange.status = 0
            exchange.failure = .connectionFailed("refused")
        case .unreachable(let failure):
            exchange.status = 0
            exchange.failure = failure
        }
        if delay > call.limits.total {
            delay = call.limits.total
            exchange = Exchange(failure: .timeout(.firstByte))
        } else if exchange.status != 0 {
            exchange.headers += behaviour.headers
            (exchange.peer, exchange.reusedConnection) = (behaviour.address, call.route.reuseConnection)
        }
        exchange.phases.total = delay
        exchange.phases.firstByte = behaviour.firstByte
        arrive(.answered(call.id, call.question.reply(in: exchange, now: now + delay)), after: delay)
    }

    /// Adds the two numbers of the question, or gets it wrong; the same for the same question and seed.
    private func answer(_ call: Call, _ behaviour: Behaviour) -> [UInt8] {
        let prompt = call.question.rendered.messages.last?.content ?? ""
        var random = SeededRandom(seed: StableHash.of(["\(seed)", call.id.provider, prompt]))
        let numbers = prompt.split { !$0.isNumber }.compactMap { Int($0) }
        let right = numbers.reduce(0, +)
        let text = random.chance(behaviour.skill) ? "\(right)" : "\(right + 1 + random.int(in: 0...8))"
        var told = behaviour
        // Two probes may draw the same numbers: every answer has an id of its own all the same.
        told.responseID = "r-\(StableHash.of(["\(random.next())", "\(call.question.rendered.seed)"]))"
        return body(text, [], told)
    }

    private func body(_ text: String, _ calls: [ToolCall], _ behaviour: Behaviour) -> [UInt8] {
        let called = calls.map { call -> JSON in
            [
                "id": .string(call.id), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
            ]
        }
        let message: JSON = .compact([
            ("role", "assistant"), ("content", .string(text)), ("tool_calls", called.isEmpty ? nil : .array(called)),
        ])
        let finish: JSON = called.isEmpty ? .string(behaviour.finish ?? "stop") : "tool_calls"
        let details: JSON? = behaviour.reasoningTokens.map { ["reasoning_tokens": .int($0)] }
        let usage: JSON = .compact([
            ("prompt_tokens", .int(behaviour.promptTokens)), ("completion_tokens", .int(behaviour.outputTokens)),
            ("completion_tokens_details", details),
        ])
        let alternatives = behaviour.logProbabilities.map { token, log -> JSON in
            ["token": .string(token), "logprob": .double(log)]
        }
        let first: JSON? = behaviour.logProbabilities.first.map { token, log in
            [
                "content": [
                    ["token": .string(token), "logprob": .double(log), "top_logprobs": .array(alternatives)]
                ]
            ]
        }
        let choice: JSON = .compact([
            ("index", 0), ("finish_reason", finish), ("message", message), ("logprobs", first),
        ])
        return JSON.compact([
            ("id", .string(behaviour.responseID ?? "r-1")), ("model", .string(behaviour.shownModel)),
            ("system_fingerprint", behaviour.systemFingerprint.map(JSON.string)),
            ("provider", behaviour.backend.isEmpty ? nil : .string(behaviour.backend)),
            ("created", behaviour.createdAt.map { .int(Int($0.microseconds / 1_000_000)) }),
            ("choices", [choice]),
            ("usage", behaviour.countsTokens ? usage : nil),
        ]).bytes
    }
}

/// Plans for simulations.
enum Plans {
    /// `count` sums that never change, in one category.
    static func fixed(_ count: Int) -> [Probe] {
        (0..<count).map { index in
            Probe(
                suite: "fixed", id: "sum-\(index)", category: "fixed",
                messages: [Message(role: .user, content: "What is \(index + 20) + 40? Reply with the number only.")],
                sampling: Sampling(temperature: 0, maxOutputTokens: 16),
                evaluate: [["type": "number", "equals": .int(index + 60)]])
        }
    }

    /// `count` varied sums in categories of three.
    static func probes(_ count: Int) -> [Probe] {
        (0..<count).map { index in
            Probe(
                suite: "sums", id: "sum-\(index)", category: "category-\(index / 3)",
                messages: [Message(role: .user, content: "What is {{a}} + {{b}}? Reply with the number only.")],
                sampling: Sampling(temperature: 0, maxOutputTokens: 16),
                vary: [("a", ["int": [100, 999]]), ("b", ["int": [100, 999]])],
                evaluate: [["type": "number", "equals": "{{a + b}}"]])
        }
    }

    static func provider(
        _ name: String, host: String = "sim", concurrency: Int = 4, budget: DailyBudget = DailyBudget(),
        prices: Prices = Prices()
    ) -> Provider {
        Provider(
            name: name, api: "openai-chat", baseURL: "http://\(host)", model: "sim-1",
            limits: ExchangeLimits(total: .seconds(30), firstByte: .seconds(30)), concurrency: concurrency,
            prices: prices,
            budget: budget)
    }

    static func plan(
        _ providers: [Provider], probes: [Probe] = probes(12), interval: Duration = .seconds(900),
        detector: DetectorSettings? = nil, sampling: SamplingPolicy = .full
    ) -> Plan {
        Plan(
            watched: providers.map { Plan.Watched(provider: $0, probes: probes) }, sinks: ["oncall"],
            interval: interval,
            detector: detector ?? DetectorSettings(roundSeconds: interval.inSeconds), remindEvery: .seconds(4 * 3600),
            vantage: "here",
            externalURL: "http://localhost:9464", redactor: Redactor([]), version: "test", sampling: sampling)
    }
}
