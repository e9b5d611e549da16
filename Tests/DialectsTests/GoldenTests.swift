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
        let streams =
            dialect.encode(Examples.probe, for: Examples.provider(dialect, stream: true), now: Examples.now).json
            != dialect.encode(Examples.probe, for: Examples.provider(dialect), now: Examples.now).json
        #expect(
            forms.subtracting([.none]) == (streams ? [.whole, .stream] : [.whole]),
            "an answer of every form that can be asked for")
    }

    @Test func `the registry has unique names and finds each`() {
        #expect(Set(Dialects.names).count == Dialects.names.count)
        #expect(Dialects.names.prefix(2) == ["openai-chat", "anthropic-messages"])
        for dialect in Dialects.all {
            #expect(Dialects.named(dialect.name)?.name == dialect.name)
            #expect(!dialect.needsAPIKey(baseURL: "http://127.0.0.1:8080/v1"))
            // Without a key: servers of one's own, and vendors whose credentials are more than one secret.
            let isVendors = dialect.defaultBaseURL.hasPrefix("https://") && dialect.credentials.required == 0
            #expect(dialect.needsAPIKey(baseURL: dialect.defaultBaseURL) == isVendors, "\(dialect.name)")
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
    func `no byte of a request holds a secret outside its secret headers`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let credentials = dialect.credentials.names.map { name in
            (name, Secret(name: "env \(name)", bytes: Array("\(Examples.keyText)-\(name)".utf8)))
        }
        for (stream, given) in [(false, []), (true, []), (false, credentials), (true, credentials)] {
            var provider = Examples.provider(dialect, stream: stream)
            provider.credentials = given
            let request = dialect.encode(Examples.probe, for: provider, now: Examples.now)
            if given.isEmpty {
                #expect(request.secretHeaders.map { $0.secret.revealedText } == [Examples.keyText])
            }
            let visible = request.url + request.headers.map { $0.name + $0.value }.joined()
            #expect(!(visible + String(decoding: request.body, as: UTF8.self)).contains(Examples.keyText))
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `options that a dialect does not know are refused`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        #expect(Dialects.named(name, options: [:])?.name == name || dialect.hasRequiredOption)
        #expect(Dialects.named(name, options: ["no_such_option": 1]) == nil)
        #expect(Dialects.named(name, options: "x") == nil)
    }
}

extension Dialect {
    /// Whether its options cannot be left out.
    fileprivate var hasRequiredOption: Bool {
        optionsShape.schemaDocument(id: "", title: "")["required"]?.array?.isEmpty == false
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
                    ("cost", (usage.cost?.dollars).map(JSON.double)),
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
            ("created_at", createdAt.map { .string($0.description) }), ("from_cache", fromCache ? true : nil),
            ("sources", sources.isEmpty ? nil : .array(sources.map(JSON.string))),
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
