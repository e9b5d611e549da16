import Alerting
import Core
import Testing

@Suite struct WebhookOptionsTests {
    private func problems(_ text: String) -> [String] { Given.declaration(text).diagnostics.map(\.description) }

    @Test func `the smallest sink is complete and is posted to as it was written`() throws {
        let (value, diagnostics) = Given.declaration(
            #"{"name": "oncall", "type": "webhook", "url": "https://hooks.example.net/", "secret": {"env": "HOOK_SECRET"}}"#
        )
        #expect(diagnostics.isEmpty)
        let declaration = try #require(value)
        #expect(declaration.name == "oncall" && declaration.type == "webhook")
        #expect(declaration.secrets == [.env("HOOK_SECRET")])
        let request = try declaration.resolve(Given.secrets, version: "9").request(
            for: Given.notification(), at: Given.now)
        #expect(request.url == "https://hooks.example.net/")
        #expect(request.headers["user-agent"] == "plummet/9")
        #expect(request.headers["x-hub-signature-256"] == nil)
    }

    @Test func `the GitHub scheme is HMAC-SHA-256 over the body alone`() throws {
        // The example of GitHub's documentation on validating deliveries.
        let source: SecretSource = { reference throws(SecretUnavailable) in
            Secret(name: reference.name, bytes: Array("It's a Secret to Everybody".utf8))
        }
        let text =
            #"{"name": "a", "type": "webhook", "url": "http://x", "secret": {"env": "A"}, "signatures": ["github"]}"#
        let sink = try #require(Given.declaration(text).value).resolve(source, version: "1")
        let request = sink.request(for: Given.notification(body: "Hello, World!"), at: Given.now)
        #expect(
            request.headers["X-Hub-Signature-256"]
                == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
        #expect(request.headers["webhook-signature"] == nil)
        #expect(request.headers["webhook-id"] == "msg_000000000000abcd")
    }

    @Test func `a webhook without a secret is a warning, not an error`() {
        let (value, diagnostics) = Given.declaration(#"{"name": "a", "type": "webhook", "url": "http://x"}"#)
        #expect(value != nil)
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test(arguments: [
        (#"{"name": "a", "type": "webhok", "url": "http://x"}"#, #"write "webhook""#),
        (#"{"name": "a", "type": "webhook", "secret": {"env": "A"}}"#, #"the key "url" is missing"#),
        (#"{"name": "a", "type": "webhook", "url": "ftp://x", "secret": {"env": "A"}}"#, "is no URL"),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "sekret": {"env": "A"}}"#, #"write "secret""#),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "secret": "whsec_abcd"}"#, "never written into a file"),
        (
            #"{"name": "a", "type": "webhook", "url": "http://x", "headers": {"Authorization": "abcdefgh"}}"#,
            "never written"
        ),
        (
            #"{"name": "a", "type": "webhook", "url": "http://x", "headers": {"X-Y": "Bearer abcdefgh"}}"#,
            "never written"
        ),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "headers": {"Webhook-Id": "1"}}"#, "set by plummet"),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "headers": {"X Y": "1"}}"#, "no name of a header"),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "headers": {"X": "a\r\nY: b"}}"#, "line end"),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "signatures": []}"#, "an array of 0 elements"),
        (#"{"name": "a", "type": "webhook", "url": "http://x", "signatures": ["githob"]}"#, #"write "github""#),
    ])
    func `a mistake is refused with a hint and without showing a secret`(text: String, hint: String) {
        let found = problems(text)
        #expect(found.contains { $0.contains("error") && $0.contains(hint) }, "\(found)")
        #expect(!found.contains { $0.contains("abcd") })
    }

    @Test func `a secret that is there but cannot sign is named, not shown`() throws {
        let source: SecretSource = { reference throws(SecretUnavailable) in
            Secret(name: reference.name, bytes: Array("whsec_***".utf8))
        }
        let text = #"{"name": "a", "type": "webhook", "url": "http://x", "secret": {"env": "HOOK"}}"#
        let declaration = try #require(Given.declaration(text).value)
        let error = #expect(throws: SecretUnavailable.self) { try declaration.resolve(source, version: "1") }
        #expect(error?.description.contains("env HOOK") == true)
        #expect(error?.description.contains("***") == false)
    }

    @Test func `a secret URL that is no URL is named, not shown`() throws {
        let source: SecretSource = { reference throws(SecretUnavailable) in
            Secret(name: reference.name, bytes: Array("hooks.example.net".utf8))
        }
        let text = #"{"name": "a", "type": "webhook", "url": {"env": "URL"}}"#
        let declaration = try #require(Given.declaration(text).value)
        let error = #expect(throws: SecretUnavailable.self) { try declaration.resolve(source, version: "1") }
        #expect(error?.description.contains("example") == false)
    }

    @Test func `the schema names every option`() {
        let schema = Sinks.shape.schemaDocument(id: "x", title: "x").text
        for key in ["name", "type", "url", "secret", "signatures", "headers"] { #expect(schema.contains("\"\(key)\"")) }
    }
}
