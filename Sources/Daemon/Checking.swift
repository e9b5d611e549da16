package import Core
package import Settings

/// `plummet check`: reads configuration and probes as the daemon would, and says everything that is wrong or odd.
package enum Checking {
    /// Checks the configuration (nil for none) and the suites at `paths`, or those that the configuration names.
    package static func run(configPath: String?, paths: [String]) -> CheckReport {
        var config: SourceFile?
        var found: [Diagnostic] = []
        if let configPath {
            do {
                config = SourceFile(path: configPath, bytes: try Files.read(configPath, limit: SettingsFiles.limit))
            } catch {
                found.append(Diagnostic(path: configPath, problem: "cannot be read: \(error.reason)"))
            }
        }
        let named = paths.isEmpty ? config.flatMap { Configuration.read($0).value?.probePaths } ?? [] : paths
        let (suites, unreadable) = SettingsFiles.suites(named)
        var report = Settings.check(config: config, suites: suites)
        report.diagnostics = found + unreadable + report.diagnostics
        return report
    }

    /// The JSON Schema of the configuration or of a suite.
    package static func schema(_ name: String) -> JSON? {
        switch name {
        case "config": Settings.configSchema
        case "suite": Settings.suiteSchema
        default: nil
        }
    }
}
