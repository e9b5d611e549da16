import ArgumentParser
import Core
import Daemon

struct PowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "What this set-up can see: how soon which drop would page, and what each probe is worth.",
        discussion: """
            Simulates drops of the scores that are in the store, with the detector, the interval and the budget of false
            alarms of --config. A probe that has fewer than 20 scores is taken to be as hard as its file says. Rounds
            sway as a whole as far as the provider's own detector found them to. With --store and no --config, of each
            probe the version that was asked last counts; what is left out is named.

            Exit code 0, or 1 when there is nothing to simulate; 78: configuration or probes are wrong.
            """)

    @Option(help: "The configuration that is meant (usually /etc/plummet/config.json).")
    var config: String?
    @Option(help: "Read this store directory.")
    var store: String?
    @Option(help: "Only this provider.")
    var provider: String?
    @Option(help: "Only this suite.")
    var suite: String?
    @Option(help: "Only samples from then on: 30d, 2026-11-23, or a time after RFC 3339.")
    var since: Moment?
    @Option(help: "Runs of each drop, 20 to 100,000.")
    var runs = 200
    @Option(help: "The seed of the simulation.")
    var seed: UInt64 = 1
    @Flag(help: "The same facts as JSON.")
    var json = false

    func validate() throws {
        guard (20...100_000).contains(runs) else { throw ValidationError("--runs is from 20 to 100000") }
    }

    mutating func run() async throws {
        var request = PowerStudy.Request()
        (request.config, request.store, request.since) = (config, store, since?.time)
        (request.provider, request.suite, request.runs, request.seed) = (provider, suite, runs, seed)
        do {
            let report = try await PowerStudy(request).run { Progress.show($0, "simulating") }
            Progress.clear()
            let facts = report.json
            if json { Terminal.write(facts.pretty) } else { Terminal.line(PowerText.text(of: facts)) }
            let isEmpty = (facts["providers"]?.array ?? []).allSatisfy { $0["drops"]?.array?.isEmpty ?? true }
            if isEmpty {
                Terminal.note("nothing to simulate: no provider has probes with samples here")
                throw ExitCode.failure
            }
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics { Terminal.line("\(diagnostic)") }
            throw exitConfiguration
        }
    }
}
