internal import Core
internal import Evaluators
internal import Probing

extension Settings {
    /// What is unwise about a suite that is allowed: one that was read without an error.
    static func lint(_ suite: Suite) -> [Diagnostic] {
        let trials = suite.probes.map { Trials($0) }
        let wrong = trials.flatMap { exampleProblems($0, suite.file) }
        var findings = spreadProblems(suite) + balanceProblems(suite, trials)
        var record = LazyRecord()
        for trial in trials where !trial.rounds.isEmpty {
            let dominant = dominantAnswer(trial)
            // A habit that gives the one answer there is would be told twice.
            findings += dominant.map { [$0] } ?? []
            findings +=
                lazyAnswerProblems(trial, &record, tellsHabits: dominant == nil) + patternProblems(trial)
                + contradictions(trial)
            findings += budgetProblems(trial) + prefixProblems(trial)
        }
        findings += lazyModelProblems(suite, record)
        return wrong + suite.diagnostics(of: findings)
    }
}

/// Examples that do not score as the file says: errors, for either the example or the evaluators are wrong.
private func exampleProblems(_ trials: Trials, _ file: SourceFile) -> [Diagnostic] {
    trials.declared.examples.compactMap { example in
        for round in trials.rounds {
            guard let answers = filled(example, round), let problem = problem(of: example, answers, round) else {
                continue
            }
            let twin = trials.declared.examples.first { other in
                other.expectation != example.expectation && filled(other, round) == answers
            }
            return file.diagnostic(
                at: example.offset, "\(trials.name): the example \(shown(answers)) \(problem)",
                instead: twin == nil
                    ? "correct the example or the evaluators"
                    : "the same answer is an example of another score, so one of the two is wrong")
        }
        return nil
    }
}

/// The answers with the values of a round; nil where that fails, which reading the suite has noted.
private func filled(_ example: Example, _ round: Trial) -> [[Completion]]? {
    do { return try example.answers(round.values) } catch { return nil }
}

/// The last answer, or its calls where it says nothing.
private func shown(_ answers: [[Completion]]) -> String {
    let last = answers.last?.last ?? Completion(text: "")
    let text = last.toolCalls.isEmpty ? last.text : last.toolCalls.map(\.shown).joined(separator: " ")
    return "\"\(shortened(text, 40))\""
}

private func problem(of example: Example, _ answers: [[Completion]], _ round: Trial) -> String? {
    let verdict: Verdict
    switch round.verdict(of: example, answers) {
    case .success(let found): verdict = found
    case .failure(let impossible): return impossible.why
    }
    guard let score = verdict.score else { return "cannot be scored: \(verdict.headline)" }
    let said = "scores \(fixed(score, 3)), \(verdict.headline)"
    switch example.expectation {
    case .pass: return score >= 0.9995 ? nil : "must pass and \(said)"
    case .fail: return score < 0.5 ? nil : "must fail and scores \(fixed(score, 3))"
    case .score(let expected):
        return abs(score - expected) < 0.0006 ? nil : "must score \(fixed(expected, 3)) and \(said)"
    }
}
