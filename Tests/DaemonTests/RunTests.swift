import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct RunTests {
        @Test func `samples flow from every dialect, whole and streamed, and each can be reconstructed`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            let stream: [(String, JSON)] = [("stream", true)]
            try plant.configure(providers: [
                Plant.provider("chat", at: far.url("chat")),
                Plant.provider("chat-stream", at: far.url("chat-stream"), stream),
                Plant.provider("messages", at: far.url("messages"), api: "anthropic-messages"),
                Plant.provider("messages-stream", at: far.url("messages-stream"), api: "anthropic-messages", stream),
            ])
            try await plant.start()
            for name in ["chat", "chat-stream", "messages", "messages-stream"] {
                let sample = try await plant.wait("a sample of \(name)") { plant.calls(name).last }
                #expect(sample["outcome"]?.string == "ok", "\(name)")
                #expect(sample["score"]?.double == 1, "\(name)")
                #expect(sample["attempts"]?.int == 1, "\(name)")
                #expect(sample["input_tokens"]?.int == 12, "\(name)")
                let id = try #require(sample["id"]?.string)
                let shown = try await plant.run("trace", "show", id, "--config", plant.config)
                #expect(shown.exit == .code(0), "\(name): \(shown.errors)")
                #expect(shown.output.contains("Reply with the number only"), "\(name)")
                let replayed = try await plant.run("replay", id, "--config", plant.config)
                #expect(replayed.exit == .code(0), "\(name): \(replayed.output)\(replayed.errors)")
                #expect(replayed.output.hasPrefix("reproduced"), "\(name)")
                let offline = try await plant.run("replay", id, "--store", plant.scratch("store"))
                #expect(offline.exit == .code(0), "\(name): \(offline.output)\(offline.errors)")
            }
            #expect(try await plant.stop() == .code(0))
        }

        @Test func `status says how things stand, by table, by JSON and by exit code`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let nobody = try await plant.run("status", "--config", plant.config)
            #expect(nobody.exit == .code(1))
            #expect(nobody.errors.contains("no daemon answers"), "\(nobody.errors)")
            try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            let table = try await plant.run("status", "--config", plant.config)
            #expect(table.exit == .code(0), "\(table.errors)")
            #expect(table.output.contains("acme") && !table.output.contains("\u{1B}"))
            let machine = try await plant.run("status", "--json", "--config", plant.config)
            let status = try JSONParser.parse(machine.output)
            #expect(status["providers"]?[0]?["name"]?.string == "acme")
            try await plant.stop()
        }

        @Test func `what a far end writes neither moves the cursor nor begins a line of the log`() async throws {
            let far = try ScriptedProvider()
            let attack = "4\r\n<2>forged\u{1B}[2J\u{9B}2J\u{7F}\u{2028}forged"
            far.script("talks", ScriptedProvider.respond(200, ScriptedProvider.chat(attack).text))
            let error: JSON = ["error": ["message": .string(attack)]]
            far.script("refuses", ScriptedProvider.respond(400, error.text))
            let plant = try Plant()
            try plant.configure(providers: ["refuses", "talks"].map { Plant.provider($0, at: far.url($0)) })
            try await plant.start(["--log-level", "debug"])
            var shown = ""
            for name in ["refuses", "talks"] {
                let sample = try await plant.wait("a sample of \(name)") { plant.calls(name).last }
                let id = try #require(sample["id"]?.string)
                shown += try await plant.run("trace", "show", id, "--config", plant.config).output
            }
            shown += try await plant.run("status", "--config", plant.config).output
            shown += try await plant.run("once", "--config", plant.config).output
            try await plant.stop()
            #expect(shown.contains("forged"))
            for scalar in (shown + plant.log).unicodeScalars where scalar != "\n" {
                let isControl = scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028
                if isControl { Issue.record("U+\(String(scalar.value, radix: 16)) came through") }
            }
            for line in plant.log.split(separator: "\n") where line.firstMatch(of: #/^\d{4}-\d\d-\d\d /#) == nil {
                Issue.record("a line of the log is not the daemon's: \(line)")
            }
        }

        @Test func `a trace that was tampered with is not reproduced`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            let id = try await plant.wait("a sample") { plant.calls("acme").first?["id"]?.string }
            let shown = try await plant.run("trace", "show", id, "--json", "--config", plant.config)
            try plant.scratch.write(shown.output, to: "trace.json")
            let honest = try await plant.run("replay", plant.scratch("trace.json"))
            #expect(honest.exit == .code(0), "\(honest.output)\(honest.errors)")
            let forged = shown.output.replacing("\"score\": 1", with: "\"score\": 0.5")
            #expect(forged != shown.output)
            try plant.scratch.write(forged, to: "trace.json")
            let replayed = try await plant.run("replay", plant.scratch("trace.json"))
            #expect(replayed.exit == .code(1))
            #expect(replayed.output.hasPrefix("differs"))
            try plant.scratch.write("{}", to: "trace.json")
            #expect(try await plant.run("replay", plant.scratch("trace.json")).exit == .code(1))
            #expect(try await plant.run("replay", "0123456789abcdef", "--config", plant.config).exit == .code(1))
            try await plant.stop()
        }
    }
}
