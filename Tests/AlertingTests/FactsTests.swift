import Alerting
import Core
import Testing

@Suite struct FactsTests {
    @Test func `facts read back equal`() throws {
        var quality = Given.quality
        #expect(QualityFacts(json: try JSONParser.parse(quality.json.bytes)) == quality)
        quality.evidence.falseAlarmYears = .infinity
        quality.before = nil
        quality.sinceEarliest = nil
        quality.recovery = 0.25
        quality.since = Timestamp(microseconds: 1_686_648_600_123_456)
        #expect(QualityFacts(json: try JSONParser.parse(quality.json.bytes)) == quality)
        #expect(OutageFacts(json: try JSONParser.parse(Given.outage.json.bytes)) == Given.outage)
        #expect(BlindFacts(json: try JSONParser.parse(Given.blind.json.bytes)) == Given.blind)
    }

    private var shifted: BehaviourFacts {
        var length = BehaviourFacts.Shift(
            signal: .length, direction: .down, since: Timestamp(seconds: 1_686_627_300), scope: "category:logic",
            falseAlarmYears: 40, isLarge: true, size: 0.62)
        length.before = BehaviourFacts.Spread(median: 420, low: 300, high: 610.5)
        length.after = BehaviourFacts.Spread(median: 260, low: 180, high: 380)
        length.probes = [BehaviourFacts.Probe(key: "logic/one", before: "420", after: "260")]
        var format = BehaviourFacts.Shift(
            signal: .format, direction: .otherwise, since: Timestamp(seconds: 1_686_630_000), scope: "all",
            falseAlarmYears: 12, isLarge: true, size: 0.41, usualSize: 0.02)
        (format.usualWord, format.newWord) = ("boxed", "last-line")
        return BehaviourFacts(shifts: [length, format])
    }

