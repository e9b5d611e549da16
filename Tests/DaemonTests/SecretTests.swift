import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Faults {
    @Suite struct SecretTests {
        @Test func `no secret is in any log, page, metric, trace or file though the far end repeats them all`()
            async throws
        {
            let secrets = [
                ("API_KEY", "sk-live-Zx81kLmQ7TtR4"), ("GATEWAY", "gw-9f8e7d6c5b4a3f2e"), ("HOOK", "hook-5hG7sK2pQ9wL"),
                ("TOKEN", "token-8sD3fG6hJ1kL"),
            ]
            let echo = secrets.map(\.1).joined(separator: " ")
            let far = try ScriptedProvider()
            let message = "{\"error\":{\"message\":\"bad key \(echo)\"}}"
            let headers = [Header("x-request-id", echo), Header("Set-Cookie", echo), Header("Location", echo)]
            far.script("refuses", ScriptedProvider.respond(401, headers: headers, message))
            far.script("breaks", ScriptedProvider.respond(500, headers: headers, message))
            far.script("errs", ScriptedProvider.respond(200, headers: headers, message))
            far.script("talks", ScriptedProvider.respond(200, headers: headers, ScriptedProvider.chat(echo).text))
            far.script("hook", ScriptedProvider.respond(500, headers: headers, echo))
            far.script("raw", ScriptedProvider.raw(Array("HTTP/1.1 \(echo)\r\n\r\n".utf8)))
            let names = ["breaks", "errs", "raw", "refuses", "talks"]
            let plant = try Plant()
            let members: [(String, JSON)] = [
                ("api_key", ["env": "API_KEY"]), ("headers", ["X-Gateway": ["env": "GATEWAY"]]),
                ("budget", ["requests": 4]),
            ]
            let sink: JSON = [
                "name": "s", "type": "webhook", "url": .string(far.url("hook")), "secret": ["env": "HOOK"],
            ]
            try plant.configure(
                providers: names.map { Plant.provider($0, at: far.url($0), members) },
                [("token", ["env": "TOKEN"]), ("sinks", [sink])])
            try await plant.start(["--log-level", "trace"], environment: secrets)
            for name in names {
                try await plant.wait("samples of \(name)") { plant.calls(name).first }
                #expect(far.requests(of: name).first?.headers["authorization"] == "Bearer \(secrets[0].1)", "\(name)")
                #expect(far.requests(of: name).first?.headers["x-gateway"] == secrets[1].1, "\(name)")
            }
            try await plant.wait("a failed delivery") {
                plant.status?["sinks"]?[0]?["failed_attempts"]?.int ?? 0 > 0 ? true : nil
            }
            let alerts = far.requests(of: "hook").map { String(decoding: $0.body, as: UTF8.self) }
            var shown = [("webhooks", alerts.joined())]
            for target in ["/", "/metrics", "/incidents", "/traces", "/api/v1/status", "/api/v1/incidents"] {
                shown.append((target, plant.get(target)?.text ?? ""))
            }
            for name in names {
                shown.append(("page of \(name)", plant.get("/providers/\(name)")?.text ?? ""))
                for sample in plant.samples(name) {
                    let id = sample["id"]?.string ?? ""
                    shown.append(("trace of \(name)", plant.get("/api/v1/traces/\(id)")?.text ?? ""))
                    shown.append(("trace page of \(name)", plant.get("/traces/\(id)")?.text ?? ""))
                }
            }
            let talk = try #require(plant.calls("talks").first?["id"]?.string)
            let text = try await plant.run("trace", "show", talk, "--config", plant.config)
            #expect(text.output.contains("[redacted]"), "\(text.output)\(text.errors)")
            shown.append(("trace show", text.output))
            let replayed = try await plant.run("replay", talk, "--config", plant.config)
            #expect(replayed.exit == .code(0), "\(replayed.output)\(replayed.errors)")
            try await plant.stop()
            shown += [("log", plant.log), ("output", plant.process?.output ?? "")]
            for file in plant.scratch.files(below: "store") where !file.bytes.isEmpty {
                shown.append((file.path, String(decoding: file.bytes, as: UTF8.self)))
            }
            #expect(shown.allSatisfy { !$0.1.isEmpty || $0.0 == "output" })
            for (name, secret) in secrets {
                for needle in forms(of: secret) {
                    for (place, text) in shown where text.contains(needle) {
                        Issue.record("\(name) is in \(place) as \(needle)")
                    }
                }
            }
        }

        @Test func `a secret that is split over a stream's pieces is not put together in what is kept`() async throws {
            let secret = "sk-live-Zx81kLmQ7TtR4"
            let far = try ScriptedProvider()
            far.script("acme") { connection, _ in
                connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
                for part in [secret.prefix(9), secret.dropFirst(9)] {
                    let event: JSON = ["choices": [["index": 0, "delta": ["content": .string(String(part))]]]]
                    connection.sendChunk(Array("data: \(event.text)\n\n".utf8))
                }
                let end: JSON = ["choices": [["index": 0, "delta": [:], "finish_reason": "stop"]]]
                connection.sendChunk(Array("data: \(end.text)\n\ndata: [DONE]\n\n".utf8))
                return connection.sendChunk([])
            }
            let plant = try Plant()
            try plant.configure(providers: [
                Plant.provider("acme", at: far.url("acme"), [("stream", true), ("api_key", ["env": "API_KEY"])])
            ])
            try await plant.start(environment: [("API_KEY", secret)])
            let id = try await plant.wait("a sample") { plant.calls("acme").first?["id"]?.string }
            for target in ["/api/v1/samples", "/api/v1/status"] {
                let text = plant.get(target)?.text ?? ""
                #expect(!text.isEmpty && !text.contains(secret), "\(target)")
            }
            for target in ["/traces/\(id)", "/api/v1/traces/\(id)"] {
                #expect(plant.get(target)?.text.contains(secret) == false, "\(target)")
            }
            try await plant.stop()
        }
    }
}

/// How a secret may look: as it is, and in base 64 at each of the three places it can begin at.
private func forms(of secret: String) -> [String] {
    let shifted = (0..<3).map { shift in
        let text = Base64.encode([UInt8](repeating: 0, count: shift) + Array(secret.utf8))
        return String(text.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
    }
    return [secret] + shifted
}
