import ArgumentParser
import Core
import Daemon

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "The life of incidents: list, show, ack, rebaseline.",
        discussion:
            "All of it asks the running daemon; what changes something needs the \"token\" of the configuration.",
        subcommands: [
            IncidentListCommand.self, IncidentShowCommand.self, IncidentAckCommand.self, IncidentRebaselineCommand.self,
        ],
        defaultSubcommand: IncidentListCommand.self)
}

struct IncidentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Open incidents, the newest suspicion first.")

    @OptionGroup var config: ConfigOption
    @Flag(help: "Resolved ones as well.")
    var all = false
    @Option(help: "Most incidents, up to 1,000.")
    var limit = 50
    @Flag(help: "As JSON.")
    var json = false

    mutating func run() async throws {
        let found = try await config.source.incidents(open: !all, limit: limit)
        if json { return Terminal.write(found.pretty) }
        let incidents = found["incidents"]?.array ?? []
        guard !incidents.isEmpty else { return Terminal.line(all ? "There was no incident." : "No incident is open.") }
        var table = Table(header: ["incident", "state", "kind", "provider", "suspected", "what"])
        table.rows = incidents.map { incident in
            let state = incident["state"]?.string ?? ""
            return [
                .init(incident["id"]?.string ?? ""), .init(state, IncidentText.colour(state)),
                .init(incident["kind"]?.string ?? ""), .init(incident["provider"]?.string ?? ""),
                .init(JSON.minute(incident["suspected_at"])), .init(incident["summary"]?.string ?? ""),
            ]
        }
        Terminal.line(table.text)
    }
}

struct IncidentShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One incident: what is wrong, its life and its alerts.")

    @OptionGroup var config: ConfigOption
    @Argument(help: "The incident's id: 16 hexadecimal digits.")
    var id: RecordID
    @Flag(help: "Everything as JSON, with the facts that the alert has.")
    var json = false

    mutating func run() async throws {
        let found = try await config.source.incident(id)
        if json { return Terminal.write(found.pretty) }
        Terminal.line(IncidentText.text(of: found))
    }
}

struct IncidentAckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledges an open incident: no more reminders.")

    @OptionGroup var config: ConfigOption
    @Argument(help: "The incident's id: 16 hexadecimal digits.")
    var id: RecordID

    mutating func run() async throws {
        try await config.source.command("/api/v1/incidents/\(id)/acknowledge", .object([]))
        Terminal.line("\(id) is acknowledged.")
    }
}

struct IncidentRebaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebaseline", abstract: "Accepts what an open incident tells of as the new normal, and ends it.",
        discussion: """
            The probes that carry the incident have a new baseline, of their scores since the fall. The old one is kept with \
            name and reason: /baselines/PROVIDER on the dashboard.
            """)

    @OptionGroup var config: ConfigOption
    @Argument(help: "The incident's id: 16 hexadecimal digits.")
    var id: RecordID
    @Option(help: "Why the change is accepted, for those who look later.")
    var reason: String
    @Option(help: "Who accepts it; without it, $SUDO_USER or $USER.")
    var by: String?

    func validate() throws {
        guard Acceptance(incident: id, author: author, reason: reason) != nil else {
            throw ValidationError("--reason says why, and --by who")
        }
    }

    private var author: String {
        by ?? Terminal.environment["SUDO_USER"] ?? Terminal.environment["USER"] ?? ""
    }

    mutating func run() async throws {
        let body: JSON = ["author": .string(author), "reason": .string(reason)]
        try await config.source.command("/api/v1/incidents/\(id)/rebaseline", body)
        Terminal.line("\(id) is accepted as the new normal.")
    }
}

extension ConfigOption {
    /// The daemon that the configuration describes.
    fileprivate var source: TraceSource {
        TraceSource(configPath: path, store: nil, environment: Terminal.environment)
    }
}

/// Incidents for people.
enum IncidentText {
    static func text(of found: JSON) -> String {
        let incident = found["incident"]
        let state = incident?["state"]?.string ?? ""
        var lines = [
            Terminal.paint(state, colour(state) ?? .dim) + "  "
                + Table.Cell(incident?["summary"]?.string ?? "").text,
            "",
            row("incident", incident?["id"]), row("kind", incident?["kind"]), row("provider", incident?["provider"]),
            row("severity", incident?["severity"]),
        ]
        for transition in found["transitions"]?.array ?? [] {
            lines.append(
                Terminal.paint(JSON.minute(transition["at"]), .dim) + "  "
                    + Table.Cell("\(transition["event"]?.string ?? "")  \(transition["reason"]?.string ?? "")").text)
        }
        for alert in found["notifications"]?.array ?? [] {
            let error = alert["last_error"]?.string ?? ""
            lines.append(
                Terminal.paint("alert", .dim) + "  "
                    + Table.Cell(
                        "\(alert["event"]?.string ?? "") to \(alert["sink"]?.string ?? ""): "
                            + "\(alert["state"]?.string ?? "")" + (error.isEmpty ? "" : ", \(error)")
                    ).text)
        }
        return lines.joined(separator: "\n")
    }

    static func colour(_ state: String) -> Terminal.Colour? {
        ["firing": .red, "suspected": .yellow, "acknowledged": .yellow, "resolved": .green][state]
    }

    private static func row(_ name: String, _ value: JSON?) -> String {
        Terminal.paint(name + String(repeating: " ", count: max(0, 10 - name.count)), .dim)
            + Table.Cell(value?.string ?? "").text
    }
}
