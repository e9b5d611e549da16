import Core
import Dialects
import Testing

@Suite struct BedrockConverseTests {
    private static let keyText = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let tokenText = "IQoJb3JpZ2luX2VjEXAMPLETOKEN"

    private func dialect(_ region: String = "us-east-1") throws -> any Dialect {
        try #require(Dialects.named("bedrock-converse", options: ["region": .string(region)]))
    }

    private func secret(_ name: String, _ value: String) -> Secret {
        Secret(name: "env " + name, bytes: Array(value.utf8))
    }

    private func provider(_ baseURL: String = "https://bedrock-runtime.us-east-1.amazonaws.com", token: Bool = false)
        -> Provider
    {
        var credentials = [
            ("access_key_id", secret("ID", "AKIDEXAMPLE")), ("secret_access_key", secret("KEY", Self.keyText)),
        ]
        if token { credentials.append(("session_token", secret("TOKEN", Self.tokenText))) }
        return Provider(
            name: "p", api: "bedrock-converse", baseURL: baseURL,
            model: "anthropic.claude-3-haiku-20240307-v1:0",
            credentials: credentials.map { (name: $0.0, secret: $0.1) }, options: ["region": "us-east-1"])
    }

    private let probe = RenderedProbe(
        messages: [Message(role: .user, content: "2+2?")], sampling: Sampling(temperature: 0, maxOutputTokens: 16),
        evaluate: [], seed: 1)

    /// What is signed, recomputed from the request as it is sent.
    private func expected(_ request: OutboundRequest, host: String, path: String, region: String = "us-east-1")
        -> String
    {
        let signature = AmazonSignature(
            accessKeyID: secret("ID", "AKIDEXAMPLE"), secretAccessKey: secret("KEY", Self.keyText), region: region,
            service: "bedrock", now: Examples.now)
        var headers = request.headers.filter { ["content-type", "x-amz-date"].contains($0.name.lowercased()) }
        headers.append(Header("host", host))
        headers += request.secretHeaders.filter { $0.name == "x-amz-security-token" }
            .map { Header($0.name, $0.secret.revealedText) }
        return signature.authorization(method: "POST", target: path, headers: headers, body: request.body)
    }

    @Test func `the request is signed as it is sent`() throws {
        let request = try dialect().encode(probe, for: provider(), now: Examples.now)
        #expect(request.headers["x-amz-date"] == "20261123T090000Z")
        let value = try #require(request.secretHeaders.first { $0.name == "authorization" }).secret.revealedText
        let path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"
        #expect(request.url.hasSuffix(path))
        #expect(value == expected(request, host: "bedrock-runtime.us-east-1.amazonaws.com", path: path))
        #expect(value.contains("SignedHeaders=content-type;host;x-amz-date,"))
        let later = try dialect().encode(probe, for: provider(), now: Examples.now + .seconds(1))
        #expect(later.headers["x-amz-date"] == "20261123T090001Z" && later.body == request.body)
        #expect(later.secretHeaders[0].secret.revealedText != value)
    }

    @Test(arguments: [
        ("http://127.0.0.1:4566", "127.0.0.1:4566", ""), ("https://gw.example.net:443/aws", "gw.example.net", "/aws"),
        ("https://gw.example.net:8443/aws", "gw.example.net:8443", "/aws"),
        ("http://gw.example.net:80", "gw.example.net", ""),
    ])
    func `host and path are signed as a client writes them`(_ base: String, _ host: String, _ prefix: String) throws {
        let request = try dialect().encode(probe, for: provider(base), now: Examples.now)
        let path = prefix + "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"
        #expect(request.secretHeaders.map(\.secret.revealedText) == [expected(request, host: host, path: path)])
    }

    @Test func `the token of temporary credentials is sent and signed`() throws {
        let request = try dialect().encode(probe, for: provider(token: true), now: Examples.now)
        #expect(request.secretHeaders.map(\.name) == ["x-amz-security-token", "authorization"])
        #expect(request.secretHeaders[0].secret.revealedText == Self.tokenText)
        let value = request.secretHeaders[1].secret.revealedText
        #expect(value.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"))
        let path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"
        #expect(value == expected(request, host: "bedrock-runtime.us-east-1.amazonaws.com", path: path))
    }

    @Test func `neither traces nor descriptions show a secret, a signature or an access key`() throws {
        let request = try dialect().encode(probe, for: provider(token: true), now: Examples.now)
        let shown = request.json.text + "\(request)" + String(reflecting: request)
        for hidden in [Self.keyText, Self.tokenText, "AKIDEXAMPLE", "Signature="] {
            #expect(!shown.contains(hidden), "\(hidden)")
        }
        #expect(shown.contains("[secret signature with env KEY]"))
    }

    @Test func `a key is a bearer and nothing is signed, a header of one's own replaces both`() throws {
        var keyed = provider(token: true)
        keyed.apiKey = Examples.key
        let bearer = try dialect().encode(probe, for: keyed, now: Examples.now)
        #expect(bearer.secretHeaders.map(\.prefix) == ["Bearer "])
        #expect(bearer.headers["x-amz-date"] == nil)
        var own = provider(token: true)
        own.secretHeaders = [SecretHeader("Authorization", prefix: "Token ", Examples.key)]
        let replaced = try dialect().encode(probe, for: own, now: Examples.now)
        #expect(replaced.secretHeaders.map(\.prefix) == ["Token "] && replaced.headers["x-amz-date"] == nil)
    }

    @Test func `the region is in the base URL, in the signature and in the fingerprint`() throws {
        let dialect = try dialect("eu-central-1")
        #expect(dialect.defaultBaseURL == "https://bedrock-runtime.eu-central-1.amazonaws.com")
        let request = dialect.encode(probe, for: provider(dialect.defaultBaseURL), now: Examples.now)
        #expect(request.secretHeaders[0].secret.revealedText.contains("/20261123/eu-central-1/bedrock/aws4_request"))
        let body = #"{"output":{"message":{"content":[{"text":"4"}]}},"stopReason":"end_turn"}"#
        #expect(dialect.completion(body)?.fingerprint.region == "eu-central-1")
        #expect(Dialects.named("bedrock-converse", options: [:]) == nil, "a region must be given")
        #expect(Dialects.named("bedrock-converse", options: ["region": "a/b"]) == nil)
    }

    @Test func `a kind of error in a header is read in every form`() {
        for form in [
            "ThrottlingException", "ThrottlingException:http://x/", "com.amazon.x#ThrottlingException",
            " throttlingexception ",
        ] {
            let exchange = Examples.exchange(
                #"{"message":"m"}"#, status: 400, headers: [Header("X-Amzn-ErrorType", form)])
            #expect(BedrockConverse().failure(exchange)?.code == "throttlingexception", "\(form)")
        }
        let bare = Examples.exchange("", status: 403, headers: [Header("x-amzn-errortype", "RequestTimeTooSkewed")])
        #expect(
            BedrockConverse().failure(bare)?.message
                == "the clock of this machine differs from the far end's by minutes")
        #expect(BedrockConverse().failure(bare)?.outcome == .auth)
    }
}
