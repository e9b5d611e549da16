import Core
import Detection
import Engine
import Glibc

/// Prompts and answers that were recorded from a real small model, and the envelope of a chat completion.
struct Recording {
    let probes: [Probe]
    /// Recorded answers by the last message of the prompt.
    let answers: [String: [String]]
    let envelope: JSON

    /// Reads the recording that lies beside the source; nil where it is missing.
    init?() {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let file = fopen("/\(root)/Tests/Fixtures/exchanges/smollm.json", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        guard let json = try? JSONParser.parse(bytes), let envelope = json["envelope"] else { return nil }
        self.envelope = envelope
        var (probes, answers): ([Probe], [String: [String]]) = ([], [:])
        for each in json["probes"]?.array ?? [] {
            let messages = (each["messages"]?.array ?? []).compactMap(Message.init(json:))
            let asked = [Message(role: .system, content: Recording.instruction)] + messages
            probes.append(
                Probe(
                    suite: "smollm", id: each["id"]?.string ?? "", category: "instruction", messages: asked,
                    sampling: Sampling(temperature: 0.5, maxOutputTokens: each["max_tokens"]?.int ?? 16),
                    evaluate: each["evaluate"] ?? []))
            answers[messages.last?.content ?? ""] = each["answers"]?.array?.compactMap(\.string)
        }
        (self.probes, self.answers) = (probes, answers)
    }

    /// What makes a short exchange one of 2 KiB.
    private static let instruction = """
        You are the assistant of a company that sells office furniture. Answer what you are asked and nothing else, in
        the form that is asked for, without an introduction and without repeating the question. Where an example is
        given, follow it to the letter. Where a number is wanted, give the number alone. Never invent facts.
        """

    /// A plan that asks all of it every quarter of an hour.
    func plan(stream: Bool) -> Plan {
        let provider = Provider(
            name: "openai", api: "openai-chat", baseURL: "https://api.openai.com/v1", model: "gpt-4o-2024-08-06",
            apiKey: Secret(name: "env OPENAI_API_KEY", bytes: Array("sk-bench-0123456789".utf8)), stream: stream,
            prices: Prices(input: USD(2.5), output: USD(10)))
        return Plan(
            watched: [Plan.Watched(provider: provider, probes: probes)], sinks: [], interval: .seconds(900),
            detector: DetectorSettings(roundSeconds: 900), remindEvery: .seconds(14_400), vantage: "fra1",
            externalURL: "http://127.0.0.1:9464", redactor: Redactor([]), version: "0.1.0")
    }
}

/// A far end that answers from a recording, with headers as a vendor's edge sends them.
struct RecordedFarEnd {
    private let recording: Recording
    private let words: Int
    private let vocabulary: [String]
    private var random = SeededRandom(seed: 20_261_123)

    /// Answers with a recorded text and so many words in random order after it.
    init(_ recording: Recording, words: Int) {
        self.recording = recording
        self.words = words
        let known = recording.answers.values.joined().flatMap { $0.split(separator: " ").map(String.init) }
        vocabulary = Set(known).sorted()
    }

    /// The exchange of a call that is sent now.
    mutating func exchange(_ call: Call, at now: Timestamp) -> Exchange {
        let known = recording.answers[call.question.rendered.messages.last?.content ?? ""] ?? ["4"]
        var text = known[random.int(in: 0...known.count - 1)]
        for _ in 0..<words { text += " " + vocabulary[random.int(in: 0...vocabulary.count - 1)] }
        var exchange = Exchange(
            status: 200, httpVersion: "2", headers: headers(at: now, streamed: call.question.stream))
        let tokens = text.utf8.count / 4 + 1
        if call.question.stream {
            stream(text, tokens: tokens, at: now, &exchange)
        } else {
            exchange.body = whole(text, tokens: tokens, at: now)
            exchange.chunks = [
                Exchange.Chunk(at: .microseconds(random.int(in: 300_000...900_000)), length: exchange.body.count)
            ]
        }
        exchange.phases.requestReady = .microseconds(random.int(in: 80...400))
        exchange.phases.firstByte = exchange.chunks.first?.at
        exchange.phases.total = (exchange.chunks.last?.at ?? .zero) + .microseconds(random.int(in: 50...900))
        exchange.reusedConnection = random.chance(0.7)
        if !exchange.reusedConnection {
            exchange.phases.nameLookup = .microseconds(random.int(in: 300...4_000))
            exchange.phases.connect = .microseconds(random.int(in: 5_000...12_000))
            exchange.phases.tls = .microseconds(random.int(in: 14_000...30_000))
        }
        exchange.peer = "104.18.\(random.int(in: 6...7)).192:443"
        return exchange
    }

