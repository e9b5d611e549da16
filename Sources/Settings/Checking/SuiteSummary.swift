internal import Core

/// What there is to say of a suite, or of a selection of probes, before it was ever asked.
package struct SuiteSummary: Sendable {
    package var name: String
    /// Whether it asks probes of others.
    package var isSelection: Bool
    package var probes: Int
    /// Those that ask a new question in every round; a cache could answer the others.
    package var varied: Int
    package var easy: Int
    package var medium: Int
    package var hard: Int
    /// Languages of its probes beside English, sorted.
    package var languages: [String]
    package var round: RoundCost

    init(_ name: String, isSelection: Bool, _ probes: [DeclaredProbe]) {
        self.name = name
        self.isSelection = isSelection
        self.probes = probes.count
        varied = probes.count(where: \.probe.isVaried)
        easy = probes.count { $0.difficulty == .easy }
        medium = probes.count { $0.difficulty == .medium }
        hard = probes.count { $0.difficulty == .hard }
        languages = Set(probes.flatMap(\.languages)).subtracting(["en"]).sorted()
        round = RoundCost(probes.flatMap(\.probe.copies))
    }
}

extension SuiteSet {
    /// Suites of probes by name, then selections by name.
    var summaries: [SuiteSummary] {
        let all = suites.flatMap(\.probes)
        return suites.map { SuiteSummary($0.name, isSelection: false, $0.probes) }
            + selections.map { selection in
                SuiteSummary(selection.name.value, isSelection: true, all.filter { selection.selects($0.probe.key) })
            }
    }
}
