import Core
import Probing
import Testing

@Suite struct ConversationTests {
    private func probe(
        turns: Int = 1, results: [ToolResult] = [], choice: Sampling.ToolChoice = .automatic
    ) -> RenderedProbe {
        RenderedProbe(
            messages: [Message(role: .user, content: "turn 1")], sampling: Sampling(toolChoice: choice),
            evaluate: [], seed: 1, toolResults: results,
            followUps: (1..<max(turns, 1)).map {
                FollowUp(messages: [Message(role: .user, content: "turn \($0 + 1)")], evaluate: [])
            })
    }

    private func call(_ name: String, _ arguments: String = "{}", id: String = "") -> Completion {
        Completion(text: "", toolCalls: [ToolCall(id: id, name: name, arguments: arguments)], finish: .toolCalls)
    }

    @Test func `a single question is over after its answer, whatever that is`() {
        for answer in [Completion(text: "4"), Completion(text: ""), call("guess"), call("guess", "no JSON")] {
            var conversation = Conversation(probe())
            guard case .judge(let whole, turn: 0) = conversation.answered(answer) else {
                Issue.record("not judged")
                continue
            }
            #expect(whole.text == answer.text && whole.toolCalls.map(\.name) == answer.toolCalls.map(\.name))
            #expect(conversation.state == .over(.complete))
        }
    }

    @Test(arguments: [(0.499, true), (0.5, false), (1, false)])
    func `a turn below one half stands when a later call fails, one half does not`(score: Double, stands: Bool) {
        var conversation = Conversation(probe(turns: 2))
        _ = conversation.answered(Completion(text: "one"))
        var card = Scorecard()
        card.note(Verdict(score: score, judgements: []), turn: 0)
        #expect((card.verdict(after: conversation, failed: true) != nil) == stands)
    }

    @Test func `a follow-up is asked with everything that was said`() {
        var conversation = Conversation(probe(turns: 3))
        #expect(conversation.asked == conversation.probe)
        #expect(conversation.answered(Completion(text: "one")) == .judge(Completion(text: "one"), turn: 0))
        #expect(conversation.state == .asking(turn: 1))
        #expect(conversation.asked.messages.map(\.content) == ["turn 1", "one", "turn 2"])
        #expect(conversation.asked.messages.map(\.role) == [.user, .assistant, .user])
        _ = conversation.answered(Completion(text: "", refusal: "No."))
        #expect(conversation.asked.messages.map(\.content) == ["turn 1", "one", "turn 2", "No.", "turn 3"])
        _ = conversation.answered(Completion(text: "three"))
        #expect(conversation.state == .over(.complete))
    }

