import Core
import Glibc
@testable import Store
import TestSupport
import Testing

/// A directory that is gone at the end of the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        // Where there is a file system in memory, syncing costs nothing; no test here pulls the plug.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/plummet-store-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A path in the directory.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    deinit { Files.remove(path) }
}

/// What tests do with files.
enum Files {
    static func names(_ directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func remove(_ path: String) {
        for name in names(path) { remove(path + "/" + name) }
        if unlink(path) != 0 { rmdir(path) }
    }

    static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return bytes
    }

    static func write(_ bytes: [UInt8], to path: String, append: Bool = false) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0o640)
        guard file >= 0 else { return }
        defer { close(file) }
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            left = left.dropFirst(count)
        }
    }
}

let start = Timestamp(microseconds: 1_795_420_800_000_000)

func options(_ onCorruption: StoreOptions.OnCorruption = .refuse, seed: UInt64 = 7) -> StoreOptions {
    StoreOptions(rootSeed: seed, writer: "0.1.0", vantage: "here", onCorruption: onCorruption)
}

func openStore(_ directory: String, _ onCorruption: StoreOptions.OnCorruption = .refuse) throws(StoreFailure) -> Store {
    try Store.open(directory: directory, options: options(onCorruption), now: start)
}

/// The failure that something throws, or nil.
func failure(_ body: () async throws -> Void) async -> StoreFailure? {
    do {
        try await body()
        return nil
    } catch let error as StoreFailure {
        return error
    } catch {
        Issue.record("not a failure of the store: \(error)")
        return nil
    }
}

/// Records that fill every column, made from a number: the same number gives the same record.
enum Make {
    static let interval = Duration.seconds(900)

    static func sample(
        _ number: Int, provider: String = "acme", probe: String = "arithmetic/crates", outcome: Outcome = .ok,
        score: Double? = 1, at: Timestamp? = nil
    ) -> Sample {
        let due = at ?? start + .seconds(Int64(number) * 30)
        return Sample(
            id: RecordID(of: ["test", provider, probe, "\(number)"]), provider: provider, probe: probe,
            version: "00112233445566aa", category: "arithmetic", round: Round(at: due, interval: interval), dueAt: due,
            finishedAt: due + .milliseconds(1_234), outcome: outcome, score: outcome.isScored ? score : nil,
            attempts: 2,
            status: 200, note: "sample \(number)", extraction: outcome.isScored ? "boxed" : "",
            inputTokens: 31 + number % 3, outputTokens: 2,
            cost: USD(nanodollars: 5_850), latency: .milliseconds(812), firstToken: .milliseconds(320), finish: .stop,
            fingerprint: Completion.Fingerprint(
                model: "acme-1", systemFingerprint: "fp_0\(number / 1000)", responseID: "chatcmpl-\(number)",
                backend: "pool-\(number % 2)", serviceTier: "default", region: number % 2 == 0 ? "fra" : ""),
            connection: number % 3 == 0 ? .fresh : .reused, peer: "203.0.113.\(number % 2):443")
    }

    static func trace(_ sample: Sample, answer: String = "87") -> Trace {
        let body = """
            {"id":"\(sample.fingerprint.responseID)","object":"chat.completion","created":\(sample.dueAt.microseconds),\
            "model":"acme-1","choices":[{"index":0,"message":{"role":"assistant","content":"\(answer)"},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":31,"completion_tokens":2,"total_tokens":33}}
            """
        let question = "A crate holds 48 apples. Three crates arrive and 57 apples are sold. How many are left?"
        return Trace(
            sample: sample.id, api: "openai-chat", stream: false,
            rendered: RenderedProbe(
                messages: [Message(role: .user, content: question)],
                sampling: Sampling(temperature: 0, maxOutputTokens: 64),
                evaluate: [["type": "number", "equals": 87]], seed: sample.id.value),
            request: OutboundRequest(
                url: "https://api.acme.test/v1/chat/completions", headers: [Header("content-type", "application/json")],
                body: Array(
                    "{\"model\":\"acme-1\",\"messages\":[{\"role\":\"user\",\"content\":\"\(question)\"}]}".utf8)),
            attempts: [
                Trace.Attempt(
                    startedAt: sample.dueAt,
                    exchange: Exchange(
                        status: 200, httpVersion: "2",
                        headers: [
                            Header("content-type", "application/json"), Header("x-request-id", sample.id.description),
                            Header("date", "Mon, 23 Nov 2026 09:15:43 GMT"), Header("server", "acme-edge"),
                        ], body: Array(body.utf8), peer: "203.0.113.7:443"), outcome: sample.outcome)
            ],
            completion: Completion(text: answer, rawFinish: "stop", fingerprint: sample.fingerprint),
            verdict: Verdict(
                score: sample.score,
                judgements: [
                    Judgement(type: "number", ruleVersion: 1, score: 1, extraction: .found, reason: "the number is 87")
                ]), detector: ["phase": "watching", "slot": 12], writer: "0.1.0")
    }

