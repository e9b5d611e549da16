package import Core

extension Settings {
    /// What files declare, without their secrets.
    package struct Declared: Sendable {
        package var configuration: Configuration
        /// In the order of the configuration.
        package var providers: [Asked]
        let selections: [Selection]

        /// Whether the suite of this name has the probe, or selects it.
        package func suite(_ name: String, asks probe: Probe) -> Bool { selections.suite(name, asks: probe) }
    }

    /// A provider and the probes it is asked, by key.
    package struct Asked: Sendable {
        package var provider: Provider
        package var probes: [Probe]
        /// By the probe's key, where its file says.
        package var difficulties: [String: DeclaredProbe.Difficulty]
    }

    /// Who is asked what, after these files; nil where something refuses them, and all that is wrong.
    package static func declared(
        config: SourceFile, suites files: [SourceFile]
    ) -> (declared: Declared?, diagnostics: [Diagnostic]) {
        let (configuration, ofConfig) = Configuration.read(config)
        let (set, ofSuites) = SuiteSet.read(files)
        var diagnostics = ofConfig + ofSuites
        guard let configuration else { return (nil, diagnostics.inOrder(config.path)) }
        diagnostics += assignmentProblems(configuration, set, fileCount: files.count)
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return (nil, diagnostics.inOrder(config.path))
        }
        var difficulties: [String: DeclaredProbe.Difficulty] = [:]
        for each in set.suites.flatMap(\.probes) { difficulties[each.probe.key] = each.difficulty }
        let providers = configuration.providers.map { declaration in
            Asked(
                provider: declaration.provider, probes: set.probes(for: declaration).filter { !$0.isCopy },
                difficulties: difficulties)
        }
        return (
            Declared(configuration: configuration, providers: providers, selections: set.selections),
            diagnostics.inOrder(config.path)
        )
    }
}
