import Core
import Foundation
import Settings
import Testing

/// What people are told of the files in `Tests/Fixtures/settings`: every message with its place, in one go.
@Suite struct GoldenDiagnosticsTests {
    @Test(arguments: Fixtures.cases("config"))
    func `everything wrong with a configuration is told at once`(name: String) throws {
        let (value, diagnostics) = Configuration.read(try Fixtures.source("config/\(name).json"))
        try Fixtures.expect(diagnostics.text + "\n", equals: Fixtures.folder.appending(path: "config/\(name).txt"))
        #expect((value == nil) == !diagnostics.errors.isEmpty)
    }

    @Test(arguments: Fixtures.cases("suites"))
    func `everything wrong with a suite is told at once`(name: String) throws {
        let (value, diagnostics) = SuiteFile.read(try Fixtures.source("suites/\(name).json"))
        try Fixtures.expect(diagnostics.text + "\n", equals: Fixtures.folder.appending(path: "suites/\(name).txt"))
        #expect((value == nil) == !diagnostics.errors.isEmpty)
    }

    @Test(arguments: Fixtures.cases("lint"))
    func `what is unwise about a suite is told by the name under which it may be allowed`(name: String) throws {
        let report = Settings.check(config: nil, suites: [try Fixtures.source("lint/\(name).json")])
        let text = report.diagnostics.text
        try Fixtures.expect(text + "\n", equals: Fixtures.folder.appending(path: "lint/\(name).txt"))
        #expect(!report.hasErrors)
        if Lint(rawValue: name) != nil { #expect(text.contains("or allow \"\(name)\"")) }
    }

    @Test(arguments: Fixtures.cases("lint-config"))
    func `what is unwise about a configuration is told, and what a day costs`(name: String) throws {
        let report = Settings.check(
            config: try Fixtures.source("lint-config/\(name).json"), suites: [try Fixtures.source("probes/fixed.json")])
        let costs = report.costs.map { cost in
            "\(cost.provider): \(cost.requests) requests, \(cost.fixedProbes) of \(cost.probes) for a cache, "
                + (cost.money.map { "\($0)" } ?? "no prices")
        }
        let text = ([report.diagnostics.text] + costs).filter { !$0.isEmpty }.joined(separator: "\n")
        try Fixtures.expect(text + "\n", equals: Fixtures.folder.appending(path: "lint-config/\(name).txt"))
        #expect(!report.hasErrors)
    }

    @Test func `every lint has a case`() throws {
        let cases = Fixtures.cases("lint")
        for lint in Lint.allCases { #expect(cases.contains(lint.rawValue)) }
        let told = try Fixtures.cases("lint-config").map { try Fixtures.text("lint-config/\($0).txt") }.joined()
        for lint in ProviderLint.allCases { #expect(told.contains("or allow \"\(lint.rawValue)\""), "\(lint)") }
    }

    @Test func `there are cases at all`() {
        #expect(Fixtures.cases("config").count >= 15)
        #expect(Fixtures.cases("suites").count >= 12)
    }

    @Test(arguments: Fixtures.cases("config"))
    func `no message repeats a secret that stands in the file`(name: String) throws {
        let diagnostics = Configuration.read(try Fixtures.source("config/\(name).json")).diagnostics
        for secret in ["sk-proj", "4eC39Hq", "xoxb-17", "dXNlcjpwYXNz", "0123456789abcdef0123"] {
            #expect(!diagnostics.text.contains(secret))
        }
    }
}
