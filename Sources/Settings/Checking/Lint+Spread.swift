internal import Core

/// A suite smaller than this is not asked to have a bit of everything.
private let fewestProbes = 4

/// What a suite as a whole lacks: fixed and varied probes, several grades of difficulty, examples and notes.
func spreadProblems(_ suite: Suite) -> [Finding] {
    var findings: [Finding] = []
    for declared in suite.probes { findings += untold(declared) }
    guard suite.probes.count >= fewestProbes else { return findings }
    let varied = suite.probes.count(where: \.probe.isVaried)
    if varied == 0 {
        findings.append(
            Finding(
                .onlyFixed, suite, "all \(suite.probes.count) probes are fixed: a cache could answer every one of them",
                instead: "draw values in some of them by \"vary\""))
    } else if varied == suite.probes.count {
        findings.append(
            Finding(
                .onlyVaried, suite,
                "all \(suite.probes.count) probes are varied: no answers can be compared word by word",
                instead: "add a fixed one"))
    }
    let grades = Set(suite.probes.map(\.difficulty))
    if grades.count == 1, let grade = grades.first {
        findings.append(
            Finding(
                .oneDifficulty, suite,
                grade.map {
                    "all \(suite.probes.count) probes are \($0.rawValue): small losses or great ones do not show"
                }
                    ?? "no probe says how hard it is",
                instead: "add harder and easier ones, and say so by \"difficulty\""))
    }
    return findings
}

/// What a probe does not tell people.
private func untold(_ declared: DeclaredProbe) -> [Finding] {
    let trials = Trials(untried: declared)
    var findings: [Finding] = []
    let missing = [("passes", Example.Expectation.pass), ("fails", .fail)].filter { _, expectation in
        !declared.examples.contains { $0.expectation == expectation || $0.isPartial(expectation) }
    }
    if !missing.isEmpty {
        findings.append(
            Finding(
                .noExamples, trials,
                "has no example that \(missing.map(\.0).joined(separator: ", and none that "))",
                instead: "add \"examples\": check proves that they score as you think"))
    }
    if declared.note.isEmpty {
        findings.append(
            Finding(
                .noNote, trials, "does not say what its failure means",
                instead: "add a \"note\" for whoever is woken up by it"))
    }
    return findings
}

extension Example {
    /// Whether an example of an exact score shows what one of these would.
    fileprivate func isPartial(_ expectation: Expectation) -> Bool {
        guard case .score(let score) = self.expectation else { return false }
        return expectation == .pass ? score > 0.9995 : score < 0.5
    }
}
