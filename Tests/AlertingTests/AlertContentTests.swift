import Alerting
import Core
import Testing

@Suite struct AlertContentTests {
    /// Every golden alert by name.
    static var goldens: [(name: String, announcement: Announcement)] {
        let quality = Given.qualityLife.map { ("quality-degraded.\($0.transition.event.rawValue)", $0) }
        let outage = Given.life(
            .outage, facts: Given.outage.json, summary: Given.outage.summary(provider: "gpt-4"),
            recovery: OutageFacts.recoverySummary(provider: "gpt-4", lasting: .seconds(725)))
        let blind = Given.life(
            .blind, facts: Given.blind.json, summary: Given.blind.summary(provider: "gpt-4"),
            recovery: BlindFacts.recoverySummary(provider: "gpt-4", lasting: .seconds(7200)))
        let changed = Given.life(
            .modelChanged, facts: ["fingerprint": [["name": "model", "before": "gpt-4-0314", "after": "gpt-4-0613"]]],
            summary: "the model of gpt-4 changed",
            recovery: "accepted")
        return quality + [("outage.firing", outage[0]), ("outage.resolved", outage[3]), ("blind.firing", blind[0])]
            + [("model-changed.firing", changed[0])]
    }

    @Test(arguments: goldens.map(\.name))
    func `the payload and its text are as they were`(name: String) throws {
        let announcement = try #require(Self.goldens.first { $0.name == name }?.announcement)
        let json = AlertContent.json(announcement, Given.surroundings)
        #expect(try JSONParser.parse(AlertContent.body(announcement, Given.surroundings)) == json)
        try Fixtures.expectGolden(json.pretty, "webhook/\(name).json")
        try Fixtures.expectGolden(AlertText.text(of: json), "webhook/\(name).txt")
    }

    @Test func `a test alert says that it is one`() throws {
        let body = AlertContent.testBody(
            sink: "oncall", at: Given.now, vantage: "fra1", externalURL: "https://p.example.net")
        let json = try JSONParser.parse(body)
        #expect(json["type"]?.string == "plummet.test")
        try Fixtures.expectGolden(json.pretty, "webhook/test.json")
    }

    @Test func `without an external URL there are no links`() {
        let alert = AlertContent.json(Given.qualityLife[0], AlertSurroundings(model: "m"))
        #expect(!alert.text.contains("\"url\""))
        #expect(alert["data"]?["examples"]?["before"]?["trace"]?.string == "1111222233334444")
    }

    @Test func `facts cannot overwrite what the incident says`() {
        let alert = Given.life(
            .modelChanged, facts: ["incident": "x", "kind": "y", "more": 1], summary: "s", recovery: "r")[0]
        let data = AlertContent.json(alert, Given.surroundings)["data"]
        #expect(data?["kind"]?.string == "model-changed")
        #expect(data?["more"]?.int == 1)
        #expect(data?.members?.count { $0.key == "incident" } == 1)
    }

    @Test(arguments: 1...20)
    func `a body stays under 20,000 bytes and readable whatever the facts hold`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var facts = Given.quality
        let bulk = Hostile.text(&random, upTo: 5000)
        facts.probes = (0..<random.int(in: 0...300)).map { _ in
            .init(
                key: Hostile.text(&random, upTo: 200), category: "c", observed: random.unit(), expected: random.unit())
        }
        facts.after?.answer = bulk
        facts.fingerprint = (0..<random.int(in: 0...50)).map { _ in .init(name: "n", before: bulk, after: bulk) }
        let json: JSON = random.chance(0.3) ? Hostile.json(&random, depth: 7) : facts.json
        let surroundings = AlertSurroundings(
            model: bulk, labels: (0..<100).map { ("label \($0)", bulk) }, vantage: "v",
            externalURL: "https://p.example.net")
        for alert in Given.life(facts: json, summary: bulk, recovery: bulk) {
            let body = AlertContent.body(alert, surroundings)
            #expect(body.count < 20_000, "seed \(seed)")
            let data = try JSONParser.parse(body)["data"]
            #expect(data?["incident"]?.string == "\(alert.incident.id)", "seed \(seed)")
            #expect(data?["url"]?.string?.hasSuffix("\(alert.incident.id)") == true, "seed \(seed)")
        }
    }

    @Test func `long facts lose detail before they lose the case`() throws {
        var facts = Given.quality
        facts.probes = (0..<200).map {
            .init(
                key: "arithmetic/\($0)" + String(repeating: "x", count: 100), category: "arithmetic", observed: 0,
                expected: 1)
        }
        let alert = Given.life(facts: facts.json, summary: "s", recovery: "r")[0]
        let data = try #require(AlertContent.json(alert, Given.surroundings)["data"])
        let read = try #require(QualityFacts(json: data))
        #expect(read.loss == facts.loss && read.evidence == facts.evidence && read.since == facts.since)
        #expect(read.probes.count >= 8)
        #expect(data["examples"]?["after"]?["url"]?.string == "https://plummet.example.net/traces/5555666677778888")
    }
}

/// Texts and values that nobody sane would send.
enum Hostile {
    static func text(_ random: inout SeededRandom, upTo length: Int) -> String {
        let pieces = [
            "a", "\u{0}", "\u{1B}[2J", "\"", "\\", "🧪", "e\u{301}\u{302}\u{303}", "\u{202E}", "\n", "<script>", "漢",
        ]
        return (0..<random.int(in: 0...length)).map { _ in pieces[random.int(in: 0...pieces.count - 1)] }.joined()
    }

    static func json(_ random: inout SeededRandom, depth: Int) -> JSON {
        switch random.int(in: 0...(depth > 0 ? 5 : 3)) {
        case 0: .null
        case 1: .string(text(&random, upTo: 300))
        case 2: JSON(.number(String(repeating: "9", count: random.int(in: 1...400))))
        case 3: .bool(true)
        case 4: .array((0..<random.int(in: 0...12)).map { _ in json(&random, depth: depth - 1) })
        default: .object((0..<random.int(in: 0...12)).map { ("key \($0)", json(&random, depth: depth - 1)) })
        }
    }
}
