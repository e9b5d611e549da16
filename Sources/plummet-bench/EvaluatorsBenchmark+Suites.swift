import Core
import Evaluators
import Glibc
import Probing
import Settings

/// Measures what judging stored answers takes: the examples that pass, of all suites in `probes`, round after round.
func suitesBenchmark(answers: Int) {
    var stored: [(evaluate: JSON, answer: Completion)] = []
    let suites = suiteNames().compactMap { name in
        fileBytes("probes/\(name)").flatMap { Suite.read(SourceFile(path: name, bytes: $0)).value }
    }
    let probes = suites.flatMap(\.probes).filter { $0.probe.followUps.isEmpty }
    guard !probes.isEmpty else { return print("  suites: skipped, there are no probes below the working directory") }
    var round: UInt64 = 0
    while stored.count < answers, round < 10_000 {
        round += 1
        for declared in probes { stored += examples(declared, seed: round) }
    }
    let taken = seconds {
        for each in stored.prefix(answers) { keep(Judge(evaluate: each.evaluate)?.verdict(each.answer)) }
    }
    let count = min(answers, stored.count)
    print(
        "  \(grouped(count)) stored answers of \(probes.count) probes, each with its suite's evaluators read: \(fixed(taken, 2)) s, "
            + "\(grouped(Int(Double(count) / taken)))/s on one core")
}

/// The last answer of each example that passes, in a round.
private func examples(_ declared: DeclaredProbe, seed: UInt64) -> [(evaluate: JSON, answer: Completion)] {
    guard let values = try? Rendering.values(declared.probe, seed: seed),
        let rendered = try? Rendering.render(declared.probe, seed: seed)
    else { return [] }
    return declared.examples.filter { $0.expectation == .pass }.compactMap { example in
        (try? example.answers(values))?.last?.last.map { (rendered.evaluate, $0) }
    }
}

/// The names of the suite files in `probes`, sorted.
private func suiteNames() -> [String] {
    guard let folder = opendir("probes") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if Suite.isSuiteFile(name) { names.append(name) }
    }
    return names.sorted()
}
