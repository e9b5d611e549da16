internal import Core
internal import Evaluators
internal import Probing

extension Settings {
    /// What is unwise about a suite that is allowed: one that was read without an error.
    static func lint(_ suite: Suite) -> [Diagnostic] {
        let trials = suite.probes.map(Trials.init)
        var diagnostics = balanceProblems(suite, trials)
        for trial in trials {
            diagnostics += exampleProblems(trial, suite.file) + lazyAnswerProblems(trial, suite.file)
            let limit = trial.declared.probe.sampling.maxOutputTokens
            if limit < fewestOutputTokens {
                diagnostics.append(
                    suite.file.diagnostic(
                        .warning, at: trial.declared.offset,
                        "\(trial.name): some models cut an answer of at most \(limit) tokens off before it is complete",
                        instead: "set \"max_output_tokens\" to at least \(fewestOutputTokens)"))
            }
        }
        return diagnostics
    }
}

/// Below this, the answers of some models are cut off before a number or word is complete.
private let fewestOutputTokens = 16

/// A probe with its values filled in a few times, and the judges of its answers.
struct Trials {
    let declared: DeclaredProbe
    /// At least one for a probe that was read without an error.
    let rounds: [Round]

    /// One rendering of the probe.
    struct Round {
        let values: [(name: String, value: Value)]
        let question: String
        let judge: Judge
    }

    init(_ declared: DeclaredProbe) {
        self.declared = declared
        rounds = declared.probe.trialSeeds.compactMap { Trials.round(declared.probe, seed: $0) }
    }

    /// How messages call the probe.
    var name: String { "probe \"\(declared.probe.id)\"" }

    /// Nil where rendering fails; reading the suite has noted that as an error.
    private static func round(_ probe: Probe, seed: UInt64) -> Round? {
        do {
            let rendered = try Rendering.render(probe, seed: seed)
            guard let judge = Judge(evaluate: rendered.evaluate) else { return nil }
            let question = rendered.messages.last?.content ?? ""
            return Round(values: try Rendering.values(probe, seed: seed), question: question, judge: judge)
        } catch {
            return nil
        }
    }
}

/// Examples that do not score as the file says: errors, for either the example or the evaluators are wrong.
private func exampleProblems(_ trials: Trials, _ file: SourceFile) -> [Diagnostic] {
    trials.declared.examples.compactMap { example in
        for round in trials.rounds {
            guard let answer = filled(example, round), let problem = problem(of: example, answer, round) else {
                continue
            }
            return file.diagnostic(
                at: example.answer.offset, "\(trials.name): \(problem)",
                instead: "correct the example or the evaluators")
        }
        return nil
    }
}

/// The answer with the values of a round; nil where that fails, which reading the suite has noted.
private func filled(_ example: Example, _ round: Trials.Round) -> String? {
    do { return try Rendering.render(example.answer.value, values: round.values) } catch { return nil }
}

private func problem(of example: Example, _ answer: String, _ round: Trials.Round) -> String? {
    let verdict = round.judge.verdict(text: answer)
    let shown = "\"\(shortened(answer, 40))\""
    guard let score = verdict.score else { return "the example \(shown) cannot be scored: \(verdict.headline)" }
    let said = "scores \(fixed(score, 3)), \(verdict.headline)"
    switch example.expectation {
    case .pass: return score >= 0.9995 ? nil : "the example \(shown) must pass and \(said)"
    case .fail: return score < 0.5 ? nil : "the example \(shown) must fail and scores \(fixed(score, 3))"
    case .score(let expected):
        return abs(score - expected) < 0.0006
            ? nil : "the example \(shown) must score \(fixed(expected, 3)) and \(said)"
    }
}
