package import Core

/// What a file of a probe directory holds.
package enum SuiteFile: Sendable {
    case suite(Suite)
    case selection(Selection)

    /// The content of a file, nil when something refuses it, and everything that is wrong with it.
    ///
    /// Templates and evaluators are tried with several values, so that a suite that was read can be sent. Whether there
    /// are the probes that a selection names only shows beside the other files.
    package static func read(_ file: SourceFile) -> (value: SuiteFile?, diagnostics: [Diagnostic]) {
        if let refusal = unreadable(file) { return (nil, [refusal]) }
        let (value, diagnostics) = Shape.suiteFile.read(file: file)
        return (value, diagnostics.map(\.withoutSecrets))
    }
}
