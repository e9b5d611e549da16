internal import Core

/// How figures are said to people, the same on every page.
enum Words {
    /// A score in [0, 1] as points of 100: `62`; a dash for none.
    static func points(_ score: Double?) -> String { score.map { fixed($0 * 100, 0) } ?? "–" }

    /// A share in [0, 1]: `82 %`; one that is neither none nor all never reads as such.
    static func percent(_ share: Double) -> String {
        switch share {
        case ..<0.005 where share > 0: "under 1 %"
        case 0.995... where share < 1: "over 99 %"
        default: "\(fixed(share * 100, 0)) %"
        }
    }

    /// How often a false alarm is to be expected: `once in 120 years`.
    static func onceIn(years: Double) -> String {
        switch years {
        case 1_000_000...: "once in over a million years"
        case 1.95...: "once in \(years < 10 ? fixed(years, 1) : grouped(Int(years.rounded()))) years"
        case 0.95...: "once a year"
        case (2 / 365.25)...: "once in \(fixed(years * 365.25, 0)) days"
        default: "every day or two"
        }
    }

    /// The scope of a loss: `all probes`, `arithmetic`, `probe primes/p1`.
    static func scope(_ scope: String) -> String {
        if scope.hasPrefix("category:") { return String(scope.dropFirst(9)) }
        if scope.hasPrefix("probe:") { return "probe " + scope.dropFirst(6) }
        return scope == "all" || scope.isEmpty ? "all probes" : scope
    }

    /// A day in UTC: `16 Nov`.
    static func date(_ moment: Timestamp) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = moment.forPeople
        guard let month = Int(text.dropFirst(5).prefix(2)), let day = Int(text.dropFirst(8).prefix(2)),
            months.indices.contains(month - 1)
        else { return String(text.prefix(10)) }
        return "\(day) \(months[month - 1])"
    }

    /// `1 probe`, `12 probes`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
    }
}

extension HTML {
    /// A moment said as the time since then, with the moment itself in the title; a moment to come says `in …`.
    static func ago(_ moment: Timestamp, now: Timestamp) -> HTML {
        let distance = moment <= now ? now - moment : moment - now
        let words =
            distance < .seconds(1)
            ? "just now" : moment <= now ? "\(distance.forPeople) ago" : "in \(distance.forPeople)"
        return "<time datetime=\"\(moment.description)\" title=\"\(moment.forPeople) UTC\">\(words)</time>"
    }

    /// How long something has been so, with its beginning in the title.
    static func lasting(since moment: Timestamp, now: Timestamp) -> HTML {
        let words = (max(now, moment) - moment).forPeople
        return "<time datetime=\"\(moment.description)\" title=\"since \(moment.forPeople) UTC\">\(words)</time>"
    }

    /// A moment as it is, to the second.
    static func moment(_ moment: Timestamp) -> HTML {
        "<time datetime=\"\(moment.description)\">\(moment.forPeople) UTC</time>"
    }

    /// A moment to the minute.
    static func minute(_ moment: Timestamp) -> HTML {
        "<time datetime=\"\(moment.description)\">\(String(moment.forPeople.prefix(16))) UTC</time>"
    }

    /// A value with its name, for lists of facts.
    static func fact(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

    /// A value of many words with its name: takes twice the room.
    static func wideFact(_ name: String, _ value: HTML) -> HTML {
        "<div class=\"wide\"><dt>\(name)</dt><dd>\(value)</dd></div>"
    }

    /// A value of plain text with its name.
    static func fact(_ name: String, text: String) -> HTML { fact(name, "\(text)") }

    /// A list of facts.
    static func facts(_ facts: [HTML]) -> HTML { "<dl class=\"facts\">\(facts)</dl>" }
}
