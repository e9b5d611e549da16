internal import Core

/// What changed of a model, and whether quality followed, in words.
enum ModelEvidence {
    /// Of a `model-changed` incident; nothing for every other kind.
    static func figures(_ facts: JSON) -> [HTML] {
        let changes = (facts["changes"]?.array ?? []).prefix(12).compactMap { each -> HTML? in
            guard let name = each["name"]?.string else { return nil }
            return .wideFact(each["confirmed"]?.bool == true ? "Changed" : "Suspected", "<b>\(name)</b> \(seen(each))")
        }
        guard !changes.isEmpty else { return [] }
        return changes + [.wideFact("Quality", confirmation(facts))]
    }

    private static func seen(_ change: JSON) -> HTML {
        if let years = change["false_alarm_every_years"] {
            return "a false alarm this strong is expected <b>\(Words.onceIn(years: years.double ?? .infinity))</b>"
        }
        guard let seen = change["seen"]?.int, let answers = change["answers"]?.int else { return .empty }
        var words: HTML = "seen in <b>\(grouped(seen))</b> of the last \(Words.count(answers, "answer"))"
        if let known = change["known"]?.int, let history = change["history_seconds"]?.double {
            let span = Duration.microseconds(Int64(min(max(history, 0), 1e12) * 1e6)).forPeople
            words = words + ", the first new one in \(span) (\(grouped(known)) known)"
        }
        return words
    }

    private static func confirmation(_ facts: JSON) -> HTML {
        let confirmation = facts["confirmation"]
        let visible = confirmation?["visible"]?.double
        let counted: HTML =
            confirmation?["answers"]?.int.map {
                " <span class=\"dim\">(\(Words.count($0, "answer")) since)</span>"
            } ?? .empty
        switch confirmation?["state"]?.string {
        case "followed":
            let fall = Words.points(confirmation?["fall"]?.double)
            let link: HTML =
                facts["quality_incident"]?.string.flatMap { RecordID($0) }.map {
                    " <a href=\"\($0)\">the incident of quality</a>"
                } ?? .empty
            return "\(Tone.bad.badge("followed")) it fell by <b>\(fall)</b> points\(link)\(counted)"
        case "held":
            return
                "\(Tone.good.badge("held")) a fall of more than <b>\(Words.points(visible))</b> points would have been seen\(counted)"
        case "undecided":
            return
                "no fall was seen; one of more than <b>\(Words.points(visible))</b> points would have been\(counted)"
        case "running": return "whether it followed is being found out\(counted)"
        default: return "is looked at once the change is confirmed"
        }
    }
}
