import ArgumentParser
import Core
import Daemon

/// Which samples are meant; nothing said means all.
struct SelectionOptions: ParsableArguments {
    @Option(help: "A provider by its name.")
    var provider: String?
    @Option(help: "A probe as suite/id.")
    var probe: String?
    @Option(help: "How the sample ended: ok, timeout, rate-limited …")
    var outcome: Outcome?
    @Option(help: "Scores below this; samples without a score are left out.")
    var scoreBelow: Double?
    @Option(help: "An incident: its provider's samples while it was open, and those that it names.")
    var incident: RecordID?
    @Option(help: "The earliest end of a sample: 2026-11-23T09:00:00Z, or 6h for six hours ago.")
    var since: Moment?
    @Option(help: "What a sample's end is before, written like --since.")
    var until: Moment?

    var selection: TraceSelection {
        TraceSelection(
            provider: provider, probe: probe, outcome: outcome, scoreBelow: scoreBelow, incident: incident,
            since: since?.time, until: until?.time)
    }

    /// Whether anything was said.
    var isEmpty: Bool { selection == TraceSelection() }
}

extension Outcome: ExpressibleByArgument {}

extension RecordID: ExpressibleByArgument {
    /// Reads 16 hexadecimal digits, or nil.
    public init?(argument: String) { self.init(argument) }
}

struct TraceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Samples, the newest first, and whether their traces are kept.",
        discussion: "With --json one object a line.")

    @OptionGroup var options: SourceOptions
    @OptionGroup var selection: SelectionOptions
    @Option(help: "Most samples.")
    var limit = 50
    @Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    }

    mutating func run() async throws {
        let archive = try options.source.archive()
        let (json, limit, selection) = (json, limit, selection.selection)
        var table = Table(header: ["when", "sample", "provider", "probe", "outcome", "score", "took", "trace", "why"])
        table.right = [5, 6]
        do {
            try await archive.list(selection, limit: limit) { listed in
                if json {
                    Terminal.line(listed.sample.listed(kept: listed.kept).text)
                } else {
                    table.rows.append(row(listed))
                }
            }
            await archive.close()
        } catch {
            await archive.close()
            throw error
        }
        if !json { Terminal.line(table.rows.isEmpty ? "no sample is like that" : table.text) }
    }

    private func row(_ listed: ListedTrace) -> [Table.Cell] {
        let sample = listed.sample
        let colour: Terminal.Colour = sample.score.map { $0 >= 0.5 ? .green : .red } ?? .yellow
        return [
            .init(sample.finishedAt.forPeople), .init("\(sample.id)"), .init(sample.provider), .init(sample.probe),
            .init(sample.outcome.rawValue), .init(sample.score.map { fixed($0, 2) } ?? "–", colour),
            .init(sample.latency?.forPeople ?? "–"), .init(listed.kept ? "kept" : "–"),
            .init(shortened(sample.note, 60)),
        ]
    }
}