    private mutating func identity() -> String { "chatcmpl-" + word(29) }

    private mutating func word(_ length: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return String((0..<length).map { _ in letters[random.int(in: 0...letters.count - 1)] })
    }

    private mutating func hex(_ digits: Int) -> String {
        (0..<(digits + 15) / 16).map { _ in RecordID(random.next()).description }.joined().prefix(digits).description
    }

    private mutating func whole(_ text: String, tokens: Int, at now: Timestamp) -> [UInt8] {
        var members = (recording.envelope.members ?? []).map { ($0.key, $0.value) }
        for index in members.indices {
            switch members[index].0 {
            case "id": members[index].1 = .string(identity())
            case "created": members[index].1 = .int(Int(now.seconds))
            case "choices":
                members[index].1 = [
                    [
                        "index": 0,
                        "message": [
                            "role": "assistant", "content": .string(text), "refusal": .null, "annotations": [],
                        ],
                        "logprobs": .null, "finish_reason": "stop",
                    ]
                ]
            case "usage":
                members[index].1 = .object(
                    (members[index].1.members ?? []).map { member in
                        let counts = ["prompt_tokens": 131, "completion_tokens": tokens, "total_tokens": 131 + tokens]
                        return (member.key, counts[member.key].map(JSON.int) ?? member.value)
                    })
            default: continue
            }
        }
        return Array(JSON.object(members).pretty.utf8)
    }

    private mutating func stream(_ text: String, tokens: Int, at now: Timestamp, _ exchange: inout Exchange) {
        let id = identity()
        var at = Duration.microseconds(random.int(in: 250_000...600_000))
        func event(_ delta: JSON, _ finish: JSON) -> [UInt8] {
            let json: JSON = [
                "id": .string(id), "object": "chat.completion.chunk", "created": .int(Int(now.seconds)),
                "model": "gpt-4o-2024-08-06", "service_tier": "default", "system_fingerprint": "fp_fc9f1d7035",
                "choices": [["index": 0, "delta": delta, "logprobs": .null, "finish_reason": finish]],
            ]
            return Array("data: \(json.text)\n\n".utf8)
        }
        var pieces = [event(["role": "assistant", "content": ""], .null)]
        for word in text.split(separator: " ") { pieces.append(event(["content": .string(word + " ")], .null)) }
        pieces.append(event([:], "stop"))
        pieces.append(Array("data: [DONE]\n\n".utf8))
        for piece in pieces {
            exchange.body += piece
            exchange.chunks.append(Exchange.Chunk(at: at, length: piece.count))
            at += .microseconds(random.int(in: 2_000...40_000))
        }
    }

    /// The headers of OpenAI's edge; the values that move are drawn.
    private mutating func headers(at now: Timestamp, streamed: Bool) -> [Header] {
        let time = now.rfc3339(fractionDigits: 0)
        return [
            Header("date", "Mon, 23 Nov 2026 \(time.dropFirst(11).prefix(8)) GMT"),
            Header("content-type", streamed ? "text/event-stream; charset=utf-8" : "application/json"),
            Header("access-control-expose-headers", "X-Request-ID"), Header("openai-organization", "example-ltd"),
            Header("openai-processing-ms", "\(random.int(in: 210...890))"),
            Header("openai-project", "proj_\(String(repeating: "a1", count: 12))"),
            Header("openai-version", "2020-10-01"),
            Header("x-envoy-upstream-service-time", "\(random.int(in: 210...890))"),
            Header("x-ratelimit-limit-requests", "10000"), Header("x-ratelimit-limit-tokens", "2000000"),
            Header("x-ratelimit-remaining-requests", "\(random.int(in: 9_900...9_999))"),
            Header("x-ratelimit-remaining-tokens", "\(random.int(in: 1_990_000...1_999_999))"),
            Header("x-ratelimit-reset-requests", "\(random.int(in: 6...60))ms"),
            Header("x-ratelimit-reset-tokens", "\(random.int(in: 3...30))ms"),
            Header("x-request-id", "req_\(hex(32))"),
            Header("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
            Header("cf-cache-status", "DYNAMIC"), Header("x-content-type-options", "nosniff"),
            Header("server", "cloudflare"), Header("cf-ray", "\(hex(16))-FRA"),
            Header("alt-svc", "h3=\":443\"; ma=86400"),
        ]
    }
}
