import Core
import Exposition
import Foundation
import Store
import Testing

@Suite struct TracePageTests {
    @Test func `a conversation is shown turn by turn with calls, results and what each turn was worth`() async throws {
        let hostile = "<script>alert(1)</script>"
        var rendered = RenderedProbe(
            messages: [Message(role: .user, content: "How many chairs?")], sampling: Sampling(), evaluate: [], seed: 1,
            toolResults: [ToolResult(tool: "stock", result: "forty-one pieces")],
            followUps: [FollowUp(messages: [Message(role: .user, content: "And half of it?")], evaluate: [])])
        rendered.sampling.tools = [Tool(name: "stock", description: hostile, parameters: ["type": "object"])]
        func turn(_ completion: Completion, _ verdict: Verdict? = nil) -> Trace.Turn {
            Trace.Turn(
                request: OutboundRequest(url: "https://far.example/v1"),
                attempts: [Trace.Attempt(startedAt: Given.now, exchange: Exchange(status: 200), outcome: .ok)],
                completion: completion, verdict: verdict)
        }
        let judged = Verdict(
            score: 1, judgements: [Judgement(type: "number", ruleVersion: 1, score: 1, reason: "found 41")])
        let call = ToolCall(id: "", name: "stock", arguments: "{\"article\": \"\(hostile)\"}")
        let trace = Trace(
            sample: RecordID(1), api: "openai-chat", stream: false, rendered: rendered,
            turns: [
                turn(Completion(text: "", toolCalls: [call], finish: .toolCalls)), turn(Completion(text: "41"), judged),
                turn(Completion(text: "twenty and a half")),
            ], verdict: judged, writer: "test")
        var commit = Commit()
        commit.samples = [(Given.sample(1), trace)]
        try await SiteUnderTest.run(commit: commit) { site in
            let page = await site.get("/traces/0000000000000001").text
            let order = [
                "1 tool to choose from", "How many chairs?", "tool call stock", "forty-one pieces", "41", "Turn 1: ",
                "found 41", "And half of it?", "twenty and a half", "Request 3 of 3",
            ]
            var rest = page[...]
            for words in order {
                let place = try #require(rest.range(of: words), "\(words) is missing or in another place")
                rest = rest[place.upperBound...]
            }
            #expect(!page.contains("<script>alert"))
        }
    }
}
