import ArgumentParser
import Core
import Daemon
import Logging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole system in under two minutes, with no key and no network.",
        discussion: """
            An embedded provider silently gets worse while its health check stays green; the daemon notices, alerts by \
            webhook, and takes the alert back once the provider has recovered. Exit code 0 only if the alert arrived over \
            HTTP with a valid signature and the provider that nothing was done to raised nothing.
            """)

    @Flag(help: "Keep the daemon and its pages running afterwards, until Ctrl-C.")
    var keep = false
    @Flag(help: "Show the daemon's own log on standard error.")
    var log = false

    mutating func run() async throws {
        let level: Logger.Level = log ? .info : .error
        let logger = Logger(label: "plummet") { _ in LineLog(level: level, format: .text) }
        let stage = DemoStage(keep: keep)
        let demo = Demo(keep: keep, logger: logger) { stage.show($0) }
        let outcome = try await demo.run()
        if !outcome.isProven { throw ExitCode.failure }
    }
}
