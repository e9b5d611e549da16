internal import Core
internal import Evaluators
internal import Probing

/// Answers that need no ability at all, and yet pass.
func lazyAnswerProblems(_ trials: Trials, _ file: SourceFile) -> [Diagnostic] {
    guard !trials.rounds.isEmpty else { return [] }
    var passing = lazyAnswers.filter { !($0.isRefusal && trials.declared.probe.category == "refusal") }
        .filter { lazy in trials.rounds.allSatisfy { passes(lazy.answer, $0) } }.map(\.name)
    if trials.rounds.allSatisfy({ round in round.score { round.questions[$0] } >= 0.5 }) {
        passing.append("a repetition of the question")
    }
    // Each alone may be the right one.
    if trials.rounds.allSatisfy({ passes("yes", $0) && passes("no", $0) }) {
        passing.append("\"yes\" as well as \"no\"")
    }
    if isIndifferentToItsValues(trials) { passing.append("the answer to another round's question") }
    guard !passing.isEmpty else { return [] }
    return [
        file.diagnostic(
            .warning, at: trials.declared.offset, "\(trials.name) is passed by \(passing.joined(separator: ", "))",
            instead: "make the evaluators ask for more")
    ]
}

private struct LazyAnswer: Sendable {
    let name: String
    let answer: String
    var isRefusal = false
}

private let lazyAnswers = [
    LazyAnswer(name: "an empty answer", answer: ""),
    LazyAnswer(name: "a refusal", answer: "I'm sorry, but I can't help with that.", isRefusal: true),
    LazyAnswer(name: "all digits in a row", answer: "0 1 2 3 4 5 6 7 8 9"),
    LazyAnswer(name: "all choices in a row", answer: "A B C D E F"),
]

private func passes(_ answer: String, _ round: Trial) -> Bool { round.score { _ in answer } >= 0.5 }

/// Whether the right answer of one round also passes in every other, although the values differ.
private func isIndifferentToItsValues(_ trials: Trials) -> Bool {
    guard trials.rounds.count > 1,
        let example = trials.declared.examples.first(where: { $0.expectation == .pass && $0.isVaried })
    else { return false }
    do {
        let answers = try trials.rounds.map { try example.answers($0.values) }
        guard answers.contains(where: { $0 != answers[0] }) else { return false }
        return answers.allSatisfy { answer in
            trials.rounds.allSatisfy { round in
                switch round.verdict(of: example, answer) {
                case .success(let verdict): verdict.score ?? 0 >= 0.5
                case .failure: false
                }
            }
        }
    } catch {
        // Reading the suite has noted an example that cannot be filled in.
        return false
    }
}
