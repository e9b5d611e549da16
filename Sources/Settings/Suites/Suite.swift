package import Core

/// One file of probes with shared defaults and a category.
package struct Suite: Sendable {
    /// The file it was read from.
    package var file: SourceFile
    /// Unique among the suites that are in force together.
    package var name: String
    /// Byte offset of the name.
    package var nameOffset: Int
    /// The ability that its probes exercise, unless one of them says otherwise.
    package var category: String
    /// At least one, in the order of the file.
    package var probes: [DeclaredProbe]
    /// What `check` shall not warn of anywhere in it.
    package var allow: [Located<Lint>]

    /// The suite of a file, nil when something refuses it or it is a selection, and everything that is wrong with it.
    package static func read(_ file: SourceFile) -> (value: Suite?, diagnostics: [Diagnostic]) {
        let (value, diagnostics) = SuiteFile.read(file)
        guard case .suite(let suite) = value else { return (nil, diagnostics) }
        return (suite, diagnostics)
    }

    /// Whether a file of that name in a probe directory is a suite: `x.json`, no hidden file, no editor's copy.
    package static func isSuiteFile(_ name: String) -> Bool {
        name.hasSuffix(".json") && !name.hasPrefix(".") && !name.hasPrefix("#") && name.utf8.count > 5
    }

    /// The abilities that probes usually exercise; others are allowed.
    package static let knownCategories = [
        "arithmetic", "logic", "code", "extraction", "format", "instruction", "tool-call", "retrieval", "memory",
        "refusal",
        "multilingual", "long-context",
    ]
}

/// A probe as its file declares it, with what is told about it there.
package struct DeclaredProbe: Sendable {
    /// How hard a probe is for today's best models.
    package enum Difficulty: String, Sendable, CaseIterable { case easy, medium, hard }

    package var probe: Probe
    /// Answers of which the file says what they are worth.
    package var examples: [Example]
    /// What a failure of this probe means, for people; empty when the file says nothing.
    package var note: String
    package var difficulty: Difficulty?
    /// Languages of question and answer beside or instead of English, as codes such as `de`; empty for English alone.
    package var languages: [String]
    /// What `check` shall not warn of.
    package var allow: [Located<Lint>]
    /// Byte offset of the probe's object in its file.
    package var offset: Int
}