    @Test func `what moved reads back equal, and has its sentence`() throws {
        #expect(BehaviourFacts(json: try JSONParser.parse(shifted.json.bytes)) == shifted)
        #expect(BehaviourFacts(json: ["since": "yesterday"]) == nil)
        #expect(
            shifted.summary(provider: "gpt-4")
                == "gpt-4 answers otherwise than it used to: answers are 38 % shorter in logic since 2023-06-13 03:35 UTC "
                + "(median 420 → 260 characters); and 1 more signal")
        #expect(
            shifted.shifts[1].words
                == "41 % of the answers have another form than usual (2 % at baseline) since 2023-06-13 04:20 UTC, most of "
                + "them last-line instead of boxed")
        var tokens = shifted.shifts[0]
        (tokens.signal, tokens.direction, tokens.size) = (.outputTokens, .up, 2.34)
        #expect(tokens.change == "answers take 2.3 times as many tokens")
        (tokens.signal, tokens.size) = (.firstToken, 1.4)
        #expect(tokens.change == "the first token takes 40 % longer")
    }

    @Test func `what several have in common is added to facts, taken out of them, and told`() throws {
        let members = ["a", "b"].enumerated().map { place, name in
            CommonFacts.Member(
                provider: name, incident: RecordID(UInt64(place + 1)), since: Timestamp(seconds: 1_686_627_300),
                isOpen: place == 0)
        }
        var common = CommonFacts(
            incident: RecordID(1), members: members,
            traits: [
                CommonFacts.Trait(name: "host", value: "api.example", others: 0),
                CommonFacts.Trait(name: "model", value: "gpt-4", others: 2),
            ], watched: 10)
        let facts = common.added(to: Given.quality.json)
        #expect(CommonFacts(json: try JSONParser.parse(facts.bytes)) == common)
        #expect(QualityFacts(json: facts) == Given.quality)
        #expect(CommonFacts.removed(from: facts) == Given.quality.json)
        #expect(common.added(to: facts) == facts && CommonFacts(json: Given.quality.json) == nil)
        #expect(
            common.summary(first: "quality of a fell")
                == "2 of 10 providers since 2023-06-13 03:35 UTC, likely for one reason (all have host api.example, which "
                + "no other provider has): a, b; first: quality of a fell")
        common.traits = []
        #expect(common.cause == "they share neither host nor model nor label")
        common.watched = 2
        #expect(common.cause.hasPrefix("all providers that are watched"))
    }

    @Test func `what are no facts is read as none`() {
        for json: JSON in [.null, [:], [], "x", ["since": "yesterday"]] {
            #expect(QualityFacts(json: json) == nil)
            #expect(OutageFacts(json: json) == nil)
            #expect(BlindFacts(json: json) == nil)
        }
    }

    @Test func `the sentence tells what, how much, since when and how sure`() {
        var facts = Given.quality
        facts.scope = "all"
        #expect(
            facts.summary(provider: "gpt-4")
                == "quality of gpt-4 fell by about 33 points since 2023-06-13 04:15 UTC (silent: health was green "
                + "throughout); a false alarm this strong is expected once in 120 years")
        facts.scope = "category:arithmetic"
        facts.silent = false
        facts.evidence.falseAlarmYears = 0.1
        #expect(
            facts.summary(provider: "gpt-4", level: .suspected)
                == "quality of gpt-4 in arithmetic may have fallen by about 33 points since 2023-06-13 04:15 UTC; "
                + "a false alarm this strong is expected once in 37 days")
    }

    @Test(arguments: [
        (0.0, "every day or two"), (0.001, "every day or two"), (0.05, "once in 18 days"), (1, "once a year"),
        (2.5, "once in 2.5 years"), (119.7, "once in 120 years"), (123_456, "once in 123,456 years"),
        (1e7, "once in over a million years"), (.infinity, "once in over a million years"), (.nan, "every day or two"),
    ])
    func `how rare a false alarm is, is said in words`(years: Double, words: String) {
        var facts = Given.quality
        facts.evidence.falseAlarmYears = years
        #expect(facts.summary(provider: "p").hasSuffix("is expected \(words)"))
    }

    @Test func `outage and blindness have their sentences`() {
        #expect(
            Given.outage.summary(provider: "gpt-4")
                == "gpt-4 does not answer since 2023-06-13 09:20 UTC: 12 of 12 calls failed, last with HTTP 503")
        #expect(
            Given.blind.summary(provider: "gpt-4")
                == "plummet cannot measure gpt-4 since 2023-06-13 07:30 UTC: too few answers to score (3 of 96 samples "
                + "scored, mostly auth); the credential was refused")
        #expect(
            QualityFacts.recoverySummary(provider: "gpt-4", lasting: .seconds(12_000))
                == "quality of gpt-4 is back at its baseline after 3h 20m")
    }

    @Test func `nothing that a model wrote can move the cursor of a terminal`() throws {
        var facts = Given.quality
        facts.after?.answer = "\u{1B}[2J\u{1B}]0;owned\u{7} \u{202E}txet\u{9B}31m\nQUIET  all is well\r"
        facts.shares = [.init(scope: "probe:a/b\nFAKE", share: 1)]
        let alert = Given.life(facts: facts.json, summary: "bad\u{1B}[31m", recovery: "r")[0]
        let text = AlertText.text(of: AlertContent.json(alert, Given.surroundings))
        let odd = text.unicodeScalars.filter {
            $0 != "\n" && ($0.value < 0x20 || $0.value == 0x9B || $0.value == 0x202E)
        }
        #expect(odd.isEmpty)
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("QUIET") || $0.hasPrefix("FAKE") })
    }

    @Test(arguments: 1...50)
    func `any payload has a text`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let data = Hostile.json(&random, depth: 4)
        var members = (data.members ?? []).map { ($0.key, $0.value) }
        members += Given.quality.json.members?.filter { _ in random.chance(0.9) }.map { ($0.key, $0.value) } ?? []
        members.append(("resolution", ["lasted_seconds": JSON(.number("1e300"))]))
        let text = AlertText.text(of: ["type": .string(Hostile.text(&random, upTo: 20)), "data": .object(members)])
        #expect(text.hasSuffix("\n"), "seed \(seed)")
    }
}
