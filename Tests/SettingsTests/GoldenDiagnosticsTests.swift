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