    static func round(_ number: Int, provider: String = "acme") -> RoundRecord {
        let round = Round(start: start + interval * number)
        return RoundRecord(
            provider: provider, round: round, closedAt: round.start + interval, scheduled: 30, scored: 29,
            meanScore: 0.875, expectedScore: 0.9, logEvidence: -0.25, level: "healthy")
    }

    static func incident(
        _ number: Int, state: Incident.State = .firing, at: Timestamp = start, examples: [RecordID] = []
    ) -> Incident {
        Incident(
            id: RecordID(of: ["incident", "\(number)"]), kind: .qualityDegraded, provider: "acme", severity: .page,
            state: state, suspectedAt: at, firedAt: at + .seconds(900),
            resolvedAt: state == .resolved ? at + .seconds(7200) : nil, updatedAt: at + .seconds(7200), reminders: 1,
            summary: "quality of acme fell by about 33 points",
            facts: [
                "loss": 0.33, "version": "00112233445566aa",
                "examples": .array(examples.map { .string($0.description) }),
            ])
    }

    static func notification(_ number: Int, of incident: RecordID, state: Notification.State = .waiting) -> Notification
    {
        Notification(
            id: RecordID(of: ["notification", "\(number)"]), incident: incident, sink: "oncall", event: .firing,
            createdAt: start + .seconds(Int64(number)), body: [0, 255, 123, 125, 10], state: state, attempts: 3,
            nextAttemptAt: start + .seconds(60), lastError: "HTTP 503")
    }

    static func retired(_ number: Int) -> RetiredBaseline {
        let sample = Make.sample(number)
        return RetiredBaseline(
            provider: sample.provider, probe: sample.probe, version: sample.version, category: sample.category,
            mean: 0.75, calls: 96 + number, retiredAt: sample.finishedAt, author: "ada", reason: "the vendor said so",
            incident: number % 2 == 0 ? Make.incident(number).id : nil)
    }

    /// A commit with every kind of record.
    static func everything(_ number: Int = 0) -> Commit {
        let sample = Make.sample(number)
        let incident = Make.incident(number, examples: [sample.id])
        var commit = Commit()
        commit.samples = [
            (sample, trace(sample)), (Make.sample(number, provider: "other", outcome: .rateLimited), nil),
        ]
        commit.rounds = [round(number)]
        commit.providers = [
            ProviderState(
                provider: "acme", closedThrough: Round(start: start - interval), detector: [1, 0, 255],
                machines: ["breaker": ["state": "closed"], "text": "a \"quoted\" π"])
        ]
        commit.spend = [
            Spend(
                provider: "acme", day: start.day, requests: 12, tokens: 3_000, money: USD(nanodollars: 123_456_789_012))
        ]
        commit.incidents = [incident]
        commit.transitions = [
            Transition(incident: incident.id, at: start, event: .suspected, reason: "evidence grew"),
            Transition(incident: incident.id, at: start, event: .firing, reason: "evidence crossed the threshold"),
        ]
        commit.notifications = [notification(number, of: incident.id)]
        commit.baselines = [retired(number)]
        return commit
    }

    /// A commit of `count` samples with traces.
    static func samples(_ numbers: Range<Int>, provider: String = "acme") -> Commit {
        var commit = Commit()
        commit.samples = numbers.map { number in
            let sample = Make.sample(number, provider: provider)
            return (sample, trace(sample))
        }
        return commit
    }
}
