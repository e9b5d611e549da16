import ArgumentParser
import Core
import Daemon
import FarEnd

struct HTTPRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http-record",
        abstract: "Record a provider's exchanges to a file, and serve them again as a far end.",
        discussion: """
            A recording is a file of exported traces: what `trace export` writes is one as well. It holds questions and
            answers, and no secret.
            """,
        subcommands: [HTTPRecordWriteCommand.self, HTTPRecordServeCommand.self, HTTPRecordCheckCommand.self])
}

struct HTTPRecordWriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Ask every probe once, now, and write each exchange to a file.",
        discussion: "Exit code 0: at least one exchange was recorded. 1: none was, or the file cannot be written.")

    @OptionGroup var config: ConfigOption
    @Option(help: "Only this provider.")
    var provider: String?
    @Option(help: "Only this suite.")
    var suite: String?
    @Argument(help: "The file to write; one that is there is refused.")
    var file: String

    mutating func run() async throws {
        let once = Once(configPath: config.path, environment: Terminal.environment, provider: provider, suite: suite)
        do {
            let writer = try LineFile(creating: file)
            var recorded = 0
            let samples = try await once.run { done, total, sample in
                if Terminal.isInteractive { Terminal.write("\r\(done)/\(total) \(sample.probe)\u{1B}[K") }
            } kept: { sample, trace in
                recorded += trace.attempts.count
                try writer.append(JSON.object([("sample", sample.json), ("trace", trace.json)]).bytes)
            }
            try writer.finish()
            if Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
            Terminal.line("\(recorded) exchanges of \(samples.count) samples in \(file)")
            if recorded == 0 { throw ExitCode.failure }
        } catch DaemonFailure.settings(let diagnostics) {
            for diagnostic in diagnostics { Terminal.line("\(diagnostic)") }
            throw exitConfiguration
        } catch let failure as OnceFailure {
            throw ValidationError("\(failure)")
        }
    }
}

struct HTTPRecordServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer requests from a recording, as the provider answered them.",
        discussion: """
            A request gets the recorded exchange of the same path and body, else of the same path and question, else the
            next of the same path; its header x-plummet-match says which. Statuses, headers, pieces at their times,
            silence and broken connections are played as they were. Point a provider's base_url at the address that is
            printed.
            """)

    @Argument(help: "A recording, or a file that `trace export` wrote.")
    var file: String
    @Option(help: "Where to listen; port 0 lets the system choose.")
    var listen = "127.0.0.1:8480"
    @Option(help: "How fast: 1 as recorded, 0 without any waiting.")
    var pace = 1.0
    @Flag(help: "Answer 404 to what was not recorded, instead of giving it the next answer of the same path.")
    var strict = false

    func validate() throws {
        guard (0...100).contains(pace) else { throw ValidationError("--pace is a number from 0 to 100") }
        guard address != nil else { throw ValidationError("--listen is host:port, such as 127.0.0.1:8480") }
    }

    private var address: (host: String, port: Int)? {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port), colon > listen.startIndex
        else { return nil }
        return (String(listen[..<colon]), port)
    }

    mutating func run() async throws {
        guard let (host, port) = address else { return }
        let recording = Recording(try await TracedSample.traces(in: file))
        guard !recording.entries.isEmpty else {
            Terminal.line("\(file) holds no exchange")
            throw ExitCode.failure
        }
        let apis = Set(recording.entries.map(\.api)).sorted().joined(separator: ", ")
        let paths = Set(recording.entries.map { Recording.path(of: $0.request.url) }).sorted()
        try await RecordedFarEnd(
            recording, options: RecordedFarEnd.Options(strict: strict, pace: pace, host: host, port: port)
        ).run(
            onListening: { port in
                Terminal.line("\(recording.entries.count) exchanges (\(apis)) on http://\(host):\(port)")
                for path in paths.prefix(8) { Terminal.line("  \(path)") }
            },
            onServed: { served in
                let what = served.match.map { "\($0.rawValue)  \(served.sample?.description ?? "")" } ?? "not recorded"
                Terminal.line("\(served.method) \(served.path.withoutControls)  \(what)")
            })
    }
}

struct HTTPRecordCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Serve a recording, ask it again over HTTP, and compare what comes out with what came out then.",
        discussion: "Exit code 0: every exchange means the same. 1: some do not, or there is none.")

    @Argument(help: "A recording, or a file that `trace export` wrote.")
    var file: String

    mutating func run() async throws {
        let result = try await RecordingCheck.run(try await TracedSample.traces(in: file))
        for difference in result.differences {
            Terminal.line(Terminal.paint("differs", .red) + "  \(difference.sample), attempt \(difference.attempt)")
            Terminal.line("  recorded \(shortened(difference.recorded, 400).withoutControls)")
            Terminal.line("  now      \(shortened(difference.now, 400).withoutControls)")
        }
        let same = result.exchanges - result.differences.count
        Terminal.line("\(same) of \(result.exchanges) exchanges mean what they meant")
        if same < result.exchanges || result.exchanges == 0 { throw ExitCode.failure }
    }
}
