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

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge a stored sample again from its bytes; it must give the same verdict.",
        discussion: "Exit code 0: reproduced to the byte. 1: something differs, or there is nothing to judge.")

    @OptionGroup var options: SourceOptions
    @Argument(help: "A sample id (16 hexadecimal digits), or a file with an exported trace.")
    var name: String

    mutating func run() async throws {
        let trace = try await options.source.trace(name)
        switch Replay.run(trace) {
        case .reproduced(let verdict):
            let score = verdict?.score.map { "score \(fixed($0, 3)): \(verdict?.headline ?? "")" } ?? "unscored"
            Terminal.line(Terminal.paint("reproduced", .green) + "  \(trace.sample)  \(Table.Cell(score).text)")
        case .differs(let differences):
            Terminal.line(Terminal.paint("differs", .red) + "  \(trace.sample), written by plummet \(trace.writer)")
            for difference in differences {
                Terminal.line("  \(difference.name)\n    stored \(difference.stored)\n    now    \(difference.now)")
            }
            throw ExitCode.failure
        case .nothingToJudge:
            Terminal.line("\(trace.sample) was never sent: there is nothing to judge")
            throw ExitCode.failure
        }
    }
}
