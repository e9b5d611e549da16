import Core

/// What is seen within an hour, six and a day, at what cost, and what other ways of asking would bring, for people.
enum PowerOutlookText {
    /// What the figures mean.
    static let note =
        "the smallest drop of all probes that is seen in time half of the time / nine times in ten, in points of the mean "
        + "score; calls, tokens and money of a quiet day"

    /// A row for each way of asking, the one that is configured first.
    static func table(_ outlook: [JSON]) -> Table {
        let spans = (outlook.first?["within"]?.array ?? []).map { $0["seconds"]?.double ?? 0 }
        var table = Table(
            header: ["asked"] + spans.map { "within \(Duration.seconds($0).forPeople)" } + ["calls", "tokens", "cost"])
        table.right = Set(1...spans.count + 3)
        table.rows = outlook.map { each in
            [.init(words(each))] + (each["within"]?.array ?? []).map { .init(reach($0)) } + [
                .init(number(each["calls_per_day"])), .init(number(each["tokens_per_day"])),
                .init(each["usd_per_day"]?.double.map { "\(USD($0))" } ?? "–"),
            ]
        }
        return table
    }

    private static func words(_ each: JSON) -> String {
        let sampling = each["sampling"]?.string ?? ""
        switch each["way"]?.string {
        case "other-sampling": return sampling == "adaptive" ? "adaptive sampling" : "every probe in every round"
        case "twice-the-probes": return "twice the probes"
        case "half-the-interval":
            return "every \(Duration.seconds(each["interval_seconds"]?.double ?? 0).forPeople)"
        default: return "as configured (\(sampling))"
        }
    }

    private static func reach(_ within: JSON) -> String {
        guard within["rounds"]?.int ?? 0 > 0 else { return "no round" }
        func points(_ name: String) -> String {
            guard let value = within[name + "_points"]?.double else { return "nothing" }
            return "\(fixed(value, 0))±\(fixed(within[name + "_error"]?.double ?? 0, 0))"
        }
        return points("half") + " / " + points("nine_in_ten")
    }

    private static func number(_ value: JSON?) -> String { value?.double.map { grouped(Int($0.rounded())) } ?? "–" }
}
