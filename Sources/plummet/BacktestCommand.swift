import ArgumentParser
import Core
import Daemon

struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract:
            "Run detection once more over what is stored: which falls, when, how late, and what would be different.",
        discussion: """
            Without --store or --from it reads the store of the configuration, also beside a running daemon. Detection
            begins with the oldest sample, as the daemon did; --since and --until say what is told. Settings are those
            of --config, else the defaults, and above them those of --detector, a file such as
            {"false_alarms_per_year": 4, "calibration_rounds": 48}. What people accepted as the new normal is taken from
            then on; the store tells, an export does not. Falls that only one pool showed are not looked for.

            Exit code 0: nothing would be different, or there is no store to compare with. 1: it failed. 3: something
            would be different. 78: configuration or settings are wrong.
            """)

    @Option(help: "The configuration whose store and settings are meant (usually /etc/plummet/config.json).")
    var config: String?
    @Option(help: "Read this store directory.")
    var store: String?
    @Option(name: .customLong("from"), help: "Read this file of `plummet trace export` instead of a store.")
    var export: String?
    @Option(help: "A JSON file with settings of detection to try.")
    var detector: String?
    @Option(help: "Only this provider.")
    var provider: String?
    @Option(help: "Only falls noticed since then: 30d, 2026-11-23, or a time after RFC 3339.")
    var since: Moment?
    @Option(help: "Only samples from before then.")
    var until: Moment?
    @Flag(help: "The same facts as JSON.")
    var json = false

    func validate() throws {
        if store != nil, export != nil { throw ValidationError("--store and --from exclude each other") }
    }

    private var request: Backtest.Request {
        var request = Backtest.Request()
        (request.config, request.store, request.export) = (config, store, export)
        (request.detector, request.provider) = (detector, provider)
        (request.since, request.until) = (since?.time, until?.time)
        return request
    }

    mutating func run() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        do {
            let report = try await Backtest(request).run { share in Progress.show(share, "going through the history") }
            Progress.clear()
            if report.samples == 0 {
                Terminal.note(provider.map { "there are no samples of a provider \($0)" } ?? "there are no samples")
            }
            if json { Terminal.write(report.json.pretty) } else { Terminal.line(BacktestText.text(of: report.json)) }
            let taken = (clock.now - begin).inSeconds
            Terminal.note(
                "\(grouped(report.samples)) samples in \(fixed(taken, 1)) s"
                    + (taken > 0 ? ", \(grouped(Int(Double(report.samples) / taken))) a second" : ""))
            if report.differs { throw ExitCode(3) }
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics { Terminal.line("\(diagnostic)") }
            throw exitConfiguration
        }
    }
}
