import ArgumentParser
import Core
import Daemon

/// Where traces are read from.
struct SourceOptions: ParsableArguments {
    @OptionGroup var config: ConfigOption
    @Option(help: "Read this store directory instead of asking the running daemon.")
    var store: String?

    var source: TraceSource { TraceSource(configPath: config.path, store: store, environment: Terminal.environment) }
}

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Reconstruct samples: list, show, export.",
        subcommands: [TraceListCommand.self, TraceShowCommand.self, TraceExportCommand.self],
        defaultSubcommand: TraceShowCommand.self)
}

struct TraceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Everything about one sample: question, attempts, answer, verdict, detector, incidents.",
        discussion: "With --json all of it as one JSON document.")

    @OptionGroup var options: SourceOptions
    @Argument(help: "A sample id (16 hexadecimal digits), or a file with an exported trace.")
    var name: String
    @Flag(help: "All of it as JSON.")
    var json = false

    mutating func run() async throws {
        let (whole, trace) = try await options.source.reconstruction(name)
        if json { return Terminal.write((whole?.json ?? trace?.json ?? .null).pretty) }
        Terminal.line(TraceText(whole: whole, trace: trace).text)
    }
}
