import ArgumentParser
import Core
import Daemon

@main
struct Plummet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plummet",
        abstract: "Notices when a language model gets silently worse.",
        discussion: """
            Exit codes: 0 all is well; 1 it failed, or a check found something; 2 `once` could not score everything;
            3 `backtest` found a difference; 64 the command line is wrong; 78 configuration or probes are wrong.
            """,
        version: "plummet \(Version.current)",
        subcommands: [
            RunCommand.self, DemoCommand.self, CheckCommand.self, OnceCommand.self, StatusCommand.self,
            IncidentCommand.self, TraceCommand.self,
            ReplayCommand.self, BacktestCommand.self, PowerCommand.self, HTTPRecordCommand.self, SchemaCommand.self,
        ])
}

/// Where the configuration lies.
struct ConfigOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var path = "/etc/plummet/config.json"
}

/// EX_CONFIG of sysexits(3): the service manager does not restart on it.
let exitConfiguration = ExitCode(78)
