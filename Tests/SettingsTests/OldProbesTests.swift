import Core
import Foundation
import Probing
import Settings
import Testing

/// The suites as they were before expressions grew, in `Tests/Fixtures/settings/renderings`: whatever the language learns,
/// they keep their versions, and with them their baselines, and ask the same questions for the same seeds.
@Suite struct OldProbesTests {
    private static let folder = Fixtures.folder.appending(path: "renderings")
    private static let seeds: [UInt64] = [1, 2, 77, 9_007_199_254_740_991, .max]

    private static func probes() throws -> [Probe] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "suites").path).sorted()
        return try names.flatMap { name in
            try #require(Suite.read(try Fixtures.source("renderings/suites/\(name)")).value, "\(name)").probes.map(
                \.probe)
        }
    }

    /// Everything that is said and expected, as one text.
    private static func script(_ rendered: RenderedProbe) -> [String] {
        var parts = rendered.messages.map(\.content) + [rendered.evaluate.canonical]
        for result in rendered.toolResults { parts += [result.tool, result.arguments?.canonical ?? "", result.result] }
        for followUp in rendered.followUps {
            parts += followUp.messages.map(\.content) + [followUp.evaluate.canonical]
        }
        return parts
    }

    /// A line for each probe: its key, its version, and a hash of what it becomes for each seed.
    @Test func `a probe that was there before keeps its version and its questions for ever`() throws {
        let probes = try Self.probes()
        #expect(probes.count == 126)
        let lines = try probes.map { probe in
            let hashes = try Self.seeds.map { seed in
                StableHash.hex(Self.script(try Rendering.render(probe, seed: seed)))
            }
            return ([probe.key, probe.version] + hashes).joined(separator: " ")
        }
        try Fixtures.expect(
            lines.joined(separator: "\n") + "\n", equals: Self.folder.appending(path: "renderings.txt"))
    }
}
