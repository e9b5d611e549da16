import Alerting
import Core
import Foundation
import Testing

@Suite struct StandardWebhookTests {
    private func secret(_ text: String) -> Secret { Secret(name: "test", bytes: Array(text.utf8)) }

    @Test func `the published test vector is reproduced`() throws {
        let key = try #require(StandardWebhook.key(of: secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        let signature = StandardWebhook.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            key: key)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `every vector of an independent implementation is reproduced and verified`() throws {
        let vectors = try #require(Fixtures.json("webhook/vectors.json").array)
        #expect(vectors.count >= 30)
        for vector in vectors {
            let secret = secret(try #require(vector["secret"]?.string))
            let id = try #require(vector["id"]?.string)
            let timestamp = try #require(vector["timestamp"]?.int)
            let body = Array(try #require(vector["body"]?.string).utf8)
            let signature = StandardWebhook.signature(
                id: id, timestamp: timestamp, body: body, key: try #require(StandardWebhook.key(of: secret)))
            #expect(signature == vector["signature"]?.string)
            let headers = [
                Header("Webhook-Id", id), Header("Webhook-Timestamp", "\(timestamp)"),
                Header("Webhook-Signature", signature),
            ]
            try StandardWebhook.verify(
                headers: headers, body: body, secrets: [secret], at: Timestamp(seconds: Double(timestamp) + 10))
        }
    }

    @Test func `what is no whsec secret signs as it is, and what is none at all does not sign`() {
        #expect(StandardWebhook.key(of: secret("plain text")) == Array("plain text".utf8))
        #expect(StandardWebhook.key(of: secret("")) == nil)
        #expect(StandardWebhook.key(of: secret("whsec_")) == nil)
        #expect(StandardWebhook.key(of: secret("whsec_not base 64!")) == nil)
    }

    /// A signed request of a sink with two secrets.
    private func signed() throws -> OutboundRequest {
        let text = #"{"name": "a", "type": "webhook", "url": "http://x/", "secret": [{"env": "A"}, {"env": "B"}]}"#
        let sink = try #require(Given.declaration(text).value).resolve(Given.secrets, version: "1.0")
        return sink.request(for: Given.notification(body: #"{"a":1}"#), at: Given.now)
    }

    @Test(arguments: ["A", "B"])
    func `during rotation either secret verifies`(name: String) throws {
        let request = try signed()
        try StandardWebhook.verify(
            headers: request.headers, body: request.body, secrets: [try Given.secrets(.env(name))], at: Given.now)
    }

    @Test func `a changed body, header, secret or time is refused`() throws {
        let request = try signed()
        let good = [try Given.secrets(.env("A"))]
        func refusal(
            _ change: (inout [Header]) -> Void = { _ in }, body: [UInt8]? = nil, secrets: [Secret]? = nil,
            after seconds: Int = 0
        ) -> WebhookRefusal? {
            var headers = request.headers
            change(&headers)
            do throws(WebhookRefusal) {
                try StandardWebhook.verify(
                    headers: headers, body: body ?? request.body, secrets: secrets ?? good,
                    at: Given.now + .seconds(seconds))
                return nil
            } catch {
                return error
            }
        }
        func set(_ name: String, _ value: String) -> (inout [Header]) -> Void {
            { headers in
                headers.removeAll { $0.name == name }
                headers.append(Header(name, value))
            }
        }
        #expect(refusal() == nil)
        #expect(refusal(after: 300) == nil)
        #expect(refusal(after: 301) == .tooOld)
        #expect(refusal(after: -301) == .tooNew)
        #expect(refusal(body: request.body + [32]) == .noMatch)
        #expect(refusal(secrets: [try Given.secrets(.env("C"))]) == .noMatch)
        #expect(refusal(secrets: []) == .badSecret)
        #expect(refusal(set("webhook-id", "msg_other")) == .noMatch)
        #expect(refusal(set("webhook-timestamp", "\(Int(Given.now.seconds) + 1)")) == .noMatch)
        #expect(refusal(set("webhook-timestamp", "soon")) == .badTimestamp)
        #expect(refusal(set("webhook-timestamp", "9223372036854775807")) == .badTimestamp)
        #expect(refusal(set("webhook-signature", "v1,")) == .noMatch)
        #expect(refusal { headers in headers.removeAll { $0.name == "webhook-id" } } == .missingHeader("webhook-id"))
    }

    @Test(.enabled(if: Python.has("standardwebhooks"), "python3 has no module standardwebhooks here"))
    func `the Python library of Standard Webhooks verifies what is sent`() throws {
        let text = #"{"name": "a", "type": "webhook", "url": "http://x/", "secret": {"file": "/s"}}"#
        let sink = try #require(Given.declaration(text).value).resolve(Given.secrets, version: "1.0")
        let bodies = Given.qualityLife.map { AlertContent.body($0, Given.surroundings) }
        let cases = try bodies.map { body -> JSON in
            var row = Given.notification()
            row.body = body
            // The library checks the time against its own clock.
            let request = sink.request(for: row, at: Timestamp(seconds: Date().timeIntervalSince1970))
            return [
                "secret": .string(try Given.secrets(.file("/s")).revealedText),
                "body": .string(String(decoding: request.body, as: UTF8.self)),
                "headers": .object(request.headers.map { ($0.name, .string($0.value)) }),
            ]
        }
        let script = """
            import json, sys
            from standardwebhooks import Webhook
            for case in json.load(sys.stdin):
                Webhook(case["secret"]).verify(case["body"], case["headers"])
                print("verified")
            """
        let output = try Python.run(script, input: JSON.array(cases).text)
        #expect(output == String(repeating: "verified\n", count: 4))
    }
}

/// The python3 of this machine, where there is one.
enum Python {
    static func has(_ module: String) -> Bool { (try? run("import \(module); print('yes')", input: "")) == "yes\n" }

    static func run(_ script: String, input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
