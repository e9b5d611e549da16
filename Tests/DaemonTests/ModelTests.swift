import Core
import Glibc
import Synchronization
import TestSupport
import Testing

extension EndToEnd.Faults {
    @Suite struct ModelTests {
        /// What the far end is now.
        private struct Far: Sendable {
            var model = "scripted-1"
            var promptTokens = 12
            var answers = 0
        }

        @Test func `another model id, then another chat template, are told within a few rounds, over real HTTP`()
            async throws
        {
            let far = try ScriptedProvider()
            let state = Mutex(Far())
            far.script("acme") { connection, request in
                let now = state.withLock { state in
                    state.answers += 1
                    return state
                }
                let body: JSON = [
                    "id": .string("r-\(now.answers)"), "object": "chat.completion", "model": .string(now.model),
                    "choices": [
                        [
                            "index": 0, "finish_reason": "stop",
                            "message": [
                                "role": "assistant", "content": .string("\(ScriptedProvider.sum(of: request))"),
                            ],
                        ]
                    ],
                    "usage": ["prompt_tokens": .int(now.promptTokens), "completion_tokens": 1],
                ]
                return connection.respond(headers: [Header("Content-Type", "application/json")], body: body.text)
            }
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("some history") { plant.samples("acme").count >= 32 ? true : nil }
            #expect(plant.incidents("model-changed").isEmpty)

            state.withLock { $0.model = "scripted-2" }
            let incident = try await plant.changed("model")
            #expect(incident["summary"]?.string?.contains("model scripted-1 → scripted-2, seen in") == true)
            #expect(incident["severity"] == "warn" && incident["facts"]?["confirmation"]?["state"]?.string != nil)
            let id = try #require(incident["id"]?.string)
            let page = try #require(plant.get("/incidents/\(id)"))
            #expect(page.status == 200 && page.text.contains("scripted-2") && page.text.contains("What changed"))
            let shows = plant.status?["providers"]?[0]?["shows"]
            #expect(shows?["shown"]?.array?.contains { $0["value"] == "scripted-2" } == true)
            #expect(plant.get("/providers/acme")?.text.contains("must cost the same tokens") == true)
            let told = try await plant.run("status", "--config", plant.config)
            #expect(told.output.contains("acme") && plant.metric("plummet_model_changed{provider=\"acme\"") != nil)

            // What was seen survives the process, and is not told twice.
            try await plant.stop(SIGKILL)
            try await plant.start()
            state.withLock { $0.promptTokens = 15 }
            let tokens = try await plant.changed("prompt_tokens")
            #expect(tokens["summary"]?.string?.contains("prompt_tokens") == true)
            let first = plant.incidents("model-changed").filter {
                $0["facts"]?["changes"]?.array?.contains { $0["name"] == "model" } == true
            }
            #expect(first.count == 1)
            try await plant.stop()
        }
    }
}

extension Plant {
    /// Incidents of a kind, open and past.
    fileprivate func incidents(_ kind: String) -> [JSON] {
        (json("/api/v1/incidents")?["incidents"]?.array ?? []).filter { $0["kind"]?.string == kind }
    }

    /// Waits for a fired incident of a model that is told of this.
    fileprivate func changed(_ name: String) async throws -> JSON {
        try await wait("a change of \(name)", within: .seconds(40)) {
            incidents("model-changed").first { incident in
                incident["fired_at"]?.string != nil
                    && incident["facts"]?["changes"]?.array?.contains {
                        $0["name"]?.string == name && $0["confirmed"]?.bool == true
                    } == true
            }
        }
    }
}
