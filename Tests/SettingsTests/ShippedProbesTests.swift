import Core
import Evaluators
import Foundation
import Probing
import Settings
import Testing

/// The suites that lie in `probes`: what people start with must not need an excuse.
@Suite struct ShippedProbesTests {
    private static let folder = Fixtures.checkout.appending(path: "probes")

    /// The suite files, sorted by name.
    private static func files() throws -> [SourceFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter(Suite.isSuiteFile).sorted().map {
            SourceFile(path: $0, bytes: [UInt8](try Data(contentsOf: folder.appending(path: $0))))
        }
    }

    /// Read once for all tests: reading tries every probe with many values.
    private static let read = Result { try files().compactMap { Suite.read($0).value } }

    /// Everything that is said in a round, by the user and by tools.
    private static func script(_ round: RenderedProbe) -> [String] {
        ([round.messages] + round.followUps.map(\.messages)).flatMap { $0 }.map(\.content)
            + round.toolResults.map(\.result)
    }

    /// What an answer that is always the same is worth.
    private static func score(_ round: RenderedProbe, answer: String) -> Double {
        var conversation = Conversation(round)
        var scorecard = Scorecard()
        while case .asking = conversation.state {
            guard case .judge(let whole, let turn) = conversation.answered(Completion(text: answer)),
                let judge = Judge(evaluate: conversation.evaluate(turn: turn))
            else { continue }
            scorecard.note(judge.verdict(whole), turn: turn)
        }
        return scorecard.verdict(after: conversation, failed: false)?.score ?? 0
    }

    private static func suites() throws -> [Suite] { try read.get() }

    /// The probe as it is asked in so many rounds of a quarter of an hour; once if it is fixed.
    private static func rounds(_ probe: Probe, _ count: Int) throws -> [RenderedProbe] {
        try (0..<(probe.isVaried ? count : 1)).map { index in
            let round = Round(start: Timestamp(seconds: 900 * Double(index)))
            return try Rendering.render(probe, seed: Rendering.seed(probe: probe, round: round, rootSeed: 1))
        }
    }

    @Test func `every category has at least nine probes, and there are at least 150, half of them varied`() throws {
        let suites = try Self.suites()
        let all = suites.flatMap(\.probes)
        #expect(all.count >= 150)
        #expect(all.count { $0.probe.isVaried } * 2 >= all.count)
        #expect(Set(suites.map(\.category)) == Set(Suite.knownCategories))
        for category in Suite.knownCategories {
            let count = suites.filter { $0.category == category }.reduce(0) { $0 + $1.probes.count }
            #expect(count >= 9, "\(category)")
        }
        for suite in suites {
            #expect(Suite.knownCategories.contains(suite.category), "\(suite.name)")
            #expect(suite.file.path == suite.name + ".json", "\(suite.name)")
        }
    }

    /// Covers what `check` looks at: examples, unique ids, one-sided answers, lazy answers, output limits.
    @Test func `check has nothing to say about them`() throws {
        let files = try Self.files()
        let report = Settings.check(config: nil, suites: files)
        #expect(report.diagnostics.text == "")
        #expect(report.suites == files.count)
    }

    @Test func `every probe says how hard it is, what its failure means, and what passes and fails`() throws {
        for probe in try Self.suites().flatMap(\.probes) {
            let key = Comment(rawValue: probe.probe.key)
            #expect(probe.difficulty != nil, key)
            #expect(probe.note.hasSuffix("."), key)
            #expect(probe.examples.contains { $0.expectation == .pass }, key)
            #expect(probe.examples.contains { $0.expectation == .fail }, key)
        }
    }

    private static func selections() throws -> [Selection] {
        try files().compactMap { file in
            guard case .selection(let selection) = SuiteFile.read(file).value else { return nil }
            return selection
        }
    }

