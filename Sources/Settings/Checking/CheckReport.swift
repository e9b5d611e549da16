package import Core

/// What `plummet check` has to tell.
package struct CheckReport: Sendable {
    /// Errors and warnings, sorted by file and place.
    package var diagnostics: [Diagnostic]
    /// How many were read without an error.
    package var providers: Int
    /// Selections included.
    package var suites: Int
    package var probes: Int
    /// One for each suite and selection; empty when something refuses the files.
    package var summaries: [SuiteSummary]
    /// One for each provider, in the order of the configuration; empty when something refuses the files.
    package var costs: [DailyCost]

    /// Whether anything refuses the files.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Settings {
    /// Checks files without their secrets, and looks for what is allowed and yet unwise.
    ///
    /// `config` is nil to check suites alone.
    package static func check(config: SourceFile?, suites files: [SourceFile]) -> CheckReport {
        let (configuration, ofConfig) = config.map(Configuration.read) ?? (nil, [])
        let (set, ofSuites) = SuiteSet.read(files)
        var diagnostics = ofConfig + ofSuites + set.suites.flatMap(lint)
        var costs: [DailyCost] = []
        if let configuration {
            diagnostics += assignmentProblems(configuration, set, fileCount: files.count)
            diagnostics += lint(configuration, set)
            costs = set.isSound ? configuration.costs(set) : []
        }
        return CheckReport(
            diagnostics: diagnostics.inOrder(config?.path), providers: configuration?.providers.count ?? 0,
            suites: set.suites.count + set.selections.count, probes: set.suites.reduce(0) { $0 + $1.probes.count },
            summaries: set.isSound ? set.summaries : [], costs: costs)
    }
}

extension Configuration {
    /// What each provider costs in a day.
    func costs(_ set: SuiteSet) -> [DailyCost] {
        providers.map { DailyCost.estimate($0.provider, probes: set.probes(for: $0), interval: interval) }
    }
}
