package import Core
package import Settings

/// The configuration and the probes as they lie on disk: reads them as one set, and notices when they change.
package struct SettingsFiles: Sendable {
    /// Where a packaged installation has its configuration.
    static let usualConfig = "/etc/plummet/config.json"
    /// Largest file of configuration, settings or probes, in bytes.
    static let limit = 4 << 20

    /// The configuration file as the operator named it.
    package let configPath: String
    private let secrets: Secrets

    package init(configPath: String, secrets: Secrets) {
        self.configPath = configPath
        self.secrets = secrets
    }

    /// Reads everything: settings where nothing is wrong, and all that is.
    package func load() -> (settings: Settings?, diagnostics: [Diagnostic]) {
        let config: SourceFile
        do {
            config = SourceFile(path: configPath, bytes: try Files.read(configPath, limit: Self.limit))
        } catch {
            return (
                nil,
                [
                    Diagnostic(
                        path: error.path, problem: "cannot be read: \(error.reason)",
                        instead: "name the configuration with --config")
                ]
            )
        }
        let (configuration, diagnostics) = Configuration.read(config)
        guard let configuration else { return (nil, diagnostics) }
        let (suites, unreadable) = Self.suites(configuration.probePaths)
        let (settings, found) = Settings.load(
            config: config, suites: suites,
            secrets: { (reference: SecretReference) throws(SecretUnavailable) -> Secret in
                try secrets.resolve(reference)
            },
            version: Version.current)
        return unreadable.isEmpty ? (settings, found) : (nil, unreadable + found)
    }

    /// Every suite file at these paths (files, or directories of them), and what could not be read.
    package static func suites(_ paths: [String]) -> (files: [SourceFile], diagnostics: [Diagnostic]) {
        var files: [SourceFile] = []
        var diagnostics: [Diagnostic] = []
        for path in paths {
            do throws(FileFailure) {
                let names =
                    Files.isDirectory(path)
                    ? try Files.list(path).filter(Suite.isSuiteFile).map { path.trimmingSuffix("/") + "/" + $0 }
                    : [path]
                for name in names where !Files.isDirectory(name) {
                    // Only a path that somebody named may be a pipe: one that lies in a directory would be waited for.
                    if name != path, Files.mark(name) != nil, !Files.isRegular(name) {
                        throw FileFailure(path: name, reason: "it is no regular file")
                    }
                    files.append(SourceFile(path: name, bytes: try Files.read(name, limit: limit)))
                }
            } catch {
                diagnostics.append(
                    Diagnostic(
                        path: error.path, problem: "cannot be read: \(error.reason)",
                        instead: "put probe files there, or set \"probes\" in the configuration"))
            }
        }
        return (files, diagnostics)
    }

    /// Something that differs whenever a file that matters was written, added or removed.
    func mark(probePaths: [String]) -> String {
        var marks = [Files.mark(configPath) ?? "gone"]
        for path in probePaths {
            marks.append(Files.mark(path) ?? "gone")
            guard Files.isDirectory(path), let names = try? Files.list(path) else { continue }
            for name in names where Suite.isSuiteFile(name) {
                marks.append(name + " " + (Files.mark(path + "/" + name) ?? "gone"))
            }
        }
        return marks.joined(separator: "\n")
    }
}
