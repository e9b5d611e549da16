import Core

/// What a backtest found, for people.
enum BacktestText {
    static func text(of report: JSON) -> String {
        let isCompared = report["compared"]?.bool ?? false
        let parts = (report["providers"]?.array ?? []).map { text(of: $0, isCompared: isCompared) }
        return (parts + [total(report, isCompared)]).joined(separator: "\n\n")
    }

    private static func text(of part: JSON, isCompared: Bool) -> String {
        let title =
            Terminal.paint(Table.Cell(word(part, "provider")).text, .bold)
            + "  \(JSON.minute(part["first_sample_at"])) to \(JSON.minute(part["last_sample_at"])), "
            + "\(number(part, "samples")) samples in \(number(part, "rounds")) rounds of "
            + Duration.microseconds(Int64((part["interval_seconds"]?.double ?? 0) * 1e6)).forPeople
        let falls = part["incidents"]?.array ?? []
        guard !falls.isEmpty else { return title + "\n  no fall" }
        var table = Table(
            header: ["fell", "detected", "delay", "resolved", "lost", "where", "false alarm"]
                + (isCompared ? ["against the store"] : []))
        table.right = [4]
        table.rows = falls.map { row($0) + (isCompared ? [change($0)] : []) }
        return title + "\n" + table.text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    }

    private static func row(_ fall: JSON) -> [Table.Cell] {
        guard let found = fall["found"], !found.isNull else {
            let stored = fall["stored"] ?? .null
            return [
                .init(JSON.minute(stored["since"]), .dim), .init("not at all"), .init("–"),
                .init("–"), .init("–"), .init("–"), .init("–"),
            ]
        }
        let rounds = found["delay_rounds"]?.int ?? 0
        let delay = Duration.microseconds(Int64((found["delay_seconds"]?.double ?? 0) * 1e6))
        return [
            .init(JSON.minute(found["since"])), .init(JSON.minute(found["detected_at"])),
            .init("\(rounds) round\(rounds == 1 ? "" : "s"), \(delay.forPeople)"),
            .init(found["resolved_at"]?.isNull == false ? JSON.minute(found["resolved_at"]) : "still open"),
            .init("\(fixed((found["loss"]?.double ?? 0) * 100, 0)) points"), .init(word(found, "scope")),
            .init(word(found, "evidence")),
        ]
    }

    private static func change(_ fall: JSON) -> Table.Cell {
        let change = fall["change"] ?? .null
        let rounds = change["rounds"]?.int ?? 0
        let length = Duration.microseconds(Int64((change["seconds"]?.double ?? 0) * 1e6)).forPeople
        let by = "by \(length) (\(rounds) round\(rounds == 1 ? "" : "s"))"
        var rest: [String] = []
        if change["dated_alike"]?.bool == false { rest.append("dated \(JSON.minute(fall["stored"]?["since"])) then") }
        if change["resolved_alike"]?.bool == false {
            let then = fall["stored"]?["resolved_at"]
            rest.append(then?.isNull == false ? "resolved \(JSON.minute(then)) then" : "still open then")
        }
        let also = rest.isEmpty ? "" : ", " + rest.joined(separator: ", ")
        switch word(change, "is") {
        case "same": return rest.isEmpty ? .init("same", .green) : .init("same" + also, .yellow)
        case "earlier": return .init("earlier \(by)\(also)", .yellow)
        case "later": return .init("later \(by)\(also)", .yellow)
        case "new": return .init("new", .yellow)
        case "gone": return .init("gone: noticed \(JSON.minute(fall["stored"]?["detected_at"])) then", .red)
        default: return .init("")
        }
    }

    private static func total(_ report: JSON, _ isCompared: Bool) -> String {
        let perYear = report["settings"]?["false_alarms_per_year"]?.double ?? 0
        let providers = report["budget"]?["providers"]?.int ?? 1
        let own = report["budget"]?["quality_per_provider"]?.double ?? 0
        let budget =
            "at most \(plain(perYear)) false alarm\(perYear == 1 ? "" : "s") a year in all, \(fixed(own, 3)) of them of quality"
            + (providers > 1 ? " at each of \(providers) providers" : "")
        let learning = "baselines of \(report["settings"]?["calibration_rounds"]?.int ?? 0) rounds"
        let changes = (report["providers"]?.array ?? []).flatMap { $0["incidents"]?.array ?? [] }
        let same = changes.count { $0["change"]?["is"] == "same" }
        let falls = "\(changes.count) fall\(changes.count == 1 ? "" : "s")"
        let compared =
            isCompared
            ? "\(falls), \(same) noticed at the same moment as by the daemon" : "\(falls), nothing to compare with"
        return
            "\(number(report, "samples")) samples, \(number(report, "rounds")) rounds; \(budget); \(learning)\n\(compared)"
    }

    private static func word(_ json: JSON, _ key: String) -> String { json[key]?.string ?? "" }
    private static func number(_ json: JSON, _ key: String) -> String { grouped(json[key]?.int ?? 0) }
    private static func plain(_ value: Double) -> String { JSON.double(value).text }
}
