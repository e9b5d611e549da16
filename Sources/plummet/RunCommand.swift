import ArgumentParser
import Core
import Daemon
import Glibc
import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the daemon in the foreground (systemd Type=notify).")

    @OptionGroup var config: ConfigOption
    @Option(help: "Least important lines that are logged: trace, debug, info, notice, warning, error.")
    var logLevel = LogLevel.info
    @Option(help: "How lines look: text, json, journal; by default journal under systemd and text elsewhere.")
    var logFormat: LogStyle?

    mutating func run() async throws {
        settleSignals()
        settleMemory()
        // What the daemon writes is nobody else's to read.
        umask(0o077)
        let environment = Terminal.environment
        let format = logFormat?.format ?? .automatic(environment: environment)
        let level = logLevel.level
        let logger = Logger(label: "plummet") { _ in LineLog(level: level, format: format) }
        do {
            try await Daemon(configPath: config.path, environment: environment, logger: logger).run()
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics where diagnostic.severity == .error { logger.error("\(diagnostic)") }
            throw exitConfiguration
        } catch {
            logger.error("plummet stops: \(error)")
            throw ExitCode.failure
        }
    }
}

/// The levels of a log, by name.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// The formats of a log, by name.
enum LogStyle: String, ExpressibleByArgument, CaseIterable {
    case text, json, journal

    var format: LogFormat { LogFormat(rawValue: rawValue) ?? .text }
}