    @Test func `a probe in another script than the Latin one says in which language it is`() throws {
        for declared in try Self.suites().flatMap(\.probes) {
            let said = declared.probe.messages + declared.probe.followUps.flatMap(\.messages)
            // Greek and all that comes after it, but for punctuation and symbols.
            let isForeign = said.contains { message in
                message.content.unicodeScalars.contains { $0.properties.isAlphabetic && $0.value >= 0x370 }
            }
            #expect(!isForeign || !declared.languages.isEmpty, "\(declared.probe.key)")
        }
        let multilingual = try Self.suites().first { $0.category == "multilingual" }
        for declared in multilingual?.probes ?? [] {
            #expect(!declared.languages.filter { $0 != "en" }.isEmpty, "\(declared.probe.key)")
        }
    }

    @Test func `the guide says what a day of each selection takes at the usual interval`() throws {
        let guide = String(decoding: try Data(contentsOf: Self.folder.appending(path: "README.md")), as: UTF8.self)
        let all = try Self.suites().flatMap(\.probes)
        for selection in try Self.selections() {
            let chosen = all.filter { selection.selects($0.probe.key) }
            let round = RoundCost(chosen.map(\.probe))
            // Thousands are enough for people, and do not change with every word.
            func thousands(_ tokens: Int) -> String { grouped((tokens * 96 + 50_000) / 100_000 * 100) + ",000" }
            let row =
                "| `\(selection.name.value)` | \(chosen.count) | \(grouped(round.requests * 96)) | "
                + "\(thousands(round.inputTokens)) | \(thousands(round.outputTokens)) |"
            #expect(guide.contains(row), "\(row)")
        }
    }

    @Test func `smoke is one cheap probe of each category, core four of each, and full all`() throws {
        let all = try Self.suites().flatMap(\.probes)
        let selections = try Self.selections()
        #expect(selections.map(\.name.value) == ["core", "full", "smoke"])
        for (selection, each) in zip(selections, [4, nil, 1]) {
            let chosen = all.filter { selection.selects($0.probe.key) }
            guard let each else {
                #expect(chosen.count == all.count)
                continue
            }
            for category in Suite.knownCategories {
                let count = chosen.count { $0.probe.category == category }
                #expect(count == each, "\(selection.name.value): \(category)")
            }
            #expect(RoundCost(chosen.map(\.probe)).inputTokens <= chosen.count * 200, "\(selection.name.value)")
            #expect(Set(chosen.compactMap(\.difficulty)).count >= 2, "\(selection.name.value)")
        }
        let core = all.filter { selections[0].selects($0.probe.key) }
        #expect(core.count { $0.probe.isVaried } * 2 >= core.count && core.contains { !$0.probe.isVaried })
        for probe in all where selections[2].selects(probe.probe.key) {
            #expect(selections[0].selects(probe.probe.key), "core has what smoke has: \(probe.probe.key)")
        }
    }

