import Alerting
import Core
import Detection
import Settings
import Testing

@Suite struct ConfigurationTests {
    @Test func `the minimal file of the documentation is complete`() throws {
        let (value, diagnostics) = Configuration.read(SourceFile("/etc/plummet/config.json", minimalConfig))
        #expect(diagnostics.isEmpty)
        let configuration = try #require(value)
        let provider = try #require(configuration.providers.first?.provider)
        #expect(provider.name == "openai" && provider.baseURL == "https://api.openai.com/v1")
        #expect(provider.limits == ExchangeLimits() && provider.concurrency == 4 && provider.apiKey == nil)
        #expect(configuration.providers[0].apiKey?.value == .env("OPENAI_API_KEY"))
        #expect(configuration.providers[0].suites == nil)
        #expect(configuration.sinks.map(\.name) == ["oncall"])
        #expect(configuration.probePaths == ["/etc/plummet/probes.d"])
        #expect(configuration.interval == .seconds(900))
        #expect(
            configuration.detector == DetectorSettings(falseAlarmsPerYear: 0.5, roundSeconds: 900, calibrationSlots: 24)
        )
        #expect(configuration.remindEvery == .seconds(14_400))
        #expect(configuration.store.path == "/var/lib/plummet" && configuration.store.maxTracesBytes == 2 << 30)
        #expect(configuration.listen == .tcp(host: "127.0.0.1", port: 9464))
        #expect(configuration.externalURL == "http://127.0.0.1:9464")
        #expect(configuration.token == nil && configuration.vantage == "default")
    }

    @Test func `every field of a full file arrives`() throws {
        let (value, diagnostics) = Configuration.read(try Fixtures.source("full.json"))
        #expect(diagnostics.text == "")
        let configuration = try #require(value)
        let gateway = configuration.providers[0]
        #expect(gateway.provider.headers == [Header("X-Team", "search")])
        #expect(gateway.secretHeaders.map(\.name) == ["cf-aig-authorization"])
        #expect(gateway.secretHeaders.map(\.secret.value) == [.file("/run/secrets/gateway")])
        #expect(gateway.provider.stream && gateway.provider.omit == ["temperature", "seed"])
        #expect(gateway.provider.extra.map(\.0) == ["reasoning"])
        #expect(
            gateway.provider.route
                == Route(proxy: .url("http://proxy.example.net:3128"), caFile: "/etc/ssl/own.pem", version: .http2))
        #expect(gateway.provider.limits.total == .seconds(90) && gateway.provider.limits.connect == .seconds(5))
        #expect(gateway.provider.limits.firstByte == .seconds(30) && gateway.provider.limits.bodyBytes == 1 << 20)
        #expect(gateway.provider.concurrency == 2 && gateway.provider.traceContext)
        #expect(gateway.provider.prices == Prices(input: USD(0.15), output: USD(0.6)))
        #expect(gateway.provider.budget == DailyBudget(requests: 1000, tokens: 1_000_000, money: USD(1.5)))
        #expect(gateway.provider.labels.map(\.0) == ["team", "tier"])
        #expect(gateway.suites?.map(\.value) == ["arithmetic", "logic"])
        #expect(gateway.credentials.isEmpty && gateway.provider.options.isNull)
        let bedrock = configuration.providers[1]
        #expect(bedrock.provider.baseURL == "https://bedrock-runtime.eu-central-1.amazonaws.com")
        #expect(bedrock.provider.options == ["region": "eu-central-1"], "without its comment")
        #expect(bedrock.credentials.map(\.name) == ["access_key_id", "secret_access_key"])
        #expect(bedrock.secrets.map(\.value) == [.env("AWS_ACCESS_KEY_ID"), .credential("aws")])
        #expect(configuration.providers[2].provider.baseURL == "https://assist.example.net/v2/chat")
        #expect(configuration.probePaths == ["probes", "/srv/more.json"])
        #expect(configuration.interval == .seconds(300))
        #expect(configuration.falseAlarmsPerYear == 0.5 && configuration.calibrationRounds == 48)
        #expect(configuration.sampling == .adaptive)
        #expect(configuration.remindEvery == .seconds(7200))
        #expect(
            configuration.store.keepSamples == .seconds(200 * 86_400)
                && configuration.store.keepTraces == .seconds(7 * 86_400))
        #expect(configuration.store.maxTracesBytes == 512 << 20)
        let telemetry = try #require(configuration.telemetry)
        #expect(telemetry.url == "https://collector.example.net:4318" && telemetry.interval == .seconds(30))
        #expect(telemetry.headers.map(\.0) == ["X-Scope-OrgID", "Authorization"])
        #expect(telemetry.maxBatch == 50 && telemetry.content)
        #expect(configuration.listen == .unix(path: "/run/plummet/plummet.sock"))
        #expect(configuration.token?.value == .credential("token"))
        #expect(configuration.externalURL == "https://plummet.example.net/x")
        #expect(configuration.vantage == "fra1")
    }

    @Test func `relative paths lie beside the configuration`() throws {
        let text = #"{"providers": [], "probes": ["own", "/abs"], "store": {"path": "data"}}"#
            .replacingOccurrence(
                of: "[]",
                with: #"[{"name": "a", "api": "openai-chat", "base_url": "http://127.0.0.1:1/v1", "model": "m"}]"#)
        let value = Configuration.read(SourceFile("etc/p/config.json", text)).value
        let configuration = try #require(value)
        #expect(configuration.probePaths == ["etc/p/own", "/abs"])
        #expect(configuration.store.path == "etc/p/data")
    }

    @Test func `a shorter timeout shortens the ones inside it`() throws {
        let text =
            #"{"providers": [{"name": "a", "api": "openai-chat", "base_url": "http://[::1]:1/v1", "model": "m", "timeout": "5s"}]}"#
        let limits = try #require(Configuration.read(SourceFile("c.json", text)).value?.providers[0].provider.limits)
        #expect(limits.connect == .seconds(5) && limits.firstByte == .seconds(5))
    }

    @Test(arguments: [
        ("127.0.0.1:9464", true), ("[::1]:80", true), ("localhost:0", true), ("unix:/run/x.sock", true),
        ("0.0.0.0:9464", false),
        (":9464", false), ("[::]:9464", false), ("plummet.example.net:443", false), ("127.evil.example:80", false),
    ])
    func `an address to listen on is read, and known to be local or not`(text: String, isLocal: Bool) throws {
        let address = try #require(ListenAddress(text: text))
        #expect(address.isLocal == isLocal)
        #expect(ListenAddress(text: address.description) == address)
    }

    @Test(arguments: [
        "", ":", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "::1:9464",
        "[::1]", "[]:1",
        "unix:", "unix:run/x", "host name:1", "http://127.0.0.1:1", "a/b:1", "127.0.0.1:99999999999999999999",
    ])
    func `what is no address is none`(text: String) {
        #expect(ListenAddress(text: text) == nil)
    }

    @Test(arguments: [
        "basic subscription", "bearer of news", "sk-learn", "desk-1234567890123456", "Basic questions",
        "task_force_2024_europe_west",
        "0123456789abcdef0123456789abcdef", "https://example.net/sk/1234567890123456",
    ])
    func `ordinary words are not taken for secrets`(word: String) {
        let text = """
            {"providers": [{"name": "a", "api": "openai-chat", "base_url": "http://127.0.0.1:1/v1", "model": "m",
              "labels": {"x": "\(word)"}, "headers": {"X-Token-Limit": "5", "X-Monkey": "yes"}}], "sinks": []}
            """
        #expect(Configuration.read(SourceFile("c.json", text)).diagnostics.errors.text == "")
    }

    @Test(arguments: [
        "Bearer abc123def456", "basic dXNlcjpwYXNz", "sk-ant-api03-abcdefgh12345678", "xoxb-1234567890-abcdef",
        "ghp_0123456789abcdefghij",
        "AKIAIOSFODNN7EXAMPLE", "see sk-proj-4eC39HqLyjWDarjt", "https://example.net/sk-proj-4eC39HqLyjWDarjt",
    ])
    func `what looks like a secret is refused wherever it stands, without being shown`(secret: String) {
        let text = """
            {"providers": [{"name": "a", "api": "openai-chat", "base_url": "http://127.0.0.1:1/v1", "model": "m",
              "labels": {"x": "\(secret)"}}], "sinks": []}
            """
        let diagnostics = Configuration.read(SourceFile("c.json", text)).diagnostics
        #expect(diagnostics.errors.text.hasPrefix("c.json:2:19: error: this looks like a secret"))
        #expect(!diagnostics.text.contains(secret))
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/v1", false), ("http://localhost/v1", false), ("http://[::1]/v1", false),
        ("http://[::1]:1/v1", false),
        ("https://x.example.net/v1", false), ("http://x.example.net/v1", true),
        ("http://localhost.example.net:80/v1", true),
    ])
    func `a key that would travel unencrypted is told`(url: String, isTold: Bool) {
        let text = """
            {"providers": [{"name": "a", "api": "openai-chat", "base_url": "\(url)", "model": "m", "api_key": {"env": "K"}}]}
            """
        #expect(
            Configuration.read(SourceFile("c.json", text)).diagnostics.text.contains("travels unencrypted") == isTold)
    }

    @Test func `links lead to an address that can be opened`() {
        #expect(ListenAddress(text: ":9464")?.url == "http://127.0.0.1:9464")
        #expect(ListenAddress(text: "[::]:80")?.url == "http://[::1]:80")
        #expect(ListenAddress(text: "10.0.0.1:80")?.url == "http://10.0.0.1:80")
        #expect(ListenAddress(text: "unix:/x")?.url == "")
    }
}

extension String {
    func replacingOccurrence(of old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return self[..<range.lowerBound] + new + self[range.upperBound...]
    }
}
