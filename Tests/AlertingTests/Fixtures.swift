import Alerting
import Core
import Foundation
import Testing

/// Files of this part beside the tests, and golden comparisons.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/sinks")
    private static let updating = ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] == "1"

    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: path))) }

    static func json(_ path: String) throws -> JSON { try JSONParser.parse(bytes(path)) }

    /// Compares text with a golden file, or writes the file when asked to.
    static func expectGolden(_ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let url = folder.appending(path: path)
        if updating { try Data(text.utf8).write(to: url) }
        let golden = try String(decoding: Data(contentsOf: url), as: UTF8.self)
        #expect(
            text == golden, "differs from \(path); look at it, then run with PLUMMET_UPDATE_GOLDEN=1",
            sourceLocation: sourceLocation)
    }
}

/// Values that many tests start from.
enum Given {
    /// 2023-06-13 09:30:00 UTC.
    static let now = Timestamp(microseconds: 1_686_648_600_000_000)
    static let surroundings = AlertSurroundings(
        model: "gpt-4-0613", labels: [("team", "search"), ("tier", "gold")], vantage: "fra1",
        externalURL: "https://plummet.example.net")

    static var quality: QualityFacts {
        QualityFacts(
            since: now - .seconds(5 * 3600 + 15 * 60), sinceEarliest: now - .seconds(6 * 3600),
            sinceLatest: now - .seconds(5 * 3600),
            scope: "category:arithmetic", loss: 0.3301, observed: 0.5132, expected: 0.8433,
            evidence: .init(log: 15.2, threshold: 10.464, falseAlarmYears: 119.7),
            shares: [.init(scope: "category:arithmetic", share: 0.82), .init(scope: "all", share: 0.17)],
            probes: [
                .init(key: "arithmetic/primes", category: "arithmetic", observed: 0.12, expected: 0.84),
                .init(key: "arithmetic/product", category: "arithmetic", observed: 0.55, expected: 0.97),
            ],
            health: .init(state: .up, successRatio: 1), silent: true,
            fingerprint: [.init(name: "system_fingerprint", before: "fp_44709d6fcb", after: "fp_6b68a8204b")],
            before: .init(
                trace: RecordID(0x1111_2222_3333_4444), probe: "arithmetic/primes", at: now - .seconds(86_400),
                score: 1,
                answer: "Yes, 17077 is a prime number.", reason: "the answer is \"yes\" as expected"),
            after: .init(
                trace: RecordID(0x5555_6666_7777_8888), probe: "arithmetic/primes", at: now - .seconds(900), score: 0,
                answer: "No", reason: "\"yes\" expected, found \"no\""))
    }

    static var outage: OutageFacts {
        OutageFacts(
            since: now - .seconds(600), lastSuccessAt: now - .seconds(900), failedCalls: 12, calls: 12,
            failures: [.init(code: "server", count: 10), .init(code: "timeout", count: 2)], lastFailure: "HTTP 503",
            example: RecordID(0x9999_AAAA_BBBB_CCCC))
    }

    static var blind: BlindFacts {
        BlindFacts(
            reason: .noScoredSamples, since: now - .seconds(7200), lastScoredAt: now - .seconds(8000), scored: 3,
            scheduled: 96,
            detail: "the credential was refused",
            unscored: [.init(outcome: "auth", count: 90), .init(outcome: "skipped", count: 3)])
    }

    static func firing(_ severity: Incident.Severity = .page, facts: JSON = .null, summary: String = "worse")
        -> Observation
    {
        Observation(level: .firing, severity: severity, summary: summary, facts: facts)
    }

    static func suspected(_ severity: Incident.Severity = .warn) -> Observation {
        Observation(level: .suspected, severity: severity, summary: "perhaps worse", facts: .null)
    }

    /// The announcements of a whole life: firing, reminder, escalation, resolved.
    static func life(_ kind: Incident.Kind = .qualityDegraded, facts: JSON, summary: String, recovery: String)
        -> [Announcement]
    {
        var machine = IncidentMachine(kind: kind, provider: "gpt-4")
        let actions = [
            machine.observe(
                .init(level: .suspected, severity: .warn, summary: summary, facts: facts), at: now - .seconds(900)),
            machine.observe(firing(.warn, facts: facts, summary: summary), at: now),
            machine.tick(at: now + .seconds(4 * 3600)),
            machine.observe(firing(.page, facts: facts, summary: summary), at: now + .seconds(5 * 3600)),
            machine.observe(.clear(recovery), at: now + .seconds(6 * 3600)),
        ]
        return actions.compactMap(\.announcement)
    }

    static var qualityLife: [Announcement] {
        life(
            facts: quality.json, summary: quality.summary(provider: "gpt-4"),
            recovery: QualityFacts.recoverySummary(provider: "gpt-4", lasting: .seconds(6 * 3600)))
    }

    /// A source that knows a secret for every reference; each holds the mark.
    static let mark = "Zq7-mark-of-a-secret"
    static let secrets: SecretSource = { reference throws(SecretUnavailable) in
        let value =
            switch reference {
            case .env("HOOK_URL"): "https://hooks.example.net/\(mark)/"
            case .file: "whsec_" + Base64.encode(Array("\(mark) of old, long enough".utf8))
            default: "\(mark) \(reference.name)"
            }
        return Secret(name: reference.name, bytes: Array(value.utf8))
    }

    static func declaration(_ text: String) -> (value: SinkDeclaration?, diagnostics: [Diagnostic]) {
        Sinks.shape.read(file: SourceFile(path: "sink.json", bytes: Array(text.utf8)))
    }

    static func notification(body: String = "{}") -> Core.Notification {
        Core.Notification(
            id: RecordID(0xABCD), incident: RecordID(1), sink: "oncall", event: .firing, createdAt: now,
            body: Array(body.utf8),
            nextAttemptAt: now)
    }
}
