import Core

/// What a set-up can see, for people.
enum PowerText {
    static func text(of report: JSON) -> String {
        (report["providers"]?.array ?? []).map { text(of: $0, report) }.joined(separator: "\n\n")
    }

    private static func text(of part: JSON, _ report: JSON) -> String {
        let interval = Duration.seconds(report["settings"]?["interval_seconds"]?.int ?? 900)
        let probes = part["probes"]?.int ?? 0
        let assumed = part["assumed"]?.int ?? 0
        var lines = [
            Terminal.paint(Table.Cell(part["provider"]?.string ?? "").text, .bold)
                + "  \(probes) probe\(probes == 1 ? "" : "s") every \(interval.forPeople), mean score "
                + (part["mean_score"]?.double.map { fixed($0, 3) } ?? "–")
                + (assumed > 0 ? ", \(assumed) of them assumed as hard as their files say" : "")
        ]
        let drops = part["drops"]?.array ?? []
        if let promise = promise(drops, report) { lines.append("  " + promise) }
        if !drops.isEmpty { lines.append("  " + sway(part)) }
        let leftOut = part["left_out"]?.array ?? []
        if !leftOut.isEmpty { lines.append("  left out: " + names(leftOut)) }
        if !drops.isEmpty { lines += ["", indented(delays(drops, report))] }
        let outlook = part["outlook"]?.array ?? []
        if !outlook.isEmpty {
            lines += ["", indented(PowerOutlookText.table(outlook)), "", "  " + PowerOutlookText.note]
        }
        let worth = part["worth"]?.array ?? []
        if !worth.isEmpty { lines += ["", indented(worths(worth)), "", "  " + dead(worth)] }
        return lines.joined(separator: "\n")
    }

    /// "a drop of 10 points within 6 hours, nine times in ten, at most one false alarm a year".
    private static func promise(_ drops: [JSON], _ report: JSON) -> String? {
        let ten = drops.first { $0["drop"]?["scope"] == "all" && $0["drop"]?["points"]?.int == 10 }
        guard let seconds = ten?["nine_in_ten_seconds"]?.double else { return nil }
        let budget = report["settings"]?["false_alarms_per_year"]?.double ?? 1
        return "a drop of 10 points is seen within \(length(seconds)) nine times in ten, with at most "
            + "\(JSON.double(budget).text) false alarm\(budget == 1 ? "" : "s") a year"
    }

    private static func sway(_ part: JSON) -> String {
        guard let excess = part["sway_excess"]?.double else {
            return "rounds are taken to be independent of each other"
        }
        let rounds = grouped(part["sway_rounds"]?.int ?? 0)
        guard excess > 0 else { return "rounds do not sway as a whole, as far as \(rounds) rounds tell" }
        return
            "rounds sway as a whole: their variance is \(fixed(excess * 100, 0)) % above that of independent answers, by "
            + "\(rounds) rounds; each by itself here: what lasts several rounds is seen later than this says"
    }

    /// "earlier versions, or with too few scores: s/a 0a1b (41 scores), …"; eight at most.
    private static func names(_ leftOut: [JSON]) -> String {
        let shown = leftOut.prefix(8).map { each in
            Table.Cell(each["probe"]?.string ?? "").text + " " + String((each["version"]?.string ?? "").prefix(8))
                + " (\(grouped(each["scored"]?.int ?? 0)))"
        }
        return shown.joined(separator: ", ") + (leftOut.count > 8 ? " and \(leftOut.count - 8) more" : "")
            + ", earlier versions or with fewer than 20 scores"
    }

    private static func delays(_ drops: [JSON], _ report: JSON) -> Table {
        var table = Table(header: ["drop", "half of the time", "nine in ten", "mean rounds", "seen"])
        table.right = [1, 2, 3, 4]
        table.rows = drops.map { each in
            let mean = each["mean_rounds"]?.double ?? 0
            return [
                .init(each["words"]?.string ?? ""), .init(each["half_seconds"]?.double.map(length) ?? "later"),
                .init(each["nine_in_ten_seconds"]?.double.map(length) ?? "later"),
                .init("\(fixed(mean, 1)) ±\(fixed(each["mean_error"]?.double ?? 0, 1))"),
                .init("\(fixed((each["seen"]?.double ?? 0) * 100, 0)) %"),
            ]
        }
        return table
    }

    private static func worths(_ worths: [JSON]) -> Table {
        var table = Table(header: [
            "probe", "answers", "baseline", "information", "per 1,000 tokens", "cost", "flips", "worth",
        ])
        table.right = [1, 2, 3, 4, 5, 6]
        table.rows = worths.map { each in
            let standing = each["standing"]?.string ?? ""
            let colour: Terminal.Colour? = each["dead_weight"]?.bool == true ? .yellow : nil
            return [
                .init(each["probe"]?.string ?? ""), .init(grouped(each["scored"]?.int ?? 0)),
                .init(number(each["baseline"], 3)), .init(number(each["information_nats"], 4)),
                .init(number(each["information_nats_per_thousand_tokens"], 3)),
                .init("\(USD(each["cost_usd"]?.double ?? 0))"),
                .init(each["flakiness"]?.double.map { fixed($0 * 100, 0) + " %" } ?? "–"), .init(standing, colour),
            ]
        }
        return table
    }

    private static func dead(_ worths: [JSON]) -> String {
        func count(_ standing: String) -> Int { worths.count { $0["standing"]?.string == standing } }
        let parts = [
            ("always-passes", "always pass: they move only when a loss reaches what is easy"),
            ("always-fails", "always fail: there is nothing to lose"),
            ("uninformative", "say next to nothing beside the others"),
        ].compactMap { standing, words in count(standing) > 0 ? "\(count(standing)) \(words)" : nil }
        return parts.isEmpty ? "no dead weight" : "dead weight: " + parts.joined(separator: "; ")
    }

    private static func indented(_ table: Table) -> String {
        table.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
    }

    private static func number(_ value: JSON?, _ digits: Int) -> String {
        value?.double.map { fixed($0, digits) } ?? "–"
    }
    private static func length(_ seconds: Double) -> String { Duration.microseconds(Int64(seconds * 1e6)).forPeople }
}
