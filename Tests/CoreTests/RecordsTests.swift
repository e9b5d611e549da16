import Core
import Testing

@Suite struct RecordsTests {
    private func random(_ seed: UInt64) -> Sample {
        var random = SeededRandom(seed: seed)
        func time() -> Timestamp { Timestamp(microseconds: Int64(random.int(in: 0...2_000_000_000_000_000))) }
        func length() -> Duration? { random.chance(0.5) ? .microseconds(random.int(in: 0...100_000_000)) : nil }
        func words(_ all: [String]) -> String { all[random.int(in: 0...all.count - 1)] }
        let outcome = Outcome.allCases[random.int(in: 0...Outcome.allCases.count - 1)]
        return Sample(
            id: RecordID(random.next()), provider: words(["acme", "other"]), probe: "a/b", version: "00aa",
            category: words(["logic", "code"]), round: Round(start: time()), dueAt: time(), finishedAt: time(),
            outcome: outcome, score: outcome.isScored ? random.unit() : nil, attempts: random.int(in: 0...3),
            status: random.int(in: 0...599), note: words(["", "found \"4\" π", "\u{1}"]),
            inputTokens: random.chance(0.5) ? random.int(in: 0...9_999) : nil,
            outputTokens: random.chance(0.5) ? random.int(in: 0...9_999) : nil,
            cost: USD(nanodollars: Int64(random.int(in: 0...9_999_999_999))), latency: length(), firstToken: length(),
            finish: random.chance(0.5) ? .length : nil,
            fingerprint: Completion.Fingerprint(
                model: words(["", "m"]), systemFingerprint: words(["", "fp"]), responseID: words(["", "id"]),
                backend: words(["", "b"]), serviceTier: words(["", "t"]), region: words(["", "fra"])),
            connection: random.chance(0.5) ? .reused : random.chance(0.5) ? .fresh : nil,
            peer: words(["", "203.0.113.7:443"]))
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `samples read back equal from their JSON`(_ seed: UInt64) throws {
        for number in 0..<300 {
            let sample = random(seed * 1_000 + UInt64(number))
            #expect(Sample(json: try JSONParser.parse(sample.json.bytes)) == sample, "seed \(seed), \(number)")
        }
    }

    @Test func `a reconstruction of a later format is refused, an unreadable trace in it makes it unreadable`() throws {
        let json = Reconstruction(sample: random(1), trace: nil).json
        func with(_ key: String, _ value: JSON) -> JSON {
            .object((json.members ?? []).map { ($0.key, $0.key == key ? value : $0.value) })
        }
        #expect(Reconstruction(json: json) != nil)
        #expect(Reconstruction(json: with("format", .int(Reconstruction.format + 1))) == nil)
        #expect(Reconstruction(json: with("trace", ["format": 99])) == nil)
        #expect(Reconstruction(json: with("sample", "0000000000000001")) == nil)
        #expect(Reconstruction(json: []) == nil)
    }

    @Test func `trace context is the same for ever, another for every request, one trace for all`() {
        let context = TraceContext(sample: RecordID(0x1234))
        #expect(context.header(turn: 0, attempt: 0).name == "traceparent")
        #expect(
            context.header(turn: 0, attempt: 0).value
                == "00-d850edceddc3e86a989d297e53d55a60-9b107b73cdf916ba-01")
        let spans =
            [context.root] + (0..<3).flatMap { turn in (0..<3).map { context.span(turn: turn, attempt: $0) } }
        #expect(Set(spans).count == spans.count)
        for turn in 0..<2 {
            for attempt in 0..<2 {
                let parts = context.header(turn: turn, attempt: attempt).value.split(separator: "-")
                #expect(parts.count == 4 && parts[1] == context.trace)
                #expect(parts[1].utf8.count == 32 && parts[2].utf8.count == 16)
            }
        }
        #expect(TraceContext(sample: RecordID(0x1235)).trace != context.trace)
    }

    @Test func `what has the name of a credential is not in a trace, whoever wrote it there`() throws {
        let planted = "planted-9f8e7d6c"
        let names = [
            "Authorization", "proxy-authorization", "X-Api-Key", "api-key", "Cookie", "X-Amz-Security-Token",
            "x-goog-api-key", "Ocp-Apim-Subscription-Key", "X-Auth", "x-session", "X-Signature",
        ]
        let secret = SecretHeader(
            "authorization", prefix: "Bearer ", Secret(name: "env KEY", bytes: Array(planted.utf8)))
        let request = OutboundRequest(
            url: "https://user:\(planted)@far.example/v1/x?api-version=1&key=\(planted)&sig=\(planted)&a=b",
            headers: names.map { Header($0, planted) } + [Header("x-team", "search")], secretHeaders: [secret])
        let exchange = Exchange(status: 200, headers: [Header("Set-Cookie", planted), Header("x-request-id", "r1")])
        let trace = Trace(
            sample: RecordID(1), api: "openai-chat", stream: false,
            rendered: RenderedProbe(messages: [], sampling: Sampling(), evaluate: [], seed: 1),
            turns: [
                Trace.Turn(
                    request: request,
                    attempts: [
                        Trace.Attempt(startedAt: Timestamp(seconds: 1), exchange: exchange, outcome: .ok)
                    ])
            ], writer: "t")
        let text = trace.json.text
        #expect(!text.contains(planted))
        #expect(text.contains("https://[redacted]@far.example/v1/x?api-version=1&key=[redacted]&sig=[redacted]&a=b"))
        #expect(text.contains("[\"x-team\",\"search\"]") && text.contains("[\"x-request-id\",\"r1\"]"))
        #expect(text.contains("Bearer [secret env KEY]"))
        #expect(
            Trace(json: try JSONParser.parse(text))?.json.text == text, "the same when it is read and written again")
    }
}
