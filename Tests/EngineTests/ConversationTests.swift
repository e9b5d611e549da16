import Core
import Engine
import Probing
import Testing

/// Whole conversations in virtual time: the far end follows a script that sees what it is asked.
@Suite struct ConversationTests {
    private static let number: JSON = [["type": "number", "equals": "{{a}}"]]

    /// Remembers a number over a distraction.
    private static let memory = Probe(
        suite: "talk", id: "recall", category: "memory",
        messages: [Message(role: .user, content: "The number is {{a}}. Say it.")],
        sampling: Sampling(maxOutputTokens: 16), vary: [("a", ["int": [100, 999]])], evaluate: number,
        followUps: [
            FollowUp(messages: [Message(role: .user, content: "Say hello.")], evaluate: []),
            FollowUp(messages: [Message(role: .user, content: "What was the number?")], evaluate: number),
        ])

    /// Looks a number up with a tool.
    private static let tool = Probe(
        suite: "talk", id: "tool", category: "tool-call",
        messages: [Message(role: .user, content: "How many {{w}} are in stock?")],
        sampling: Sampling(
            maxOutputTokens: 16,
            tools: [Tool(name: "stock", parameters: ["type": "object", "properties": ["item": ["type": "string"]]])]),
        vary: [("w", ["word": "animal"]), ("a", ["int": [100, 999]])], evaluate: number,
        toolResults: [ToolResult(tool: "stock", arguments: ["item": "{{w}}"], result: #"{"left": {{a}}}"#)])

    private func world(
        _ probe: Probe, _ provider: Provider = Plans.provider("a"), script: @escaping (Call) -> Behaviour
    )
        -> World
    {
        var world = World(plan: Plans.plan([provider], probes: [probe]), seed: 3) { _, _ in Behaviour() }
        world.script = script
        return world
    }

    /// The number that the conversation began with.
    private static func number(_ call: Call) -> String {
        (call.question.rendered.messages.first?.content ?? "").filter(\.isNumber)
    }

    /// Whether the sample judges itself again from its trace, and the trace survives its own format.
    private func isReproduced(_ world: World, _ sample: Sample) throws -> Bool {
        let trace = try #require(world.disk.traces[sample.id])
        let copy = try #require(Trace(json: trace.json))
        let again = try #require(Rejudgement(copy))
        return again.verdict?.json.text == trace.verdict?.json.text && again.turns.count == trace.turns.count
            && zip(again.turns, trace.turns).allSatisfy {
                $0.completion == $1.completion && $0.verdict == $1.verdict && $0.missing == nil
                    && $0.outcome == $0.stored
            }
    }

    @Test func `a trace of before judgements told their steps is judged as it was then`() throws {
        let probe = Probe(
            suite: "talk", id: "number", category: "arithmetic",
            messages: [Message(role: .user, content: "Say {{a}}.")], sampling: Sampling(maxOutputTokens: 16),
            vary: [("a", ["int": [100, 999]])], evaluate: Self.number)
        var world = world(probe) { .init(call: .says("Answer: \(Self.number($0))")) }
        world.run(for: .seconds(899))
        var trace = try #require(world.disk.traces.values.first)
        #expect(trace.verdict?.judgements.first?.step == "answer-line")
        trace.format = Trace.firstFormatWithSteps - 1
        trace.verdict = trace.verdict?.withoutSteps
        let copy = try #require(Trace(json: trace.json))
        #expect(copy.json.text == trace.json.text)
        #expect(try #require(Rejudgement(copy)).verdict?.json.text == trace.verdict?.json.text)
    }

    private func only(_ world: World) throws -> Sample {
        #expect(world.disk.samples.count == 1)
        return try #require(world.disk.samples.values.first)
    }

    @Test func `a conversation is one sample with the mean of its turns, its tokens and its attempts`() throws {
        for (last, score) in [("right", 1.0), ("wrong", 0.5)] {
            var world = world(Self.memory) { call in
                switch call.question.rendered.messages.count {
                case 1: Behaviour(call: .says(Self.number(call)))
                case 3: Behaviour(call: .says("Hello."))
                default:
                    Behaviour(call: .says(last == "right" ? Self.number(call) : "I do not know."), latency: .seconds(9))
                }
            }
            world.run(for: .seconds(899))
            let sample = try only(world)
            #expect(sample.outcome == .ok && sample.score == score && sample.attempts == 3)
            #expect(sample.inputTokens == 60 && sample.outputTokens == 9)
            // The first request's: what follows depends on the model.
            #expect(sample.latency == .milliseconds(400))
            let trace = try #require(world.disk.traces[sample.id])
            #expect(trace.turns.count == 3 && trace.turns[1].verdict == nil && trace.turns[2].verdict?.score != nil)
            #expect(trace.verdict?.judgements.map(\.type) == ["turn", "turn"])
            #expect(trace.verdict?.judgements[1].parts.map(\.type) == ["number"])
            #expect(trace.verdict?.judgements[1].reason.hasPrefix("turn 3: ") == true)
            #expect(sample.note.hasPrefix(score == 1 ? "turn 1: " : "turn 3: "))
            #expect(try isReproduced(world, sample))
        }
    }

    @Test func `a tool is called, its result is told, and the answer is judged`() throws {
        var world = world(Self.tool) { call in
            let messages = call.question.rendered.messages
            if messages.count == 1 {
                let item = messages[0].content.split(separator: " ")[2]
                let wanted = ToolCall(id: "", name: "stock", arguments: "{\"item\": \"\(item)\"}")
                return Behaviour(call: .says("", calls: [wanted]))
            }
            return Behaviour(call: .says(messages.last?.content.filter(\.isNumber) ?? ""))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        #expect(sample.score == 1 && sample.attempts == 2 && sample.finish == .stop)
        let trace = try #require(world.disk.traces[sample.id])
        // One turn: the verdict is the evaluators' own.
        #expect(trace.turns.count == 2 && trace.verdict?.judgements.map(\.type) == ["number"])
        #expect(trace.turns[0].verdict == nil && trace.turns[0].completion?.toolCalls.first?.id == "")
        #expect(world.sent.last?.question.rendered.messages[1].toolCalls.first?.id == "call-1")
        #expect(try isReproduced(world, sample))
    }

    @Test func `a trace tells everything that was said, in its order`() throws {
        var world = world(Self.tool) { call in
            let messages = call.question.rendered.messages
            let item = messages[0].content.split(separator: " ")[2]
            let wanted = ToolCall(id: "", name: "stock", arguments: "{\"item\": \"\(item)\"}")
            return Behaviour(call: messages.count == 1 ? .says("Let me look.", calls: [wanted]) : .says("Some."))
        }
        world.run(for: .seconds(899))
        let trace = try #require(world.disk.traces[try only(world).id])
        let said = trace.dialogue.compactMap { line -> String? in
            switch line {
            case .message(let message): message.content
            case .answer(let completion): completion.text
            case .silence, .verdict: nil
            }
        }
        #expect(said == (world.sent.last?.question.rendered.messages.map(\.content) ?? []) + ["Some."])
        #expect(trace.isConversation)
        var talk = self.world(Self.memory) { call in
            call.question.rendered.messages.count == 5
                ? Behaviour(call: .fails(400)) : Behaviour(call: .says(Self.number(call)))
        }
        talk.run(for: .seconds(899))
        let lines = try #require(talk.disk.traces[try only(talk).id]).dialogue
        let kinds = lines.map { line -> String in
            switch line {
            case .message(let message): message.role.rawValue
            case .answer: "answer"
            case .silence(let outcome): outcome.rawValue
            case .verdict(_, let turn): "verdict \(turn)"
            }
        }
        #expect(kinds == ["user", "answer", "verdict 0", "user", "answer", "user", "bad-request"])
    }

    @Test func `a wrong tool call ends the turn with what there is`() throws {
        var world = world(Self.tool) { _ in
            Behaviour(call: .says("", calls: [ToolCall(id: "x", name: "stock", arguments: #"{"item": "yacht"}"#)]))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        #expect(sample.score == 0 && sample.attempts == 1 && sample.outcome == .ok && sample.finish == .toolCalls)
        #expect(try isReproduced(world, sample))
    }

    @Test func `a wrong tool call before the last turn leaves the others unreached, and they count`() throws {
        var probe = Self.memory
        probe.followUps[0].evaluate = Self.number
        var world = world(probe) { call in
            call.question.rendered.messages.count == 1
                ? Behaviour(call: .says(Self.number(call)))
                : Behaviour(call: .says(Self.number(call), calls: [ToolCall(id: "", name: "x", arguments: "{}")]))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        let verdict = try #require(world.disk.traces[sample.id]?.verdict)
        #expect(verdict.judgements.map(\.score) == [1, 1, 0] && sample.score == 2.0 / 3)
        #expect(sample.note == "turn 3 was not reached: the probe has no result for this call of \"x\"")
        #expect(try isReproduced(world, sample))
    }

    @Test func `a call that fails in the second turn is made again, and then leaves no score`() throws {
        for isBackAgain in [true, false] {
            var failed = 0
            var world = world(Self.memory) { call in
                guard call.question.rendered.messages.count == 3, !isBackAgain || failed == 0 else {
                    return Behaviour(call: .says(Self.number(call)))
                }
                failed += 1
                return Behaviour(call: .fails(503))
            }
            world.run(for: .seconds(899))
            let sample = try only(world)
            #expect(sample.attempts == (isBackAgain ? 4 : 3))
            #expect(sample.outcome == (isBackAgain ? .ok : .server) && sample.score == (isBackAgain ? 1 : nil))
            let trace = try #require(world.disk.traces[sample.id])
            #expect(trace.turns.map(\.attempts.count) == (isBackAgain ? [1, 2, 1] : [1, 2]))
            #expect(try isReproduced(world, sample))
        }
    }

    @Test func `a bad turn is not hidden by a call that fails after it`() throws {
        var world = world(Self.memory) { call in
            call.question.rendered.messages.count == 1
                ? Behaviour(call: .says("No idea.")) : Behaviour(call: .fails(400))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        #expect(sample.outcome == .ok && sample.score == 0 && sample.status == 400)
        let verdict = try #require(world.disk.traces[sample.id]?.verdict)
        #expect(verdict.judgements.map(\.weight) == [1, 0])
        #expect(verdict.judgements[1].reason == "turn 3 is not counted: it was not asked")
        #expect(try isReproduced(world, sample))
    }

    @Test func `a malformed answer in the second turn scores it 0 and ends the conversation`() throws {
        var world = world(Self.memory) { call in
            call.question.rendered.messages.count == 1
                ? Behaviour(call: .says(Self.number(call))) : Behaviour(call: .empty)
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        // The turn has no evaluators; that there is no answer counts all the same, and so does the turn never reached.
        #expect(sample.outcome == .malformed && sample.score == 1.0 / 3 && sample.attempts == 3)
        #expect(try isReproduced(world, sample))
    }

    @Test func `a budget that is exhausted between turns leaves no score, and is not exceeded`() throws {
        var world = world(Self.memory, Plans.provider("a", budget: DailyBudget(requests: 2))) { call in
            Behaviour(call: .says(Self.number(call)))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        #expect(sample.outcome == .budgetExhausted && sample.score == nil && sample.attempts == 2)
        #expect(world.requests["a"] == 2 && sample.note == "the daily limit of requests is reached")
        #expect(world.disk.traces[sample.id]?.turns.count == 2)
        #expect(try isReproduced(world, sample))
    }

    @Test func `what a conversation reserves grows with what was said and called`() throws {
        var world = world(Self.tool, Plans.provider("a", budget: DailyBudget(tokens: 5_000))) { call in
            call.question.rendered.messages.count == 1
                ? Behaviour(
                    call: .says(
                        "",
                        calls: [
                            ToolCall(
                                id: "", name: "stock",
                                arguments:
                                    "{\"item\": \"\(call.question.rendered.messages[0].content.split(separator: " ")[2])\", \"x\": \"\(String(repeating: "y", count: 5_000))\"}"
                            )
                        ]))
                : Behaviour(call: .says("1"))
        }
        world.run(for: .seconds(899))
        let sample = try only(world)
        #expect(sample.outcome == .budgetExhausted && sample.attempts == 1)
    }

    @Test func `a drain between turns leaves the sample for the next start, which asks it from the beginning`() throws {
        var world = world(Self.memory) { call in
            Behaviour(call: .says(Self.number(call)), latency: .seconds(5))
        }
        while world.sent.isEmpty { world.run(for: .seconds(1)) }
        world.happen(.drain)
        world.run(for: .seconds(60))
        #expect(world.disk.samples.isEmpty && world.sent.count == 1 && world.engine.inFlight == 0)
        world.restart()
        world.run(for: .seconds(600))
        let sample = try only(world)
        #expect(sample.attempts == 3 && sample.score == 1)
    }

    @Test func `a crash in the middle costs the conversation and no more`() throws {
        var world = world(Self.memory) { call in
            Behaviour(call: .says(Self.number(call)), latency: .seconds(5))
        }
        while world.sent.count < 2 { world.run(for: .seconds(1)) }
        world.restart()
        world.run(for: .seconds(600))
        let sample = try only(world)
        #expect(sample.attempts == 3 && sample.score == 1 && world.sent.count == 5)
    }

    @Test func `a conversation holds one place, and others wait until it is over`() {
        let probes = Plans.probes(6) + [Self.memory]
        var world = World(plan: Plans.plan([Plans.provider("a", concurrency: 1)], probes: probes), seed: 3) { _, _ in
            Behaviour(latency: .seconds(20))
        }
        world.run(for: .seconds(3_600))
        for round in world.disk.rounds {
            #expect(world.disk.samples.values.count { $0.round == round.round } == 7)
        }
        let order = world.sent.map { $0.question.rendered.messages[0].content }
        // The three requests of a conversation follow each other without another probe's in between.
        let firsts = order.indices.filter {
            order[$0].hasPrefix("The number") && (order[$0] != order[max($0 - 1, 0)] || $0 == 0)
        }
        #expect(!firsts.isEmpty)
        for first in firsts where first + 2 < order.count {
            #expect(order[first] == order[first + 1] && order[first] == order[first + 2])
        }
    }

    @Test func `another provider under the same name does not take over a conversation that is under way`() throws {
        var world = world(Self.memory) { call in
            Behaviour(call: .says(Self.number(call)), latency: .seconds(5))
        }
        while world.sent.isEmpty { world.run(for: .seconds(1)) }
        world.plan.watched[0].provider.baseURL = "http://elsewhere"
        world.happen(.configured(world.plan))
        world.run(for: .seconds(600))
        #expect(Set(world.sent.map(\.request.url)).count == 1 && world.sent.count == 3)
    }

    @Test func `conversations over days with failures, crashes and budgets are all judged again the same`() throws {
        var random = SeededRandom(seed: 5)
        let provider = Plans.provider("a", budget: DailyBudget(requests: 900))
        var world = World(
            plan: Plans.plan([provider], probes: Plans.probes(3) + [Self.memory, Self.tool]), seed: 7
        ) { _, _ in Behaviour() }
        world.script = { call in
            let words = call.question.rendered.messages.last?.content ?? ""
            switch random.int(in: 0...19) {
            case 0: return Behaviour(call: .fails(503))
            case 1: return Behaviour(call: .empty)
            case 2: return Behaviour(call: .hangs)
            case 3: return Behaviour(call: .says("", calls: [ToolCall(id: "", name: "stock", arguments: "{")]))
            case 4: return Behaviour(call: .says(" "))
            case 5, 6: return Behaviour(call: .says("no"))
            default:
                return Behaviour(call: .says(Self.number(call).isEmpty ? words.filter(\.isNumber) : Self.number(call)))
            }
        }
        world.run(for: .seconds(86_400 * 2)) { $0.chance(0.005) }
        let talks = world.disk.samples.values.filter { $0.probe.hasPrefix("talk/") && $0.attempts > 0 }
        #expect(talks.count > 300)
        for sample in talks { #expect(try isReproduced(world, sample), "\(sample)") }
        #expect(talks.allSatisfy { $0.outcome.isScored || $0.score == nil })
        #expect(Dictionary(grouping: world.sentAt["a"] ?? [], by: \.day).values.allSatisfy { $0.count <= 900 })
        for round in world.disk.rounds {
            #expect(world.disk.samples.values.count { $0.round == round.round && $0.score != nil } == round.scored)
        }
    }
}