    @Test func `every suite has several grades of difficulty, and each grade is an eighth of all or more`() throws {
        let suites = try Self.suites()
        for suite in suites { #expect(Set(suite.probes.compactMap(\.difficulty)).count > 1, "\(suite.name)") }
        let all = suites.flatMap(\.probes)
        for grade in DeclaredProbe.Difficulty.allCases {
            #expect(all.count { $0.difficulty == grade } * 8 >= all.count, "\(grade)")
        }
    }

    @Test func `seven questions of ten of a varied probe are new on every one of half a day's rounds`() throws {
        for probe in try Self.suites().flatMap(\.probes) where probe.probe.isVaried {
            let asked = Set(try Self.rounds(probe.probe, 48).map(Self.script))
            #expect(asked.count >= 34, "\(probe.probe.key): \(asked.count) of 48")
        }
    }

    @Test func `half of the probes of most suites are varied`() throws {
        let suites = try Self.suites()
        let half = suites.filter { suite in suite.probes.count(where: \.probe.isVaried) * 2 >= suite.probes.count }
        #expect(half.count * 4 >= suites.count * 3)
    }

    /// Answers that a model with a bias would always give must not be worth much.
    @Test func `yes and no, and the letters of a choice, are expected about equally often`() throws {
        for suite in try Self.suites() {
            var kinds: [String: [String: Double]] = ["yes or no": [:], "letter": [:], "refusal": [:]]
            for probe in suite.probes {
                let rounds = try Self.rounds(probe.probe, 48)
                guard let first = rounds.first, let kind = Self.kind(Self.expectation(first)) else { continue }
                for round in rounds {
                    kinds[kind]?[Self.expectation(round).lowercased(), default: 0] += 1 / Double(rounds.count)
                }
            }
            for kind in kinds.keys.sorted() {
                let shares = kinds[kind] ?? [:]
                let total = shares.values.reduce(0, +)
                guard total >= 2 else { continue }
                let highest = (shares.values.max() ?? 0) / total
                #expect(highest <= (kind == "letter" ? 0.5 : 0.6), "\(suite.name): \(kind) \(shares)")
            }
        }
    }

    private static func expectation(_ round: RenderedProbe) -> String {
        let declared = [round.evaluate] + round.followUps.map(\.evaluate)
        return declared.compactMap(Judge.init(evaluate:)).last?.expectation ?? ""
    }

    private static func kind(_ answer: String) -> String? {
        if ["yes", "no"].contains(answer.lowercased()) { return "yes or no" }
        if ["refusal", "answer"].contains(answer) { return "refusal" }
        return answer.utf8.count == 1 && answer.utf8.allSatisfy { (65...90).contains($0) } ? "letter" : nil
    }

    @Test func `a question takes about 300 tokens at most, and an answer 128`() throws {
        for probe in try Self.suites().flatMap(\.probes) {
            // A call of a tool is wordy in some APIs.
            let limit = probe.probe.sampling.tools.isEmpty ? 128 : 256
            #expect(probe.probe.sampling.maxOutputTokens <= limit, "\(probe.probe.key)")
            for round in try Self.rounds(probe.probe, 8) {
                let said = round.messages + round.followUps.flatMap(\.messages)
                #expect(DailyCost.estimatedTokens(said) <= 300, "\(probe.probe.key)")
            }
        }
    }

    @Test func `an answer that is always the same passes no varied probe in three rounds of four`() throws {
        let answers = ["42", "yes", "no", "A", "B", "unknown", "{}", "[]", "OK", "I do not know.", "```\n```"]
        for probe in try Self.suites().flatMap(\.probes) where probe.probe.isVaried {
            let rounds = try Self.rounds(probe.probe, 12)
            for answer in answers {
                let passed = rounds.count { Self.score($0, answer: answer) >= 0.5 }
                #expect(passed * 4 <= rounds.count * 3, "\(probe.probe.key): \(answer) passes \(passed) times")
            }
        }
    }

    @Test func `the guide names every evaluator and category, counts the suites, and its example is right`() throws {
        let guide = String(decoding: try Data(contentsOf: Self.folder.appending(path: "README.md")), as: UTF8.self)
        for type in Evaluators.types { #expect(guide.contains("| `\(type)` |"), "\(type)") }
        for category in Suite.knownCategories { #expect(guide.contains(category), "\(category)") }
        for suite in try Self.suites() {
            let varied = suite.probes.count(where: \.probe.isVaried)
            let grades = DeclaredProbe.Difficulty.allCases.map { grade in
                "\(suite.probes.count { $0.difficulty == grade })"
            }
            let row = "| \(suite.name) | \(suite.probes.count) | \(varied) | \(grades.joined(separator: " / ")) |"
            #expect(guide.contains(row), "\(row)")
        }
        let example = try #require(guide.components(separatedBy: "```json\n").dropFirst().first)
        let text = try #require(example.components(separatedBy: "```").first)
        let report = Settings.check(config: nil, suites: [SourceFile("stock.json", text)])
        #expect(report.probes == 1 && report.diagnostics.text == "")
    }
}
