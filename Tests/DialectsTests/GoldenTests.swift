import Core
import Dialects
import Testing

@Suite struct GoldenTests {
    @Test(arguments: Dialects.all.map(\.name))
    func `requests are exactly the bytes and headers of the fixtures`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let cases = try Fixtures.cases(dialect, "encode")
        #expect(!cases.isEmpty)
        for fixture in cases {
            let dialect = try #require(fixture.dialect(name), "\(fixture.name): options")
            let request = dialect.encode(fixture.probe, for: fixture.provider(api: name), now: Examples.now)
            let expected = try fixture.expected("request", actual: request.json)
            #expect(request.json == expected, "\(fixture.name): \(request.json.text)")
            #expect(request.json["body"] == expected?["body"], "\(fixture.name): order of members")
            #expect(throws: Never.self, "\(fixture.name)") { try JSONParser.parse(request.body) }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `responses mean what the fixtures say`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let cases = try Fixtures.cases(dialect, "decode")
        var forms: Set<Decoding.Form> = []
        for fixture in cases {
            let dialect = try #require(fixture.dialect(name), "\(fixture.name): options")
            let decoding = dialect.decode(fixture.exchange, streamed: fixture.streamed)
            let expected = try fixture.expected("decoding", actual: decoding.json)
            #expect(decoding.json == expected, "\(fixture.name): \(decoding.json.text)")
            if decoding.completion != nil { forms.insert(decoding.form) }
        }
        #expect(forms.isSuperset(of: [.whole, .stream]), "every dialect shows an answer of both forms")
    }

    @Test func `the registry has unique names and finds each`() {
        #expect(Set(Dialects.names).count == Dialects.names.count)
        #expect(Dialects.names.prefix(2) == ["openai-chat", "anthropic-messages"])
        for dialect in Dialects.all {
            #expect(Dialects.named(dialect.name)?.name == dialect.name)
            #expect(dialect.needsAPIKey(baseURL: dialect.defaultBaseURL))
            #expect(!dialect.needsAPIKey(baseURL: "http://127.0.0.1:8080/v1"))
            #expect(!dialect.defaultBaseURL.hasSuffix("/"))
        }
        #expect(Dialects.named("openai") == nil)
    }

    @Test func `a host that only looks like the vendor's is not taken for it`() {
        let chat = OpenAIChat()
        #expect(chat.needsAPIKey(baseURL: "https://eu.api.openai.com/v1"))
        #expect(chat.needsAPIKey(baseURL: "https://API.OpenAI.com:443/v1"))
        #expect(!chat.needsAPIKey(baseURL: "https://api.openai.com.example.net/v1"))
        #expect(!chat.needsAPIKey(baseURL: "https://notapi.openai.com/v1"))
        #expect(!chat.needsAPIKey(baseURL: "https://api.openai.com@example.net/v1"))
        #expect(!chat.needsAPIKey(baseURL: "https://example.net/api.openai.com"))
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `no byte of a request holds the key outside its secret headers`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for stream in [false, true] {
            let request = dialect.encode(
                Examples.probe, for: Examples.provider(dialect, stream: stream), now: Examples.now)
            #expect(request.secretHeaders.map { $0.secret.revealedText } == [Examples.keyText])
            let visible = request.url + request.headers.map { $0.name + $0.value }.joined()
            #expect(!(visible + String(decoding: request.body, as: UTF8.self)).contains(Examples.keyText))
        }
    }
}

extension OutboundRequest {
    fileprivate var json: JSON {
        [
            "method": .string(method), "url": .string(url),
            "headers": .array(headers.map { [.string($0.name), .string($0.value)] }),
            "secret_headers": .array(
                secretHeaders.map { [.string($0.name), .string($0.prefix), .string($0.secret.name)] }),
            "body": .string(String(decoding: body, as: UTF8.self)),
        ]
    }
}

extension Decoding {
    fileprivate var json: JSON {
        .compact([
            ("outcome", .string(outcome.rawValue)), ("form", .string(form.rawValue)), ("completion", completion?.json),
            ("failure", failure?.json), ("partial", partial?.json), ("first_token_end", firstTokenEnd.map(JSON.int)),
            ("novelties", novelties.isEmpty ? nil : .array(novelties.map(JSON.string))),
        ])
    }
}

extension Completion {
    fileprivate var json: JSON {
        .compact([
            ("text", .string(text)), ("reasoning", reasoning.isEmpty ? nil : .string(reasoning)),
            ("refusal", refusal.map(JSON.string)),
            (
                "tool_calls",
                toolCalls.isEmpty
                    ? nil : .array(toolCalls.map { [.string($0.id), .string($0.name), .string($0.arguments)] })
            ),
            ("finish", .string(finish.rawValue)), ("raw_finish", .string(rawFinish)),
            (
                "usage",
                .compact([
                    ("input", usage.inputTokens.map(JSON.int)), ("output", usage.outputTokens.map(JSON.int)),
                    ("cached", usage.cachedInputTokens.map(JSON.int)),
                    ("reasoning", usage.reasoningTokens.map(JSON.int)),
                ])
            ),
            (
                "fingerprint",
                .array(
                    [
                        fingerprint.model, fingerprint.systemFingerprint, fingerprint.responseID, fingerprint.backend,
                        fingerprint.serviceTier,
                    ].map(JSON.string))
            ),
            ("region", fingerprint.region.isEmpty ? nil : .string(fingerprint.region)),
            ("probabilities", probabilities.isEmpty ? nil : .array(probabilities.map(\.json))),
            ("created_at", createdAt.map { .string($0.description) }),
        ])
    }
}

extension CallFailure {
    fileprivate var json: JSON {
        let wait: JSON =
            switch retry {
            case .never: "never"
            case .allowed(let after): after.map { .double($0.inSeconds) } ?? "allowed"
            }
        return ["status": .int(status), "retry": wait, "code": .string(code), "message": .string(message)]
    }
}
