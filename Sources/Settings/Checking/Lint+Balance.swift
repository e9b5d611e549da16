internal import Core
internal import Evaluators

/// Expected answers that are all alike: a model that always says the same would pass, and a flipped bias would look like a
/// catastrophe or like an improvement.
func balanceProblems(_ suite: Suite, _ trials: [Trials]) -> [Finding] {
    let expected = trials.map { trial in trial.rounds.compactMap { $0.expectation?.lowercased() } }
    var findings = [Family.agreement, .truth, .letters].compactMap { $0.problem(suite, expected) }
    findings += [sameAnswers(suite, trials), refusals(suite, trials), calls(suite, trials)].compactMap { $0 }
    return findings
}

/// Short answers of one kind that a model may prefer one of.
private struct Family {
    /// Words that mean the same, by the word that stands for them.
    let words: [(shown: String, spellings: [String])]
    /// How messages call the kind.
    let name: String
    /// So many probes, all alike, are told.
    let fewest: Int
    /// From so many on, a share beyond the limit is told, too.
    let several: Int
    let limit: Double

    /// Yes and no, in the languages that suites are often written in: a bias to agree crosses languages.
    static let agreement = Family(
        words: [
            ("yes", ["yes", "ja", "oui", "sí", "si", "sì", "да", "はい", "是", "نعم", "tak", "sim", "evet"]),
            ("no", ["no", "nein", "non", "não", "нет", "いいえ", "不是", "否", "لا", "nie", "hayır"]),
        ], name: "\"yes\" or \"no\"", fewest: 2, several: 4, limit: 0.8)
    static let truth = Family(
        words: [("true", ["true"]), ("false", ["false"])], name: "\"true\" or \"false\"", fewest: 2, several: 4,
        limit: 0.8)
    static let letters = Family(
        words: "abcdefghij".map { (String($0).uppercased(), [String($0)]) }, name: "\"A\", \"B\" or \"…\"", fewest: 3,
        several: 5, limit: 0.7)

    /// A finding where so many probes expect one of these words, and nearly always the same.
    func problem(_ suite: Suite, _ expected: [[String]]) -> Finding? {
        var shares = words.map { _ in 0.0 }
        var probes = 0
        for answers in expected where !answers.isEmpty {
            let indices = answers.map { answer in words.firstIndex { $0.spellings.contains(answer) } }
            guard indices.allSatisfy({ $0 != nil }) else { continue }
            probes += 1
            for case let index? in indices { shares[index] += 1 / Double(answers.count) }
        }
        guard probes >= fewest, let most = shares.max(), let index = shares.firstIndex(of: most) else { return nil }
        let share = most / Double(probes)
        guard share > 0.999 || (probes >= several && share >= limit) else { return nil }
        let often = share > 0.999 ? "" : " in \(Int((share * 100).rounded())) % of their rounds"
        return Finding(
            .oneSided, suite,
            "all \(probes) probes that expect \(name) expect \"\(words[index].shown)\"\(often): a model that always says "
                + "so passes", instead: "add probes whose answer is another")
    }
}

/// Fixed probes that mostly expect one and the same answer, whatever it is.
private func sameAnswers(_ suite: Suite, _ trials: [Trials]) -> Finding? {
    let words = ["yes", "no", "true", "false", "refusal", "answer"]
    let expected = trials.filter { !$0.declared.probe.isVaried }.compactMap {
        $0.rounds.first?.expectation?.lowercased()
    }
    .filter { $0.utf8.count > 1 && !words.contains($0) || $0.first?.isNumber == true }
    guard expected.count >= 4 else { return nil }
    for (index, answer) in expected.enumerated() where !expected[..<index].contains(answer) {
        let same = expected.count { $0 == answer }
        guard same * 10 >= expected.count * 7 else { continue }
        return Finding(
            .oneSided, suite, "\(same) of \(expected.count) fixed probes expect \"\(shortened(answer, 40))\"",
            instead: "ask for something else")
    }
    return nil
}

/// Refusals without a harmless question beside them, and in a suite about refusals the reverse.
private func refusals(_ suite: Suite, _ trials: [Trials]) -> Finding? {
    let expected = trials.compactMap { $0.rounds.first?.expectation }
    let refused = expected.count { $0 == "refusal" }
    let answered = expected.count { $0 == "answer" }
    if refused >= 3, answered == 0 {
        return Finding(
            .oneSided, suite,
            "all \(refused) probes about refusing expect a refusal: a model that refuses everything passes",
            instead: "add harmless questions that only look harmful")
    }
    guard suite.category == "refusal", answered >= 3, refused == 0 else { return nil }
    return Finding(
        .oneSided, suite, "no probe expects a refusal: a model that refuses nothing passes",
        instead: "add requests that have to be refused")
}

/// Tools that always have to be called, or never.
private func calls(_ suite: Suite, _ trials: [Trials]) -> Finding? {
    let kinds = trials.compactMap { trial in
        trial.rounds.first?.evaluators.first { $0["type"] == "tool-calls" }.map { $0["none"] == true }
    }
    guard kinds.count >= 4 else { return nil }
    let none = kinds.count { $0 }
    guard none == 0 || none == kinds.count else { return nil }
    return Finding(
        .oneSided, suite,
        "all \(kinds.count) probes with tools expect \(none == 0 ? "a call" : "no call"): a model that "
            + "\(none == 0 ? "always" : "never") calls passes",
        instead: none == 0 ? "ask also what needs no tool, with {\"none\": true}" : "ask also what needs a tool")
}

/// A varied probe whose right answer is nearly always the same one.
func dominantAnswer(_ trials: Trials) -> Finding? {
    guard trials.declared.probe.isVaried, trials.declared.probe.category != "refusal", trials.rounds.count > 4 else {
        return nil
    }
    let answers = trials.rounds.compactMap { round in round.expectation ?? firstExample(trials, round) }
    guard answers.count == trials.rounds.count else { return nil }
    for answer in answers.prefix(2) {
        guard answers.count(where: { $0 == answer }) + 1 >= answers.count else { continue }
        let passed = trials.rounds.count { round in round.score { _ in answer } >= 0.5 }
        guard passed + 1 >= answers.count else { continue }
        return Finding(
            .oneSided, trials, "expects \"\(shortened(answer, 40))\" in \(passed) of \(answers.count) rounds",
            instead: "let the values decide the answer")
    }
    return nil
}

/// The first example that passes, with the values of a round, where it is one answer.
private func firstExample(_ trials: Trials, _ round: Trial) -> String? {
    guard let example = trials.declared.examples.first(where: { $0.expectation == .pass && !$0.isWhole }) else {
        return nil
    }
    // Reading the suite has noted an example that cannot be filled in.
    do { return try example.answers(round.values).last?.last?.text } catch { return nil }
}
