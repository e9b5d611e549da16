import ArgumentParser
import Core
import Daemon

struct OnceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "once",
        abstract: "Ask every probe once, now, and print a table.",
        discussion:
            "Exit code 0: every answer scored at least 0.5. 1: some scored less. 2: some calls gave nothing to score.")

    @OptionGroup var config: ConfigOption
    @Option(help: "Only this provider.")
    var provider: String?
    @Option(help: "Only this suite, or selection of probes.")
    var suite: String?
    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    mutating func run() async throws {
        let once = Once(
            configPath: config.path, environment: Terminal.environment, provider: provider, suite: suite)
        let showsProgress = Terminal.isInteractive && !json
        do {
            let samples = try await once.run { done, total, sample in
                if showsProgress {
                    Terminal.write(
                        "\r" + Progress.bar(Double(done) / Double(max(total, 1))) + " \(done)/\(total) " + sample.probe
                            + "\u{1B}[K")
                }
            }
            if showsProgress { Terminal.write("\r\u{1B}[K") }
            if json { for sample in samples { Terminal.line(sample.summary.text) } } else { Self.show(samples) }
            if samples.contains(where: { $0.score == nil }) { throw ExitCode(2) }
            if samples.contains(where: { $0.score ?? 0 < 0.5 }) { throw ExitCode.failure }
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics { Terminal.line("\(diagnostic)") }
            throw exitConfiguration
        } catch let failure as OnceFailure {
            throw ValidationError("\(failure)")
        }
    }

    private static func show(_ samples: [Sample]) {
        var table = Table(header: ["provider", "probe", "outcome", "score", "latency", "why"])
        table.right = [3, 4]
        for sample in samples {
            let colour: Terminal.Colour = sample.score.map { $0 >= 0.5 ? .green : .red } ?? .yellow
            table.rows.append([
                .init(sample.provider), .init(sample.probe), .init(sample.outcome.rawValue),
                .init(sample.score.map { fixed($0, 2) } ?? "–", colour), .init(sample.latency?.forPeople ?? "–"),
                .init(shortened(sample.note, 72)),
            ])
        }
        Terminal.line(table.text)
        let scores = samples.compactMap(\.score)
        let mean = scores.isEmpty ? "–" : fixed(scores.reduce(0, +) / Double(scores.count), 3)
        let cost = samples.reduce(USD.zero) { $0 + $1.cost }
        Terminal.line("\(samples.count) samples, \(scores.count) scored, mean score \(mean), cost \(cost)")
    }
}

extension Sample {
    /// The sample in the words of the HTTP API.
    var summary: JSON {
        .compact([
            ("id", .string(id.description)), ("provider", .string(provider)), ("probe", .string(probe)),
            ("category", .string(category)), ("outcome", .string(outcome.rawValue)), ("score", .optional(score)),
            ("attempts", .int(attempts)), ("status", .int(status)), ("note", .string(note)),
            ("latency_seconds", latency.map { .double($0.inSeconds) }), ("cost_usd", .double(cost.dollars)),
        ])
    }
}
