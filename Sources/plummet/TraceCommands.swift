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
        commandName: "trace", abstract: "Reconstruct a sample.", subcommands: [TraceShowCommand.self],
        defaultSubcommand: TraceShowCommand.self)
}

struct TraceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything about one sample: question, attempts, answer, verdict.")

    @OptionGroup var options: SourceOptions
    @Argument(help: "A sample id (16 hexadecimal digits), or a file with an exported trace.")
    var name: String
    @Flag(help: "The whole trace as JSON.")
    var json = false

    mutating func run() async throws {
        let trace = try await options.source.trace(name)
        if json { return Terminal.write(trace.json.pretty) }
        Terminal.line(TraceText.text(of: trace))
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

/// A trace as text for a terminal.
enum TraceText {
    static func text(of trace: Trace) -> String {
        var lines = ["sample     \(trace.sample)", "api        \(trace.api)\(trace.stream ? ", streamed" : "")"]
        if trace.isConversation {
            for line in trace.dialogue { lines += said(line) }
        } else {
            for message in trace.rendered.messages { lines += block(message.role.rawValue, message.content) }
        }
        for (index, attempt) in trace.attempts.enumerated() {
            let phases = attempt.exchange.phases
            let parts: [(String, Duration?)] = [
                ("connect", phases.connect), ("tls", phases.tls), ("first byte", phases.firstByte),
                ("total", phases.total),
            ]
            let times = parts.compactMap { name, time in time.map { "\(name) \($0.forPeople)" } }.joined(
                separator: ", ")
            lines.append(
                "attempt \(index + 1)  \(attempt.startedAt)  \(attempt.outcome.rawValue), HTTP \(attempt.exchange.status), \(times)"
                    + (attempt.message.isEmpty ? "" : "\n           \(Table.Cell(attempt.message).text)"))
        }
        if let completion = trace.completion {
            if !trace.isConversation { lines += answer(completion) }
            lines.append(
                "finish     \(completion.finish.rawValue) (\(Table.Cell(completion.rawFinish).text)), model \(Table.Cell(completion.fingerprint.model).text)"
            )
        }
        if let verdict = trace.verdict {
            lines.append("score      \(verdict.score.map { fixed($0, 3) } ?? "none")")
            lines += verdict.judgements.flatMap { judgement($0, depth: 0) }
        }
        lines.append("detector   \(trace.detector.text)")
        return lines.joined(separator: "\n")
    }

    private static func said(_ line: Trace.Line) -> [String] {
        switch line {
        case .message(let message): block(message.role.rawValue, message.content)
        case .answer(let completion): answer(completion)
        case .silence(let outcome): ["answer     none: \(outcome.rawValue)"]
        case .verdict(let verdict, let turn):
            [
                "turn \(turn + 1)     \(verdict.score.map { fixed($0, 3) } ?? "not scored"): \(Table.Cell(verdict.headline).text)"
            ]
        }
    }

    private static func answer(_ completion: Completion) -> [String] {
        block("answer", completion.text) + completion.toolCalls.flatMap { block("calls", $0.shown) }
    }

    private static func judgement(_ judgement: Judgement, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        return [
            "           \(indent)\(fixed(judgement.score, 2)) × \(JSON.double(judgement.weight).text)  \(judgement.type): \(Table.Cell(judgement.reason).text)"
        ] + judgement.parts.flatMap { self.judgement($0, depth: depth + 1) }
    }

    private static func block(_ title: String, _ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Table.Cell(String($0)).text }
        let label = title + String(repeating: " ", count: max(1, 11 - title.count))
        return lines.enumerated().map { $0 == 0 ? label + $1 : String(repeating: " ", count: 11) + $1 }
    }
}
