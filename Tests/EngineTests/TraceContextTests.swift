import Core
import Engine
import Testing

@Suite struct TraceContextTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    /// Sends one round to a provider and gives its requests and what is kept of them; every first call fails.
    private func sent(
        traceContext: Bool, redactor: Redactor = Redactor([]), change: (inout Provider) -> Void = { _ in }
    ) -> (calls: [Call], traces: [Trace]) {
        var provider = Plans.provider("acme")
        provider.traceContext = traceContext
        change(&provider)
        var plan = Plans.plan([provider], probes: Plans.probes(3))
        plan.redactor = redactor
        var engine = Engine(plan: plan, rootSeed: 1, recovered: Recovered(), now: start)
        var (calls, traces, arrivals): ([Call], [Trace], [(Timestamp, Event)]) = ([], [], [])
        var asked: Set<String> = []
        var now = start
        while now < start + .seconds(1_000) {
            let event = arrivals.isEmpty ? Event.tick : arrivals.removeFirst().1
            let step = engine.handle(event, now: now)
            traces += step.commit.samples.compactMap(\.trace)
            for case .send(let call) in step.effects {
                calls.append(call)
                let isFirst = asked.insert(call.question.rendered.messages.last?.content ?? "").inserted
                let exchange = Exchange(
                    status: isFirst ? 500 : 200,
                    body: Array("{\"choices\":[{\"message\":{\"content\":\"4\"},\"finish_reason\":\"stop\"}]}".utf8))
                arrivals.append((now, .answered(call.id, call.question.reply(in: exchange, now: now))))
            }
            if arrivals.isEmpty { now = max(now + .milliseconds(1), engine.nextWake) }
        }
        return (calls, traces)
    }

    @Test func `every attempt tells its own span of the sample's trace, and the first is kept`() throws {
        let (calls, traces) = sent(traceContext: true)
        let headers = calls.compactMap { $0.request.headers["traceparent"] }
        #expect(headers.count == calls.count && Set(headers).count == headers.count)
        #expect(!traces.isEmpty)
        for trace in traces {
            let context = TraceContext(sample: trace.sample)
            for attempt in trace.turns[0].attempts.indices {
                #expect(headers.contains(context.header(turn: 0, attempt: attempt).value))
            }
            #expect(
                trace.turns[0].request.headers["traceparent"] == context.header(turn: 0, attempt: 0).value)
        }
        #expect(traces.contains { $0.turns[0].attempts.count == 2 }, "a repeated call is among them")
    }

    @Test func `without the setting nothing is told, and the configuration's hash is what it was`() {
        let (calls, traces) = sent(traceContext: false)
        #expect(calls.allSatisfy { $0.request.headers["traceparent"] == nil } && !traces.isEmpty)
        var provider = Plans.provider("acme")
        let before = provider.configurationHash
        provider.traceContext = true
        #expect(provider.configurationHash != before)
        provider.traceContext = false
        #expect(provider.configurationHash == before)
    }

    @Test func `a secret that was written into a plain place of a request is not kept`() {
        let planted = Secret(name: "env KEY", bytes: Array("planted-9f8e7d6c".utf8))
        let (calls, traces) = sent(traceContext: false, redactor: Redactor([planted])) { provider in
            provider.headers = [Header("x-note", "planted-9f8e7d6c")]
            provider.extra = [("user", "planted-9f8e7d6c")]
            provider.baseURL = "http://sim/planted-9f8e7d6c"
        }
        #expect(calls.allSatisfy { $0.request.headers["x-note"] == "planted-9f8e7d6c" }, "sent as it was configured")
        #expect(!traces.isEmpty && traces.allSatisfy { !$0.json.text.contains("planted") })
    }
}
