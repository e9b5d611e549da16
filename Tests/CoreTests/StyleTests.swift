import Core
import Foundation
import Testing

/// The house rules that a machine can check, over the whole of Sources.
@Suite struct StyleTests {
    private struct SwiftFile {
        var path: String
        var lines: [Substring]
        var target: String { String(path.split(separator: "/").first ?? "") }
    }

    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources").path

    private func files() throws -> [SwiftFile] {
        let all = try #require(FileManager.default.enumerator(atPath: Self.sources))
        return try all.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(contentsOfFile: Self.sources + "/" + path, encoding: .utf8)
            return SwiftFile(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    @Test func `no file has two subjects`() throws {
        let long = try files().filter { $0.lines.count > 400 }.map { "\($0.path): \($0.lines.count) lines" }
        #expect(long.isEmpty)
    }

    @Test func `clock, chance and waiting belong to the daemon`() throws {
        let banned = [
            "Date()", "Date.now", "ContinuousClock", "SystemRandomNumberGenerator", "Task.sleep", "UInt64.random(in: 0",
        ]
        let found = try offences(banned) { !["Daemon", "plummet", "plummet-bench", "FarEnd"].contains($0) }
        #expect(found.isEmpty)
    }

    @Test func `nothing is forced and no error is dropped by force`() throws {
        let found = try offences(["try!", "Task.detached", "nonisolated(unsafe)", "TODO", "FIXME"]) { _ in true }
        #expect(found.isEmpty)
    }

    @Test func `only the command line and the benchmark print`() throws {
        let found = try offences([" print("]) { !["plummet", "plummet-bench"].contains($0) }
        #expect(found.isEmpty)
    }

    @Test func `the inner rings know no Foundation, no threads and no logging`() throws {
        let inner = [
            "Core", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting", "Engine", "Settings",
        ]
        let found = try offences(["import Foundation", "import Dispatch", "import Logging", "import NIO"]) {
            inner.contains($0)
        }
        #expect(found.filter { !$0.contains("FoundationEssentials") }.isEmpty)
    }

    @Test func `every unchecked Sendable has its proof beside it`() throws {
        for file in try files() {
            for (index, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") {
                let near = file.lines[max(0, index - 12)...index].contains { $0.contains("//") }
                #expect(near, "\(file.path):\(index + 1)")
            }
        }
    }

    /// Lines of code (not comments, not strings of help) that contain one of the words.
    private func offences(_ words: [String], in target: (String) -> Bool) throws -> [String] {
        try files().filter { target($0.target) }.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
                return words.contains { code.contains($0) } ? "\(file.path):\(index + 1): \(line)" : nil
            }
        }
    }
}
