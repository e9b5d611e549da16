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

    @Test func `every family has a row and an example, which check has nothing to say about`() throws {
        let section = try Self.section.get()
        let blocks = section.components(separatedBy: "```json\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        for family in Family.all {
            #expect(section.contains("| `\(family.name)` |"), "\(family.name)")
            #expect(blocks.contains { $0.contains("\"family\": \"\(family.name)\"") }, "\(family.name)")
        }
        let suite = """
            { "suite": "families", "category": "arithmetic", "defaults": { "max_output_tokens": 64 },
              "probes": [ \(blocks.joined(separator: ",\n")) ] }
            """
        let report = Settings.check(config: nil, suites: [SourceFile("families.json", suite)])
        #expect(report.diagnostics.text == "")
        #expect(report.probes == Family.all.count)
    }
}
