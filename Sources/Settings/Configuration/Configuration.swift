package import Alerting
package import Core
package import Detection

/// What `config.json` says, without any secret.
package struct Configuration: Sendable {
    /// The file it was read from.
    package var file: SourceFile
    /// At least one; names are unique.
    package var providers: [ProviderDeclaration]
    /// Where alerts go; names are unique.
    package var sinks: [SinkDeclaration]
    /// Directories with suite files, or suite files; a relative one is joined to the folder of the config file.
    package var probePaths: [String]
    /// From one round to the next; 1 s to 24 h.
    package var interval: Duration
    /// Budget of false `quality-degraded` pages for each provider and year; 0.01 to 1000.
    package var falseAlarmsPerYear: Double
    /// Rounds that a baseline is made of; 20 to 512.
    package var calibrationRounds: Int
    /// How many calls a round gets.
    package var sampling: SamplingPolicy
    /// From one reminder of a firing incident to the next.
    package var remindEvery: Duration
    package var store: StoreConfiguration
    /// Where traces are exported to; nil for nowhere.
    package var telemetry: TelemetryConfiguration?
    package var listen: ListenAddress
    /// Where the token for state-changing HTTP requests lies.
    package var token: Located<SecretReference>?
    /// The base of links in alerts, without a trailing slash; empty when nothing is known that people could open.
    package var externalURL: String
    /// Where this daemon looks from.
    package var vantage: String

    /// The configuration of a file, nil when something refuses it, and everything that is wrong with it.
    package static func read(_ file: SourceFile) -> (value: Configuration?, diagnostics: [Diagnostic]) {
        if let refusal = unreadable(file) { return (nil, [refusal]) }
        let (value, diagnostics) = Shape.configuration.read(file: file)
        let clean = diagnostics.map(\.withoutSecrets)
        guard var configuration = value else { return (nil, clean) }
        configuration.file = file
        configuration.probePaths = configuration.probePaths.map { joined($0, besides: file.path) }
        configuration.store.path = joined(configuration.store.path, besides: file.path)
        return (configuration, clean)
    }

    /// What the detector of quality is allowed at each provider.
    package var detector: DetectorSettings {
        DetectionSettings(self).detector(interval: interval, providers: providers.count)
    }
}

/// Where and how long samples and traces are kept.
package struct StoreConfiguration: Hashable, Sendable {
    /// The directory of the databases.
    package var path: String
    package var keepSamples: Duration
    package var keepTraces: Duration
    /// Most bytes of stored traces; the oldest go first.
    package var maxTracesBytes: Int
}

/// A path of a file's content: as it is when absolute, else joined to the folder of that file.
func joined(_ path: String, besides filePath: String) -> String {
    guard !path.hasPrefix("/"), let slash = filePath.lastIndex(of: "/") else { return path }
    return String(filePath[...slash]) + path
}

/// Why a file cannot be read as text at all, or nil.
func unreadable(_ file: SourceFile) -> Diagnostic? {
    let mark = file.bytes.prefix(2)
    if mark.elementsEqual([0xFF, 0xFE]) || mark.elementsEqual([0xFE, 0xFF]) {
        return Diagnostic(
            path: file.path, line: 1, column: 1, problem: "the file is UTF-16", instead: "save it as UTF-8")
    }
    guard file.bytes.count > maximumFileBytes else { return nil }
    return Diagnostic(
        path: file.path, problem: "a file of \(bytesForPeople(file.bytes.count))",
        instead: "write at most \(bytesForPeople(maximumFileBytes))")
}

/// Most bytes of a configuration or suite file.
let maximumFileBytes = 8 << 20
