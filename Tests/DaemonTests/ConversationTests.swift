import Core
import TestSupport
import Testing

extension EndToEnd.Surface {
    /// A scripted conversation with a tool, over real HTTP and through what the dialects really write.
    @Suite struct ConversationTests {
        private static let suite = """
            { "suite": "tools", "category": "tool-call", "defaults": { "max_output_tokens": 64 },
              "probes": [ { "id": "weather",
                "tools": [ { "name": "get_weather", "description": "Weather of a city.",
                             "parameters": { "type": "object", "properties": { "city": { "type": "string" } } },
                             "results": [ { "arguments": { "city": "Oslo" }, "result": "{\\"celsius\\": 17}" } ] } ],
                "turns": [
                  { "prompt": "How warm is it in Oslo? Use the tool, reply with the number only.",
                    "evaluate": [ { "type": "tool-calls", "calls": [ { "name": "get_weather", "arguments": { "city": "Oslo" } } ] },
                                  { "type": "number", "equals": 17 } ] },
                  { "prompt": "And what city was that? Reply with its name only.",
                    "evaluate": { "type": "equals", "value": "Oslo" } } ] } ] }
            """

        /// What the far end says to the conversation so far, in the API's own words.
        private static func answer(_ request: FarEndRequest, last city: String) -> JSON {
            let asked = (try? JSONParser.parse(request.body)) ?? .null
            let messages = asked["messages"]?.array ?? []
            let isAnthropic = request.target.hasSuffix("/messages")
            let hasResult = messages.contains { message in
                message["role"] == "tool"
                    || (message["content"]?.array ?? []).contains { $0["type"] == "tool_result" }
            }
            let asksCity = String(decoding: request.body, as: UTF8.self).contains("what city was that")
            if asksCity { return isAnthropic ? ScriptedProvider.message(city) : ScriptedProvider.chat(city) }
            if hasResult { return isAnthropic ? ScriptedProvider.message("17") : ScriptedProvider.chat("17") }
            if isAnthropic {
                return [
                    "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted-1",
                    "content": [
                        ["type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": ["city": "Oslo"]]
                    ], "stop_reason": "tool_use", "usage": ["input_tokens": 9, "output_tokens": 3],
                ]
            }
            return [
                "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": "scripted-1",
                "choices": [
                    [
                        "index": 0, "finish_reason": "tool_calls",
                        "message": [
                            "role": "assistant", "content": .null,
                            "tool_calls": [
                                [
                                    "id": "call_1", "type": "function",
                                    "function": ["name": "get_weather", "arguments": #"{"city":"Oslo"}"#],
                                ]
                            ],
                        ],
                    ]
                ], "usage": ["prompt_tokens": 9, "completion_tokens": 3],
            ]
        }

        @Test(arguments: ["openai-chat", "anthropic-messages"])
        func `a tool is called, answered and talked about, and the trace of it all is judged again`(
            _ api: String
        ) async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.scratch.write(Self.suite, to: "probes/sums.json")
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"), api: api)])
            for (city, score) in [("Oslo", "1.000"), ("Bergen", "0.500")] {
                far.script("acme") { connection, request in
                    connection.respond(
                        headers: [Header("Content-Type", "application/json")],
                        body: Self.answer(request, last: city).text)
                }
                let before = far.requests(of: "acme").count
                let once = try await plant.run("once", "--config", plant.config)
                #expect(once.output.contains("1 samples, 1 scored, mean score \(score)"), "\(once.output)")
                #expect(far.requests(of: "acme").count - before == 3, "two turns, and one answer of the tool")
            }
            let file = plant.scratch("talk.jsonl")
            #expect(try await plant.run("http-record", "write", "--config", plant.config, file).exit == .code(0))
            let replayed = try await plant.run("replay", file)
            #expect(replayed.exit == .code(0), "\(replayed.output)\(replayed.errors)")
            let checked = try await plant.run("http-record", "check", file)
            #expect(checked.output.contains("3 of 3 exchanges mean what they meant"), "\(checked.output)")
        }
    }
}
