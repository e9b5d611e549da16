import Core
import Exposition
import Foundation
import TestSupport
import Testing

@Suite struct OTLPTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/otlp")

    private func golden(_ name: String, _ json: JSON) throws {
        let file = Self.folder.appending(path: name + ".json")
        if ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] == "1" {
            try Data(json.pretty.utf8).write(to: file)
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(json.pretty == expected, "\(file.lastPathComponent) differs")
    }

    private let resource = OTLPResource(version: "1.2.3", vantage: "fra1")

    /// A sample of a second attempt, after a first one that was rate limited.
    private func answered() -> (sample: Sample, trace: Trace) {
        let begin = Timestamp(microseconds: 1_795_420_800_123_456)
        var limited = Exchange(
            status: 429, httpVersion: "2", headers: [Header("retry-after", "1")], body: Array("{}".utf8),
            peer: "[2001:db8::7]:443")
        limited.phases.nameLookup = .milliseconds(2)
        limited.phases.connect = .milliseconds(9)
        limited.phases.tls = .milliseconds(21)
        limited.phases.requestReady = .milliseconds(22)
        limited.phases.firstByte = .milliseconds(80)
        limited.phases.total = .milliseconds(81)
        var good = Exchange(
            status: 200, httpVersion: "2", body: Array("{\"id\":\"chatcmpl-1\"}".utf8),
            chunks: [.init(at: .milliseconds(500), length: 10), .init(at: .milliseconds(700), length: 9)],
            peer: "203.0.113.7:443", reusedConnection: true)
        good.phases.queue = .milliseconds(1)
        good.phases.requestReady = .microseconds(300)
        good.phases.firstByte = .milliseconds(500)
        good.phases.total = .milliseconds(700)
        let completion = Completion(
            text: "It is 42.", toolCalls: [ToolCall(id: "call_1", name: "add", arguments: "{\"a\":1}")],
            finish: .stop, rawFinish: "stop",
            usage: .init(inputTokens: 31, outputTokens: 5, cachedInputTokens: 16, reasoningTokens: 2),
            fingerprint: .init(
                model: "gpt-4o-2024-08-06", systemFingerprint: "fp_1", responseID: "chatcmpl-1", backend: "pool-2",
                serviceTier: "default", region: "eastus"))
        let verdict = Verdict(
            score: 0.5,
            judgements: [
                Judgement(type: "number", ruleVersion: 1, score: 1, extraction: .found, reason: "found 42 as expected"),
                Judgement(type: "words", ruleVersion: 1, score: 0, reason: "\"It is 42.\" has 3 words"),
            ])
        let request = OutboundRequest(
            url: "https://api.openai.com/v1/chat/completions", headers: [Header("content-type", "application/json")],
            body: Array("{\"model\":\"gpt-4o\",\"seed\":7}".utf8))
        let id = RecordID(0xABCD)
        let trace = Trace(
            sample: id, api: "openai-chat", stream: true, configuration: "00112233445566aa",
            rendered: RenderedProbe(
                messages: [Message(role: .system, content: "Be brief."), Message(role: .user, content: "6 * 7?")],
                sampling: Sampling(temperature: 0, topP: 0.5, maxOutputTokens: 64, stop: ["\n\n"]), evaluate: [],
                seed: 7),
            turns: [
                Trace.Turn(
                    request: request,
                    attempts: [
                        .init(
                            startedAt: begin, exchange: limited, outcome: .rateLimited,
                            message: "rate limit reached"),
                        .init(startedAt: begin + .seconds(1), exchange: good, outcome: .ok),
                    ], completion: completion, verdict: verdict)
            ], verdict: verdict, detector: ["slot": 4], writer: "1.2.3")
        let sample = Sample(
            id: id, provider: "openai", probe: "arithmetic/product", version: "8899aabbccddeeff",
            category: "arithmetic", round: Round(at: begin, interval: .seconds(900)), dueAt: begin,
            finishedAt: begin + .milliseconds(1_705), outcome: .ok, score: 0.5, attempts: 2, status: 200,
            note: "\"It is 42.\" has 3 words", inputTokens: 31, outputTokens: 5, cost: USD(nanodollars: 127_500),
            latency: .milliseconds(700), firstToken: .milliseconds(500), finish: .stop,
            fingerprint: completion.fingerprint, connection: .reused, peer: "203.0.113.7:443")
        return (sample, trace)
    }

    /// A sample whose connection was refused.
    private func failed() -> (sample: Sample, trace: Trace) {
        var (sample, trace) = answered()
        var exchange = Exchange(failure: .connectionFailed("connection refused"))
        exchange.phases.total = .milliseconds(3)
        trace.turns[0].attempts = [
            .init(
                startedAt: sample.dueAt, exchange: exchange, outcome: .network,
                message: "connection refused")
        ]
        trace.turns[0].completion = nil
        trace.verdict = nil
        (sample.outcome, sample.score, sample.attempts, sample.status) = (.network, nil, 1, 0)
        (sample.note, sample.inputTokens, sample.outputTokens) = ("connection-failed: connection refused", nil, nil)
        (sample.fingerprint, sample.connection, sample.peer) = (.init(), nil, "")
        sample.firstToken = nil
        return (sample, trace)
    }

    @Test func `samples are encoded as they were the day before`() throws {
        try golden("answered", OTLPRequest.json(of: [answered()], from: resource, content: false))
        try golden("content", OTLPRequest.json(of: [answered()], from: resource, content: true))
        try golden("failed", OTLPRequest.json(of: [failed()], from: resource, content: false))
    }

    @Test func `everything in it is a field of the protocol in its JSON form`() throws {
        for content in [false, true] {
            let json = OTLPRequest.json(of: [answered(), failed()], from: resource, content: content)
            let problems = OTLPForm.problems(in: try JSONParser.parse(json.bytes))
            #expect(problems.isEmpty, "\(problems)")
            let spans = json["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array ?? []
            #expect(spans.count == 5)
            let ids = spans.compactMap { $0["spanId"]?.string }
            #expect(Set(ids.prefix(3)).count == 3)
            // Children lie within their root, and point to it.
            for span in spans.dropFirst().prefix(2) {
                #expect(span["parentSpanId"] == spans[0]["spanId"] && span["traceId"] == spans[0]["traceId"])
                let start = Int(span["startTimeUnixNano"]?.string ?? "") ?? 0
                let end = Int(span["endTimeUnixNano"]?.string ?? "") ?? 0
                #expect(start >= Int(spans[0]["startTimeUnixNano"]?.string ?? "") ?? .max)
                #expect(end <= Int(spans[0]["endTimeUnixNano"]?.string ?? "") ?? 0 && start <= end)
            }
        }
    }

    @Test func `neither prompt nor answer nor what quotes them is told unless it is asked for`() {
        let plain = OTLPRequest.json(of: [answered(), failed()], from: resource, content: false).text
        for words in ["Be brief", "6 * 7", "It is 42", "has 3 words", "found 42", "call_1"] {
            #expect(!plain.contains(words), "\(words)")
        }
        let whole = OTLPRequest.json(of: [answered()], from: resource, content: true).text
        for words in ["Be brief", "6 * 7", "It is 42", "has 3 words", "found 42", "call_1"] {
            #expect(whole.contains(words), "\(words)")
        }
    }

    @Test func `the far end was told the same identities`() {
        let (sample, _) = answered()
        let text = OTLPRequest.json(of: [answered()], from: resource, content: false).text
        let context = TraceContext(sample: sample.id)
        for attempt in 0..<2 {
            let parts = context.header(turn: 0, attempt: attempt).value.split(separator: "-")
            #expect(text.contains("\"traceId\":\"\(parts[1])\"") && text.contains("\"spanId\":\"\(parts[2])\""))
        }
    }

    @Test(arguments: [
        ("openai-chat", "api.openai.com", "openai"), ("openai-chat", "127.0.0.1", "openai"),
        ("openai-chat", "api.groq.com", "groq"), ("openai-chat", "x.openai.azure.com", "azure.ai.openai"),
        ("anthropic-messages", "gateway", "anthropic"), ("bedrock-converse", "bedrock.eu", "aws.bedrock"),
        ("gemini", "generativelanguage.googleapis.com", "gcp.gemini"), ("acme", "h", "acme"),
    ]) func `vendors have the names of the conventions`(_ api: String, _ host: String, _ name: String) {
        var (sample, trace) = answered()
        trace.api = api
        trace.turns[0].request.url = "https://\(host):8443/v1/models/m-1:generate?key=x"
        trace.turns[0].request.body = Array("{}".utf8)
        sample.outcome = .ok
        let text = OTLPRequest.json(of: [(sample, trace)], from: resource, content: false).text
        #expect(text.contains(#"{"key":"gen_ai.provider.name","value":{"stringValue":"\#(name)"}}"#))
        #expect(text.contains(#"{"key":"gen_ai.request.model","value":{"stringValue":"m-1"}}"#))
        #expect(text.contains(#"{"key":"server.address","value":{"stringValue":"\#(host)"}}"#))
        #expect(text.contains(#"{"key":"server.port","value":{"intValue":"8443"}}"#))
    }

    @Test func `what a collector leaves out of what it took is read, in both forms of a number`() {
        func read(_ text: String) -> OTLPAnswer { OTLPAnswer(body: Array(text.utf8)) }
        #expect(read("{}").rejectedSpans == 0 && read("").message.isEmpty && read("<html>").rejectedSpans == 0)
        let answer = read(#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#)
        #expect(answer.rejectedSpans == 3 && answer.message == "too old")
        #expect(read(#"{"partialSuccess":{"rejectedSpans":4}}"#).rejectedSpans == 4)
        #expect(read(#"{"partialSuccess":{"rejectedSpans":-4}}"#).rejectedSpans == 0)
    }
}
