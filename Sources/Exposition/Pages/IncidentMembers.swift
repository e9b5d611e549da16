internal import Core

/// The providers whose incidents began together, and what they share: the section of an incident with a common cause.
enum IncidentMembers {
    /// From the incident's facts, read leniently; nothing where it is alone.
    static func render(_ facts: JSON, of incident: RecordID) -> HTML {
        let members = facts["members"]?.array ?? []
        guard let first = facts["common_incident"]?.string, members.count > 1 else { return .empty }
        let rows = members.prefix(24).compactMap { each -> HTML? in
            guard let provider = each["provider"]?.string, let id = each["incident"]?.string.flatMap({ RecordID($0) })
            else { return nil }
            let since: HTML =
                each["since"]?.string.flatMap { Timestamp(rfc3339: $0) }.map { .minute($0) } ?? .empty
            let state = each["open"]?.bool == true ? Tone.notice.badge("open") : Tone.quiet.badge("over")
            let name: HTML = id == incident ? "<b>\(provider)</b>" : "<a href=\"\(id)\">\(provider)</a>"
            let told: HTML = "\(id)" == first ? "told first, for all" : .empty
            return "<tr><th scope=\"row\">\(name)</th><td>\(state)</td><td>\(since)</td><td>\(told)</td></tr>"
        }
        return """
            <section><h2>Providers that moved together</h2><p>\(shared(facts))</p><div class="scroll"><table><thead><tr>\
            <th scope="col">Provider</th><th scope="col">State</th><th scope="col">Since</th><th scope="col">Alerts</th>\
            </tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    private static func shared(_ facts: JSON) -> HTML {
        let traits = (facts["common_traits"]?.array ?? []).prefix(4).compactMap { each -> HTML? in
            guard let name = each["name"]?.string, let value = each["value"]?.string else { return nil }
            let others = each["others"]?.int ?? 0
            let who: HTML = others == 0 ? "no other provider" : "\(Words.count(others, "other provider"))"
            return "\(name) <b>\(value)</b> (\(who))"
        }
        guard var all = traits.first else { return "They share neither host nor model nor label." }
        for trait in traits.dropFirst() { all = all + ", " + trait }
        return "All of them have \(all): the likely cause lies there."
    }
}
