import ArgumentParser
import Core
import Daemon

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Providers in both planes and open incidents, from the running daemon.",
        discussion:
            "Exit code 0: every provider is up and healthy or learning. 1: something is not, or no daemon answers.")

    @OptionGroup var config: ConfigOption
    @Flag(help: "The daemon's status as JSON.")
    var json = false

    mutating func run() async throws {
        let source = TraceSource(configPath: config.path, store: nil, environment: Terminal.environment)
        let status = try await source.status()
        if json { Terminal.write(status.pretty) } else { Terminal.line(StatusText.text(of: status)) }
        if !StatusText.isWell(status) { throw ExitCode.failure }
    }
}

/// The daemon's status for people.
enum StatusText {
    /// Nothing asks for attention.
    static func isWell(_ status: JSON) -> Bool {
        let providers = status["providers"]?.array ?? []
        return (status["incidents"]?.array ?? []).isEmpty && (status["troubles"]?.array ?? []).isEmpty
            && providers.allSatisfy { provider in
                ["up", "unknown"].contains(provider["health"]?["state"]?.string)
                    && ["healthy", "learning", "watch"].contains(provider["quality"]?["level"]?.string)
            }
    }

    static func text(of status: JSON) -> String {
        var lines = [table(of: status).text]
        if let budget = budget(status["alarm_budget"]) { lines.append(budget) }
        for provider in status["providers"]?.array ?? [] {
            guard provider["staleness"]?["stale_since"]?.string != nil else { continue }
            let staleness = provider["staleness"]
            let (stale, answers) = (staleness?["stale"]?.int ?? 0, staleness?["answers"]?.int ?? 0)
            let words = stale > 0 ? "\(stale) of \(answers) answers" : "probably"
            lines.append(
                Terminal.paint("stale    ", .yellow)
                    + Table.Cell("\(provider["name"]?.string ?? ""): \(words)").text)
        }
        for provider in status["providers"]?.array ?? [] {
            for way in provider["agreement"]?["ways"]?.array ?? [] {
                lines.append(
                    Terminal.paint("differs  ", .yellow)
                        + Table.Cell("\(provider["name"]?.string ?? "") \(way.string ?? "")").text)
            }
        }
        for provider in status["providers"]?.array ?? [] {
            for change in provider["shows"]?["changes"]?.array ?? [] {
                lines.append(
                    Terminal.paint("changed  ", .yellow)
                        + Table.Cell("\(provider["name"]?.string ?? ""): \(change.string ?? "")").text)
            }
            for shift in provider["behaviour"]?["shifts"]?.array ?? [] {
                lines.append(
                    Terminal.paint("moved    ", .yellow)
                        + Table.Cell("\(provider["name"]?.string ?? ""): \(shift.string ?? "")").text)
            }
        }
        for trouble in status["troubles"]?.array ?? [] {
            lines.append(Terminal.paint("trouble  ", .red) + Table.Cell(trouble.string ?? "").text)
        }
        for incident in status["incidents"]?.array ?? [] {
            let state = incident["state"]?.string ?? ""
            lines.append(
                Terminal.paint(state, state == "firing" ? .red : .yellow) + "  \(incident["id"]?.string ?? "")  "
                    + Table.Cell(incident["summary"]?.string ?? "").text + together(incident))
        }
        return lines.joined(separator: "\n")
    }

    /// `false alarms: at most 1 a year in all: quality-degraded 0.6 (0.3 each of 2), model-changed 0.1 (0.05), …`.
    private static func budget(_ budget: JSON?) -> String? {
        guard let perYear = budget?["false_alarms_per_year"]?.double, perYear > 0 else { return nil }
        let providers = budget?["providers"]?.int ?? 1
        let kinds = (budget?["kinds"]?.array ?? []).map { part in
            "\(part["kind"]?.string ?? "") \(plain(part["per_year"]))"
                + (providers > 1 ? " (\(plain(part["per_provider"])) each)" : "")
        }
        return Terminal.paint("false alarms  ", .blue)
            + "at most \(plain(.double(perYear))) a year in all: " + kinds.joined(separator: ", ")
    }

    /// With at most four decimal places.
    private static func plain(_ value: JSON?) -> String {
        JSON.double(((value?.double ?? 0) * 10_000).rounded() / 10_000).text
    }

    /// That others began with it, told with the first of them.
    private static func together(_ incident: JSON) -> String {
        guard let members = incident["facts"]?["members"]?.array, members.count > 1,
            let first = incident["facts"]?["common_incident"]?.string
        else { return "" }
        let place = first == incident["id"]?.string ? "alerts tell of all" : "told with \(first)"
        return Table.Cell(" (one of \(members.count) providers that moved together, \(place))").text
    }

    static func table(of status: JSON) -> Table {
        var table = Table(header: [
            "provider", "health", "quality", "score", "baseline", "evidence", "breaker", "in flight",
        ])
        table.right = [3, 4, 5, 7]
        for provider in status["providers"]?.array ?? [] {
            let quality = provider["quality"]
            table.rows.append([
                .init(provider["name"]?.string ?? ""), health(provider), level(quality),
                .init(number(quality?["score"])),
                .init(number(quality?["baseline"])), .init(evidence(quality)), .init(provider["breaker"]?.string ?? ""),
                .init("\(provider["in_flight"]?.int ?? 0) of \(provider["calling"]?["places"]?.int ?? 0)"),
            ])
        }
        return table
    }

    private static func number(_ value: JSON?) -> String { value?.double.map { fixed($0, 3) } ?? "–" }

    private static func evidence(_ quality: JSON?) -> String {
        guard let evidence = quality?["log_evidence"]?.double, let threshold = quality?["threshold"]?.double else {
            return "–"
        }
        return "\(fixed(evidence, 1)) of \(fixed(threshold, 1))"
    }

    private static func health(_ provider: JSON) -> Table.Cell {
        let state = provider["health"]?["state"]?.string ?? ""
        let cause = provider["health"]?["cause"]?.string ?? ""
        let shown = cause.isEmpty || cause == "calls" ? state : "\(state): \(cause)"
        return Table.Cell(shown, ["up": .green, "down": .red, "degraded": .yellow][state])
    }

    private static func level(_ quality: JSON?) -> Table.Cell {
        let level = quality?["level"]?.string ?? ""
        let colour: Terminal.Colour? =
            ["healthy": .green, "watch": .yellow, "warn": .yellow, "degraded": .red, "blind": .red][level]
        guard level == "learning", let done = quality?["learned_rounds"]?.int, let all = quality?["needed_rounds"]?.int
        else { return Table.Cell(level, colour) }
        return Table.Cell("learning \(done)/\(all)", .blue)
    }
}
