import ArgumentParser
import Core
import Daemon

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge stored samples again from their bytes; they must give the same verdicts.",
        discussion: """
            A file of `plummet trace export` is judged line by line, on any machine. With --live the same questions are
            asked once more of the provider as it is configured now, and shown beside what was answered then; that counts
            against no budget and is stored nowhere.

            Exit code 0: everything was reproduced to the byte; with --live: no outcome and no score changed.
            1: something differs, there is nothing to judge, or it failed. 3: with --live, an outcome or a score changed.
            """)

    @OptionGroup var options: SourceOptions
    @Argument(help: "A sample id (16 hexadecimal digits), or a file with exported traces.")
    var name: String?
    @Option(help: "Every sample that this incident has to do with, as far as its trace is kept.")
    var incident: String?
    @Flag(help: "One JSON object a line.")
    var json = false
    @Flag(help: "Ask again, and show then and now side by side.")
    var live = false
    @Option(help: "With --live: ask this provider, whichever it was then.")
    var provider: String?
    @Flag(help: "With --live: also when that takes more than \(LiveReplay.mostUnasked) requests.")
    var yes = false

    func validate() throws {
        guard (name == nil) != (incident == nil) else {
            throw ValidationError("name a sample, a file or an incident, and only one of them")
        }
        if let incident, RecordID(incident) == nil {
            throw ValidationError("an incident is named by 16 hexadecimal digits")
        }
        guard live || (provider == nil && !yes) else { throw ValidationError("--provider and --yes go with --live") }
    }

    mutating func run() async throws {
        if live { try await askAgain() } else { try await judgeAgain() }
    }

    private func each(_ body: (TracedSample, Double) async throws -> Void) async throws {
        if let incident = incident.flatMap({ RecordID($0) }) {
            try await options.source.samples(ofIncident: incident, body)
        } else if let name {
            try await options.source.samples(name, body)
        }
    }

    private func judgeAgain() async throws {
        var tally = ReplayTally()
        try await each { sample, share in
            Progress.show(share, "judging again")
            guard let trace = sample.trace else {
                tally.untraced += 1
                if json { Terminal.line(ReplayText.json(sample, nil).text) }
                return
            }
            let result = Replay.run(trace)
            tally.note(result)
            if json { Terminal.line(ReplayText.json(sample, result).text) }
            tally.told(ReplayText.text(sample, trace, result), result)
        }
        Progress.clear()
        if !json { Terminal.line(tally.text) }
        if !tally.isWell { throw ExitCode.failure }
    }

    private func askAgain() async throws {
        var samples: [TracedSample] = []
        try await each { sample, _ in
            if sample.trace?.attempts.isEmpty == false { samples.append(sample) }
        }
        guard !samples.isEmpty else {
            Terminal.line("nothing was ever sent: there is nothing to ask again")
            throw ExitCode.failure
        }
        let requests = samples.reduce(0) { $0 + max($1.trace?.turns.count ?? 0, 1) }
        guard yes || requests <= LiveReplay.mostUnasked else {
            Terminal.note(
                "this takes about \(grouped(requests)) requests, which count against no budget; add --yes to send them")
            throw ExitCode.failure
        }
        do {
            var changed = 0
            let live = try LiveReplay(configPath: options.config.path, environment: Terminal.environment)
            try await live.run(samples, provider: provider) { comparison in
                if comparison.differs { changed += 1 }
                Terminal.line(json ? comparison.json.text : LiveText.text(of: comparison) + "\n")
            }
            if !json {
                Terminal.line(
                    "\(samples.count) asked again, \(changed) with another outcome or score; "
                        + "counted against no budget, stored nowhere")
            }
            if changed > 0 { throw ExitCode(3) }
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics { Terminal.line("\(diagnostic)") }
            throw exitConfiguration
        }
    }
}
