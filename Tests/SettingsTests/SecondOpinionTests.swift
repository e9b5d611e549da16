import Core
import Evaluators
import Foundation
import Probing
import Settings
import Testing

/// Expected answers that can be computed are computed once more by another program, which reads the question's text as a
/// model would: `Tests/Fixtures/settings/second-opinion.py`.
@Suite struct SecondOpinionTests {
    private static let program = Fixtures.folder.appending(path: "second-opinion.py")
    private static let roundCount = 24

    /// The probes of the suites that lie in `probes`.
    private func probes() throws -> [DeclaredProbe] {
        let folder = Fixtures.checkout.appending(path: "probes")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter(Suite.isSuiteFile).sorted()
        return try names.flatMap { name -> [DeclaredProbe] in
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            return Suite.read(SourceFile(path: name, bytes: bytes)).value?.probes ?? []
        }
    }

    private func rounds(_ probe: Probe) throws -> [RenderedProbe] {
        try (0..<(probe.isVaried ? Self.roundCount : 1)).map { index in
            let round = Round(start: Timestamp(seconds: 900 * Double(index)))
            return try Rendering.render(probe, seed: Rendering.seed(probe: probe, round: round, rootSeed: 3))
        }
    }

    @Test func `another program comes to the same answers`() throws {
        let asked = try probes().filter { $0.probe.followUps.isEmpty && $0.probe.sampling.tools.isEmpty }.flatMap {
            declared in try rounds(declared.probe).map { (declared.probe.key, $0) }
        }
        let lines = asked.map { key, round in
            JSON.object([("key", .string(key)), ("messages", .array(round.messages.map { .string($0.content) }))]).text
        }
        guard let output = try run(lines) else {
            print("skipped: python3 is not there")
            return
        }
        let answers = output.split(separator: "\n").map(String.init)
        try #require(answers.count == asked.count, "\(answers.last ?? "nothing was said")")
        var covered: Set<String> = []
        for ((key, round), line) in zip(asked, answers) {
            let said = try JSONParser.parse(Array(line.utf8))
            try #require(said["key"]?.string == key)
            guard let answer = said["answer"]?.string else { continue }
            covered.insert(key)
            let verdict = Judge(evaluate: round.evaluate)?.verdict(text: answer)
            let question = round.messages.last?.content ?? ""
            #expect(verdict?.score ?? 0 > 0.999, "\(key): \(question) -> \(answer): \(verdict?.headline ?? "")")
        }
        #expect(covered.count >= 98, "\(covered.count)")
    }

    private func run(_ lines: [String]) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Self.program.path]
        let file = FileManager.default.temporaryDirectory.appending(path: "plummet-questions-\(UUID().uuidString)")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        do { try process.run() } catch { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus != 127 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
