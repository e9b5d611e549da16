import Core
import Settings
import Testing

@Suite struct TelemetryTests {
    private func load(_ telemetry: String, _ secrets: [String: String] = ["env OTLP": "Bearer abcdef"])
        -> SettingsResult
    {
        let text = """
            {"providers": [{"name": "a", "api": "openai-chat", "model": "m", "base_url": "http://127.0.0.1:8080/v1"}],
             "telemetry": \(telemetry)}
            """
        return Settings.load(
            config: SourceFile("c.json", text), suites: [SourceFile("probes.d/arithmetic.json", arithmeticSuite)],
            secrets: vault(secrets), version: "1.2.3")
    }

    @Test func `a collector is a base URL and what is sent with it`() throws {
        let (value, diagnostics) = load(
            #"{"otlp": {"url": "https://o.example.net:4318/", "headers": {"X-Team": "t", "Authorization": {"env": "OTLP"}}, "interval": "1m", "max_batch": 7, "content": true}}"#
        )
        #expect(diagnostics.errors.text == "")
        let export = try #require(value?.telemetry)
        #expect(export.url == "https://o.example.net:4318/v1/traces")
        #expect(export.headers == [Header("X-Team", "t")])
        #expect(export.secretHeaders.map(\.name) == ["Authorization"])
        #expect(export.secretHeaders.map(\.secret.revealedText) == ["Bearer abcdef"])
        #expect(export.interval == .seconds(60) && export.maxBatch == 7 && export.content)
        #expect(value?.secrets.map(\.name) == ["env OTLP"], "known to be kept out of everything")
    }

    @Test func `nothing but the URL is needed, and content is not sent unless somebody says so`() throws {
        let export = try #require(load(#"{"otlp": {"url": "http://127.0.0.1:4318"}}"#).settings?.telemetry)
        #expect(export.interval == .seconds(10) && export.maxBatch == 100 && !export.content)
        #expect(load("{}").settings?.telemetry == nil)
    }

    @Test func `what is wrong is told with its place`() {
        let (value, diagnostics) = load(
            #"{"otlp": {"url": "http://o.example.net/v1/traces", "headers": {"Content-Type": "x", "api-key": "abc", "X-A": {"env": "NONE"}}, "interval": "0s", "max_batch": 0}}"#
        )
        #expect(value == nil)
        #expect(
            diagnostics.errors.text == """
                c.json:2:32: error: the URL of one endpoint, not the base; leave out "/v1/traces"; it is added
                c.json:2:78: error: the header "Content-Type" is set by plummet itself; leave it out
                c.json:2:110: error: a secret is never written into a file; write {"env": "NAME"} or {"credential": "name"} and keep the value there
                c.json:2:154: error: 0s is out of range; write 1s to 1h
                c.json:2:173: error: 0 is out of range; write 1 to 1000
                """)
    }

    @Test func `a secret that cannot be had is told where it is wanted`() {
        let (value, diagnostics) = load(
            #"{"otlp": {"url": "https://o.example.net", "headers": {"X-A": {"env": "NONE"}}}}"#)
        #expect(value == nil)
        #expect(diagnostics.errors.text == "c.json:2:76: error: secret env NONE: it is not set")
    }

    @Test func `secret headers in clear text to another machine are warned of`() {
        let headers = #""headers": {"X-A": {"env": "OTLP"}}"#
        func warnings(_ url: String) -> String {
            load("{\"otlp\": {\"url\": \"\(url)\", \(headers)}}").diagnostics.filter {
                $0.problem.contains("unencrypted")
            }
            .text
        }
        #expect(
            warnings("http://collector:4318").contains("c.json:2:32: warning: the secret headers travel unencrypted"))
        #expect(warnings("http://127.0.0.1:4318").isEmpty && warnings("https://collector").isEmpty)
    }
}
