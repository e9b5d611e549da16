internal import Alerting
internal import Core

/// Puts the secrets of a configuration into their places, and notes every one that cannot be had.
struct Resolution {
    let configuration: Configuration
    let source: SecretSource
    private(set) var diagnostics: [Diagnostic] = []
    private var revealed: [SecretReference: Secret] = [:]
    /// The secrets in the order in which they were first asked for.
    private var inOrder: [Secret] = []
    private var unavailable: [SecretReference: SecretUnavailable] = [:]

    init(_ configuration: Configuration, _ source: @escaping SecretSource) {
        self.configuration = configuration
        self.source = source
    }

    /// The settings; of use only when no diagnostics were noted.
    mutating func settings(_ set: SuiteSet, files: [SourceFile], version: String) -> Settings {
        let watched = configuration.providers.map { declaration in
            Settings.Watched(provider: declaration.resolved { reveal($0) }, probes: set.probes(for: declaration))
        }
        let sinks = configuration.sinks.compactMap { resolve($0, version: version) }
        let telemetry = configuration.telemetry.map { declared in
            declared.resolved { reference in reveal(Located(reference, offset: place(of: reference, in: declared))) }
        }
        let token = configuration.token.flatMap { reveal($0) }
        return Settings(
            configuration: configuration, suites: set.suites, selections: set.selections,
            watched: watched, sinks: sinks,
            telemetry: telemetry, token: token,
            secrets: inOrder,
            contentHash: Settings.hash(files))
    }

    private mutating func resolve(_ sink: SinkDeclaration, version: String) -> (any Sink)? {
        let place = configuration.sinkPlace(sink.name)
        let references = sink.secrets.map { reference in
            Located(reference, offset: offset(of: reference, in: place) ?? place.offset)
        }
        guard references.count(where: { reveal($0) == nil }) == 0 else { return nil }
        let known = revealed
        do {
            return try sink.resolve(
                { (reference: SecretReference) throws(SecretUnavailable) -> Secret in
                    guard let secret = known[reference] else {
                        throw SecretUnavailable(reference, reason: "the sink has not declared that it needs it")
                    }
                    return secret
                }, version: version)
        } catch {
            note(error, at: place.offset)
            return nil
        }
    }

    private func place(of reference: SecretReference, in telemetry: TelemetryConfiguration) -> Int {
        offset(of: reference, in: configuration.telemetryPlace) ?? telemetry.offset
    }

    /// The secret, read once; nil and a diagnostic at each place that wants it when it cannot be had.
    private mutating func reveal(_ wanted: Located<SecretReference>) -> Secret? {
        if let secret = revealed[wanted.value] { return secret }
        if let reason = unavailable[wanted.value] {
            note(reason, at: wanted.offset)
            return nil
        }
        do throws(SecretUnavailable) {
            let secret = try source(wanted.value)
            guard !secret.revealedText.trimmed.isEmpty else {
                throw SecretUnavailable(wanted.value, reason: "it is empty")
            }
            revealed[wanted.value] = secret
            inOrder.append(secret)
            return secret
        } catch {
            unavailable[wanted.value] = error
            note(error, at: wanted.offset)
            return nil
        }
    }

    private mutating func note(_ error: SecretUnavailable, at offset: Int) {
        diagnostics.append(configuration.file.diagnostic(at: offset, error.description).withoutSecrets)
    }
}

extension Configuration {
    /// The object of a sink in the file.
    fileprivate func sinkPlace(_ name: String) -> JSON {
        (whole["sinks"]?.array ?? []).first { $0["name"]?.string == name } ?? .null
    }

    /// The object of the export in the file.
    fileprivate var telemetryPlace: JSON { whole["telemetry"] ?? .null }

    private var whole: JSON {
        // A configuration exists only where its file was JSON; a copy made by a test may have no file.
        do { return try JSONParser.parse(file.bytes) } catch { return .null }
    }
}
