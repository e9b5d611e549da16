internal import Core

/// What `check` looks for in suites that may be used and yet are unwise. `"allow"` of a suite or a probe says that one of
/// these is meant there.
package enum Lint: String, Sendable, CaseIterable {
    /// An answer that needs no ability passes.
    case lazyAnswer = "lazy-answer"
    /// One way to answer everything passes most of a suite.
    case lazyModel = "lazy-model"
    /// The expected answers are all, or nearly all, the same.
    case oneSided = "one-sided"
    /// A pattern that matches everything, or nothing at all.
    case loosePattern = "loose-pattern"
    /// Evaluators that no answer can satisfy together.
    case contradiction
    /// Fewer output tokens than the answer, or than the reasoning before it, needs.
    case smallBudget = "small-budget"
    /// A long beginning that is the same in every round, which providers keep in a cache.
    case sharedPrefix = "shared-prefix"
    /// No answer of which it is said that it passes, or that it fails.
    case noExamples = "no-examples"
    /// Nothing is said of what a failure means.
    case noNote = "no-note"
    /// No spread of difficulty.
    case oneDifficulty = "one-difficulty"
    /// No varied probe in a suite: a cache could answer all of it.
    case onlyFixed = "only-fixed"
    /// No fixed probe in a suite: no answers can be compared word by word.
    case onlyVaried = "only-varied"
}

/// Something that a lint found.
struct Finding {
    var lint: Lint
    /// The probe; nil where the suite as a whole is meant.
    var probe: String?
    /// Byte offset in the suite's file.
    var offset: Int
    var problem: String
    var instead: String

    /// Of one probe, at its place unless another is given.
    init(_ lint: Lint, _ trials: Trials, at offset: Int? = nil, _ problem: String, instead: String) {
        self.lint = lint
        probe = trials.declared.probe.id
        self.offset = offset ?? trials.declared.offset
        self.problem = "\(trials.name) \(problem)"
        self.instead = instead
    }

    /// Of a whole suite, at its name.
    init(_ lint: Lint, _ suite: Suite, _ problem: String, instead: String) {
        self.lint = lint
        offset = suite.nameOffset
        self.problem = problem
        self.instead = instead
    }
}

extension Suite {
    /// The findings that are not allowed, as warnings, and what is allowed for nothing.
    func diagnostics(of findings: [Finding]) -> [Diagnostic] {
        var told: [Finding] = []
        var used: Set<Int> = []
        for finding in findings {
            let ofProbe = probes.first { $0.probe.id == finding.probe }?.allow ?? []
            let permitted = (ofProbe + allow).filter { $0.value == finding.lint }
            used.formUnion(permitted.map(\.offset))
            if permitted.isEmpty { told.append(finding) }
        }
        let idle = (allow + probes.flatMap(\.allow)).filter { !used.contains($0.offset) }
        return merged(told).map { finding in
            file.diagnostic(
                .warning, at: finding.offset, finding.problem,
                instead: "\(finding.instead), or allow \"\(finding.lint.rawValue)\"")
        }
            + idle.map { each in
                file.diagnostic(
                    .warning, at: each.offset, "\"\(each.value.rawValue)\" is allowed and not found here",
                    instead: "leave it out")
            }
    }

    /// What many probes of a suite lack is told once, at the first of them.
    private func merged(_ findings: [Finding]) -> [Finding] {
        var result = findings.filter { $0.lint != .noExamples && $0.lint != .noNote }
        for lint in [Lint.noExamples, .noNote] {
            let lacking = findings.filter { $0.lint == lint }
            guard var first = lacking.first else { continue }
            if lacking.count > 1 {
                let others = lacking.count == 2 ? "1 other probe" : "\(lacking.count - 1) other probes"
                first.problem += ", as \(others) of \(probes.count)"
            }
            result.append(first)
        }
        return result
    }
}
