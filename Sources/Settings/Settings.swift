package import Alerting
package import Core

/// Everything that the daemon runs on: configuration and probes, validated, with the secrets in their places.
package struct Settings: Sendable {
    /// A provider and what it is asked.
    package struct Watched: Sendable {
        /// The provider with its secrets.
        package var provider: Provider
        /// Sorted by key.
        package var probes: [Probe]
    }

    package var configuration: Configuration
    /// Sorted by name.
    package var suites: [Suite]
    /// Suites that ask probes of others; sorted by name.
    package var selections: [Selection]
    /// In the order of the configuration.
    package var watched: [Watched]
    /// In the order of the configuration.
    package var sinks: [any Sink]
    /// Where traces are exported to; nil for nowhere.
    package var telemetry: TelemetryExport?
    /// The bearer token for state-changing HTTP requests; nil when the configuration has none.
    package var token: Secret?
    /// Every secret that was resolved, each once, for the redactor.
    package var secrets: [Secret]
    /// 16 hexadecimal digits over the bytes of all files: differs when one of them does.
    package var contentHash: String
}

/// What came of reading settings: nil where something refuses them, and all that is wrong, sorted by file and place.
package typealias SettingsResult = (settings: Settings?, diagnostics: [Diagnostic])

extension Settings {
    /// The settings of these files; `version` is plummet's own, which sinks tell their far end.
    package static func load(
        config: SourceFile, suites: [SourceFile], secrets: @escaping SecretSource, version: String
    ) -> SettingsResult {
        let (configuration, ofConfig) = Configuration.read(config)
        let (set, ofSuites) = SuiteSet.read(suites)
        var diagnostics = ofConfig + ofSuites
        guard let configuration else { return (nil, diagnostics.inOrder(config.path)) }
        diagnostics += assignmentProblems(configuration, set, fileCount: suites.count)
        var resolution = Resolution(configuration, secrets)
        let settings = resolution.settings(set, files: [config] + suites, version: version)
        diagnostics = (diagnostics + resolution.diagnostics).inOrder(config.path)
        return (diagnostics.contains { $0.severity == .error } ? nil : settings, diagnostics)
    }

    /// The same configuration and secrets with other probes.
    package func replacing(suites files: [SourceFile]) -> SettingsResult {
        var (set, diagnostics) = SuiteSet.read(files)
        diagnostics += Settings.assignmentProblems(configuration, set, fileCount: files.count)
        diagnostics = diagnostics.inOrder(configuration.file.path)
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        var changed = self
        changed.suites = set.suites
        changed.selections = set.selections
        changed.watched = zip(watched, configuration.providers).map { watched, declaration in
            Watched(provider: watched.provider, probes: set.probes(for: declaration))
        }
        changed.contentHash = Settings.hash([configuration.file] + files)
        return (changed, diagnostics)
    }

    /// What is wrong with who is asked what.
    static func assignmentProblems(_ configuration: Configuration, _ set: SuiteSet, fileCount: Int) -> [Diagnostic] {
        guard fileCount > 0, !set.isSound || !set.suites.isEmpty else {
            let places = configuration.probePaths.joined(separator: ", ")
            let missing = fileCount > 0 ? "no suite with probes" : "no suite file"
            return [
                Diagnostic(
                    path: configuration.file.path, problem: "\(missing) in \(places), so nothing can be asked",
                    instead: "put a suite (*.json) there, or name its directory under \"probes\"")
            ]
        }
        // A suite that is missing may be in a file that was refused.
        guard set.isSound else { return [] }
        let names = (set.suites.map(\.name) + set.selections.map(\.name.value)).sorted()
        let unknown = configuration.providers.flatMap(\.wantedSuites).filter { !names.contains($0.value) }.map {
            unknown in
            let known = names.isEmpty ? "" : "known: \(quotedList(names))"
            return configuration.file.diagnostic(
                at: unknown.offset, "there is no suite \"\(unknown.value)\"",
                instead: nearest(to: unknown.value, among: names).map { "write \"\($0)\"" } ?? known)
        }
        return unknown + nothingToAsk(configuration, set)
    }

    /// Providers all of whose suites are selections of which no probe is left.
    private static func nothingToAsk(_ configuration: Configuration, _ set: SuiteSet) -> [Diagnostic] {
        configuration.providers.compactMap { declaration in
            let wanted = declaration.wantedSuites
            guard let first = wanted.first, set.probes(for: declaration).isEmpty,
                wanted.allSatisfy({ name in set.selections.contains { $0.name.value == name.value } })
            else { return nil }
            return configuration.file.diagnostic(
                at: first.offset,
                "nothing is left of the suites of \"\(declaration.provider.name)\": every probe that "
                    + "\(quotedList(wanted.map(\.value))) selects is gone",
                instead: "put the files back, or select others")
        }
    }

    /// The hash of the content of some files, whatever their order.
    static func hash(_ files: [SourceFile]) -> String {
        StableHash.hex(files.sorted { $0.path < $1.path }.flatMap { [$0.path, Digest.hex(Digest.sha256($0.bytes))] })
    }
}

extension ProviderDeclaration {
    fileprivate var wantedSuites: [Located<String>] { suites ?? [] }
}

extension SuiteSet {
    /// The probes that a provider is asked, their copies included, sorted by key.
    func probes(for declaration: ProviderDeclaration) -> [Probe] {
        let all = suites.flatMap { $0.probes.map(\.probe) }.sorted { $0.key < $1.key }
        guard let wanted = declaration.suites?.map(\.value) else {
            return all.flatMap(\.copies).sorted { $0.key < $1.key }
        }
        let chosen = selections.filter { wanted.contains($0.name.value) }
        return all.filter { probe in wanted.contains(probe.suite) || chosen.contains { $0.selects(probe.key) } }
            .flatMap(\.copies).sorted { $0.key < $1.key }
    }
}

extension Settings {
    /// Whether the suite of this name has the probe, or selects it.
    package func suite(_ name: String, asks probe: Probe) -> Bool { selections.suite(name, asks: probe) }
}

extension [Selection] {
    /// Whether the suite of this name has the probe, or is one of these and selects it.
    func suite(_ name: String, asks probe: Probe) -> Bool {
        probe.suite == name || contains { $0.name.value == name && $0.selects("\(probe.suite)/\(probe.id)") }
    }
}

extension [Diagnostic] {
    /// The configuration's first, then the other files' by path, each in the order of the file, without repetition.
    func inOrder(_ configPath: String?) -> [Diagnostic] {
        func before(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
            if a.path != b.path { return a.path == configPath || (b.path != configPath && a.path < b.path) }
            return (a.line, a.column, a.problem) < (b.line, b.column, b.problem)
        }
        var result: [Diagnostic] = []
        for diagnostic in sorted(by: before) where result.last != diagnostic { result.append(diagnostic) }
        return result
    }
}
