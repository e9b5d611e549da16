import ArgumentParser
import Core
import Daemon
import Settings

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate configuration and probes; every error with file, line and column.",
        discussion:
            "Give PATHs (files or directories of suites) to check probes alone, or --config to check everything.")

    @Option(name: .customLong("config"), help: "The configuration file.")
    var configPath: String?
    @Argument(help: "Suite files, or directories of them.")
    var paths: [String] = []

    mutating func run() throws {
        let config = configPath ?? (paths.isEmpty ? ConfigOption.standard : nil)
        let report = Checking.run(configPath: config, paths: paths)
        for diagnostic in report.diagnostics {
            let colour: Terminal.Colour = diagnostic.severity == .error ? .red : .yellow
            Terminal.line(
                "\(diagnostic)".replacingFirst(
                    diagnostic.severity.rawValue, with: Terminal.paint(diagnostic.severity.rawValue, colour)))
        }
        let errors = report.diagnostics.count { $0.severity == .error }
        let warnings = report.diagnostics.count - errors
        if report.summaries.count > 1 { Self.show(report.summaries) }
        if !report.costs.isEmpty { Self.show(report.costs) }
        Terminal.line(
            [(report.providers, "provider"), (report.suites, "suite"), (report.probes, "probe")].map(Self.counted)
                .joined(separator: ", ") + ": "
                + [(errors, "error"), (warnings, "warning")].map(Self.counted).joined(separator: ", ")
        )
        if report.hasErrors { throw ExitCode.failure }
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    private static func show(_ summaries: [SuiteSummary]) {
        var table = Table(header: [
            "suite", "probes", "varied", "easy/medium/hard", "languages", "requests a round", "input tokens",
            "output tokens, at most",
        ])
        table.right = [1, 2, 5, 6, 7]
        for suite in summaries {
            table.rows.append([
                .init(suite.isSelection ? suite.name + " (selection)" : suite.name), .init("\(suite.probes)"),
                .init("\(suite.varied)"), .init("\(suite.easy)/\(suite.medium)/\(suite.hard)"),
                .init(suite.languages.joined(separator: " ")), .init(grouped(suite.round.requests)),
                .init(grouped(suite.round.inputTokens)), .init(grouped(suite.round.outputTokens)),
            ])
        }
        Terminal.line(table.text)
    }

    private static func show(_ costs: [DailyCost]) {
        var table = Table(header: [
            "provider", "probes", "for a cache", "requests a day", "input tokens", "output tokens, at most", "at most",
        ])
        table.right = [1, 2, 3, 4, 5, 6]
        for cost in costs {
            table.rows.append([
                .init(cost.provider), .init("\(cost.probes)"), .init("\(cost.fixedProbes)"),
                .init(grouped(cost.requests)), .init(grouped(cost.inputTokens)),
                .init(grouped(cost.outputTokens)), .init(cost.money.map { "\($0)" } ?? "no prices"),
            ])
        }
        Terminal.line(table.text)
    }
}

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema (draft 2020-12) of the configuration or of a suite, for editors.")

    enum Name: String, ExpressibleByArgument, CaseIterable { case config, suite }

    @Argument(help: "config or suite.")
    var name: Name

    mutating func run() throws {
        guard let schema = Checking.schema(name.rawValue) else { throw ExitCode.failure }
        Terminal.write(schema.pretty)
    }
}

extension ConfigOption {
    /// Where the packaged service keeps its configuration.
    static let standard = "/etc/plummet/config.json"
}

extension String {
    /// The text with the first occurrence of `part` replaced.
    func replacingFirst(_ part: String, with replacement: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(in: range, with: replacement)
    }

    private func replacingCharacters(in range: Range<String.Index>, with replacement: String) -> String {
        self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
