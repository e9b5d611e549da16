import Core
import Foundation
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

    private static func suites() throws -> [Suite] { try files().compactMap { Suite.read($0).value } }

    @Test func `there are at least eight categories with six probes each`() throws {
        let suites = try Self.suites()
        #expect(suites.count >= 10)
        #expect(Set(suites.map(\.category)).count >= 8)
        for suite in suites {
            #expect(suite.probes.count >= 6, "\(suite.name)")
            #expect(Suite.knownCategories.contains(suite.category), "\(suite.name)")
            #expect(suite.file.path == suite.name + ".json", "\(suite.name)")
        }
    }

    @Test func `check has nothing to say about them`() throws {
        let report = Settings.check(config: nil, suites: try Self.files())
        #expect(report.diagnostics.text == "")
        #expect(report.suites == (try Self.files().count))
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

    @Test func `every suite has more than one grade of difficulty, and all of them together have each`() throws {
        let suites = try Self.suites()
        for suite in suites { #expect(Set(suite.probes.compactMap(\.difficulty)).count > 1, "\(suite.name)") }
        let all = suites.flatMap(\.probes)
        for grade in DeclaredProbe.Difficulty.allCases {
            #expect(all.count { $0.difficulty == grade } * 8 >= all.count, "\(grade)")
        }
    }
}
