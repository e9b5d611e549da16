import Core
import Engine
import Probing
import Testing

/// Evaluators of the call itself see its times, tokens and prices, and see the same in its trace.
@Suite struct CallFactsTests {
    private func trace(_ evaluate: JSON, prices: Prices) throws -> Trace {
        var provider = Plans.provider("a")
        provider.prices = prices
        let probe = Probe(
            suite: "call", id: "facts", category: "arithmetic", messages: [Message(role: .user, content: "Say 7.")],
            sampling: Sampling(maxOutputTokens: 16), evaluate: evaluate)
        var world = World(plan: Plans.plan([provider], probes: [probe]), seed: 3) { _, _ in Behaviour() }
        world.script = { _ in Behaviour(call: .says("7"), latency: .milliseconds(1500)) }
        world.run(for: .seconds(899))
        return try #require(world.disk.traces.values.first)
    }

    private let evaluate: JSON = [
        ["type": "number", "equals": 7], ["type": "latency", "total": "1s", "weight": 0],
        ["type": "tokens", "output": ["max": 1000], "weight": 0], ["type": "cost", "max": 100, "weight": 0],
        ["type": "log-probability", "mean": -1, "weight": 0],
    ]

    @Test func `the verdict is reproduced from the trace alone`() throws {
        let trace = try trace(evaluate, prices: Prices(input: USD(1), output: USD(2)))
        let copy = try #require(Trace(json: trace.json))
        #expect(copy.prices == Prices(input: USD(1), output: USD(2)))
        #expect(try #require(Rejudgement(copy)).verdict?.json.text == trace.verdict?.json.text)
        let judgements = try #require(trace.verdict).judgements
        #expect(judgements[1].score == 0.5 && judgements[1].reason.contains("1.500 s"))
        #expect(judgements[3].extraction == .whole && judgements[3].score == 1)
        #expect(trace.verdict?.score == 1)
    }

    @Test func `what is not known is no bad answer`() throws {
        let trace = try trace(evaluate, prices: Prices())
        #expect(trace.json["prices"] == nil)
        let judgements = try #require(trace.verdict).judgements
        #expect(judgements[3].extraction == .error && judgements[4].extraction == .error)
        #expect(trace.verdict?.score == 1)
        let alone = try self.trace([["type": "cost", "max": 1]], prices: Prices())
        #expect(alone.verdict?.score == nil)
    }

    @Test func `the times are whole microseconds, as traces keep them`() {
        let facts = CallFacts(total: .nanoseconds(1_234_567_891), firstToken: .nanoseconds(1_999))
        #expect(facts.total == .microseconds(1_234_567) && facts.firstToken == .microseconds(1))
    }
}
