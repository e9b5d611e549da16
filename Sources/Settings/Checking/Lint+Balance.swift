internal import Core
internal import Evaluators

/// A suite whose expected answers are all alike: a model that always says the same would pass, and a flipped bias would
/// look like a catastrophe or like an improvement.
func balanceProblems(_ suite: Suite, _ trials: [Trials]) -> [Diagnostic] {
    let expected = trials.compactMap { trial -> [String]? in
        let answers = trial.rounds.compactMap { $0.expectation?.lowercased() }
        return answers.count == trial.rounds.count && !answers.isEmpty ? answers : nil
    }
    return [
        oneSided(suite, expected, among: ["yes", "no"], fewest: 2),
        oneSided(suite, expected, among: ["true", "false"], fewest: 2),
        oneSided(suite, expected, among: "abcdefghij".map { String($0) }, fewest: 3),
    ].compactMap { $0 }
}

/// A warning when so many probes of the suite expect one of these words, and all of them the same.
private func oneSided(_ suite: Suite, _ expected: [[String]], among words: [String], fewest: Int) -> Diagnostic? {
    let concerned = expected.filter { $0.allSatisfy(words.contains) }
    guard concerned.count >= fewest, let word = concerned.first?.first else { return nil }
    guard concerned.allSatisfy({ answers in answers.allSatisfy { $0 == word } }) else { return nil }
    let shown = word.utf8.count == 1 ? word.uppercased() : word
    return suite.file.diagnostic(
        .warning, at: suite.nameOffset,
        "all \(concerned.count) probes that expect \(quotedList(words.count > 2 ? ["A", "B", "…"] : words)) "
            + "expect \"\(shown)\": a model that always says so passes",
        instead: "add probes whose answer is another")
}
