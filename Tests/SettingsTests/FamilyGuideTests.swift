import Core
import Foundation
@testable import Probing
import Settings
import Testing

/// The examples of families in `probes/EXPRESSIONS.md` are probes that work.
@Suite struct FamilyGuideTests {
    private static let section = Result {
        let file = Fixtures.checkout.appending(path: "probes/EXPRESSIONS.md")
        let guide = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return guide.components(separatedBy: "## Families of questions")[1].components(separatedBy: "\n## ")[0]
    }

    private static func blocks() throws -> [String] {
        try section.get().components(separatedBy: "```json\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    private static func suite(_ probes: [String]) -> String {
        """
        { "suite": "families", "category": "arithmetic", "defaults": { "max_output_tokens": 64 },
          "allow": ["only-varied", "one-difficulty", "no-note"],
          "probes": [ \(probes.joined(separator: ",\n")) ] }
        """
    }

    @Test func `every family has a row and an example, which check has nothing to say about`() throws {
        let section = try Self.section.get()
        let blocks = section.components(separatedBy: "```json\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        for family in Family.all {
            #expect(section.contains("| `\(family.name)` |"), "\(family.name)")
            #expect(blocks.contains { $0.contains("\"family\": \"\(family.name)\"") }, "\(family.name)")
        }
        let report = Settings.check(config: nil, suites: [SourceFile("families.json", Self.suite(blocks))])
        #expect(report.diagnostics.text == "")
        #expect(report.probes == Family.all.count)
    }

    @Test func `no parameter of a family crashes it`() throws {
        let parameters = [
            "digits", "carries", "steps", "distractors", "span", "count", "length", "size", "people", "towns", "extra",
            "statements", "loops", "rows", "items", "words", "facts", "changes", "turns",
        ]
        var random = SeededRandom(seed: 4)
        var read = 0
        for family in Family.all {
            for _ in 0..<12 {
                let name = random.pick(parameters)
                let value = random.pick([
                    "0", "1", "2", "3", "5", "12", "20", "40", "60", "-1", "1000000", "\"{{n}}\"", "\"x\"",
                ])
                let probe = """
                    { "id": "p", "vary": { "n": { "int": [0, 50] }, "q": { "family": "\(family.name)", "\(name)": \(value) } },
                      "prompt": "{{q.text}} {{n}}", "evaluate": { "type": "contains", "value": "{{str(q.answer)}}" } }
                    """
                let (suite, diagnostics) = Suite.read(SourceFile("s.json", Self.suite([probe])))
                #expect((suite == nil) == !diagnostics.errors.isEmpty, "\(probe)")
                read += suite == nil ? 0 : 1
            }
        }
        #expect(read > 5)
    }
}