    @Test func `calls are answered with the first result that fits, and judged with the turn they were made in`() throws
    {
        let results = [
            ToolResult(tool: "weather", arguments: ["city": "Oslo"], result: "rain"),
            ToolResult(tool: "weather", result: "sun"),
        ]
        var conversation = Conversation(probe(turns: 2, results: results))
        var both = call("weather", #"{"days": 1, "city": "Oslo"}"#, id: "a")
        both.toolCalls.append(ToolCall(id: "", name: "weather", arguments: ""))
        #expect(conversation.answered(both) == .answerCalls)
        #expect(conversation.state == .asking(turn: 0))
        let said = conversation.asked.messages
        #expect(said.map(\.role) == [.user, .assistant, .tool, .tool])
        #expect(said.map(\.content) == ["turn 1", "", "rain", "sun"])
        #expect(said[1].toolCalls.map(\.id) == ["a", "call-1"])
        #expect(said[2].answers == said[1].toolCalls[0] && said[3].answers == said[1].toolCalls[1])
        guard case .judge(let whole, turn: 0) = conversation.answered(Completion(text: "Rain.")) else {
            Issue.record("not judged")
            return
        }
        #expect(whole.text == "Rain." && whole.toolCalls == said[1].toolCalls)
        // The next turn has calls of its own only.
        #expect(conversation.answered(call("weather")) == .answerCalls)
        #expect(conversation.asked.messages.last?.answers?.id == "call-2")
        guard case .judge(let second, turn: 1) = conversation.answered(Completion(text: "Sun.")) else {
            Issue.record("not judged")
            return
        }
        #expect(second.toolCalls.count == 1)
    }

    @Test(arguments: [
        ("weather", #"{"city": "Bonn"}"#, "the probe has no result for this call of \"weather\""),
        ("clock", "{}", "the probe has no result for this call of \"clock\""),
        ("weather", #"{"city": "Oslo""#, "the arguments of \"weather\" are no JSON object"),
        ("weather", "[]", "the arguments of \"weather\" are no JSON object"),
    ])
    func `a call without a result ends turn and conversation, and nothing is guessed`(
        name: String, arguments: String, why: String
    ) {
        let result = ToolResult(tool: "weather", arguments: ["city": "Oslo"], result: "rain")
        var conversation = Conversation(probe(turns: 2, results: [result]))
        guard case .judge = conversation.answered(call(name, arguments)) else {
            Issue.record("not judged")
            return
        }
        #expect(conversation.state == .over(.cut(why)))
    }

    @Test func `one call without a result leaves all of its answer unanswered`() {
        var conversation = Conversation(probe(results: [ToolResult(tool: "a", result: "1")]))
        var both = call("a")
        both.toolCalls.append(ToolCall(id: "", name: "b", arguments: "{}"))
        guard case .judge(let whole, turn: 0) = conversation.answered(both) else {
            Issue.record("not judged")
            return
        }
        #expect(whole.toolCalls.map(\.name) == ["a", "b"] && conversation.state == .over(.complete))
    }

    @Test func `tools are answered at most so often in a turn, and so many at once`() {
        var conversation = Conversation(probe(turns: 2, results: [ToolResult(tool: "a", result: "1")]))
        for _ in 0..<Conversation.maximumToolRounds { #expect(conversation.answered(call("a")) == .answerCalls) }
        guard case .judge(let whole, turn: 0) = conversation.answered(call("a")) else {
            Issue.record("not judged")
            return
        }
        #expect(whole.toolCalls.count == Conversation.maximumToolRounds + 1)
        #expect(conversation.state == .over(.cut("tools were called again and again")))

        var flooded = Conversation(probe(results: [ToolResult(tool: "a", result: "1")]))
        var many = call("a")
        many.toolCalls = Array(repeating: many.toolCalls[0], count: Conversation.maximumCalls + 1)
        guard case .judge = flooded.answered(many) else {
            Issue.record("not judged")
            return
        }
    }

    @Test func `whatever is answered, it ends after so many requests, and no turn of the script is lost to tools`() {
        let answers = [call("a"), Completion(text: "x")]
        for turns in [1, 5, 12, Conversation.maximumRequests] {
            for pattern in 0..<64 {
                var conversation = Conversation(probe(turns: turns, results: [ToolResult(tool: "a", result: "1")]))
                var requests = 0
                var reached = 0
                while case .asking(let turn) = conversation.state {
                    reached = turn
                    _ = conversation.answered(answers[pattern >> (requests % 6) & 1])
                    requests += 1
                }
                #expect(requests <= Conversation.maximumRequests)
                if conversation.state == .over(.complete) { #expect(reached == turns - 1) }
            }
        }
    }

    @Test func `an answer that cannot be said again cuts the conversation`() {
        for answer in [Completion(text: ""), Completion(text: " \n", finish: .length)] {
            var conversation = Conversation(probe(turns: 2))
            #expect(conversation.answered(answer) == .judge(answer, turn: 0))
            #expect(conversation.state == .over(.cut("the answer before it is empty")))
        }
        var conversation = Conversation(probe(turns: 2))
        conversation.malformed()
        #expect(conversation.state == .over(.cut("there was no answer before it")))
        var last = Conversation(probe())
        last.malformed()
        #expect(last.state == .over(.complete))
    }

    @Test func `a tool that must be called must be so once in a turn`() {
        for choice in [Sampling.ToolChoice.required, .named("a")] {
            var conversation = Conversation(
                probe(turns: 2, results: [ToolResult(tool: "a", result: "1")], choice: choice))
            #expect(conversation.asked.sampling.toolChoice == choice)
            _ = conversation.answered(call("a"))
            #expect(conversation.asked.sampling.toolChoice == .automatic)
            _ = conversation.answered(Completion(text: "x"))
            #expect(conversation.asked.sampling.toolChoice == choice)
        }
    }
}
