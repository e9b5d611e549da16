internal import Core

/// What moved in how a provider answers, before and since: the section of a `behaviour-shifted` incident.
enum IncidentShifts {
    /// From the incident's facts, read leniently; nothing where there are no shifts.
    static func render(_ facts: JSON) -> HTML {
        let shifts = (facts["shifts"]?.array ?? []).prefix(16)
        let rows = shifts.compactMap(row)
        guard !rows.isEmpty else { return .empty }
        return """
            <section><h2>What moved</h2><div class="scroll"><table><thead><tr><th scope="col">Signal</th>\
            <th scope="col">What</th><th scope="col" class="num">Before</th><th scope="col" class="num">Since</th>\
            <th scope="col">How sure</th></tr></thead><tbody>\(rows)</tbody></table></div>\(carriers(Array(shifts)))\
            </section>
            """
    }

    private static func row(_ shift: JSON) -> HTML? {
        guard let signal = shift["signal"]?.string, let words = shift["words"]?.string else { return nil }
        let unit = shift["unit"]?.string ?? ""
        let years = shift["false_alarm_every_years"]?.double ?? .infinity
        let small: HTML =
            shift["large"]?.bool == true ? .empty : "<br><span class=\"dim\">too little to matter</span>"
        return """
            <tr><th scope="row">\(signal)</th><td>\(words)\(small)</td>\
            <td class="num">\(side(shift["before"], shift["usual_size"], unit))</td>\
            <td class="num">\(side(shift["after"], shift["before"] == nil ? shift["size"] : nil, unit))</td>\
            <td>a false alarm this strong \(Words.onceIn(years: years))</td></tr>
            """
    }

    /// The middle of the values and where eight of ten lie, or the share of unusual answers.
    private static func side(_ spread: JSON?, _ share: JSON?, _ unit: String) -> HTML {
        if let middle = spread?["median"]?.double, let low = spread?["tenth"]?.double,
            let high = spread?["nine_tenths"]?.double
        {
            return """
                <b>\(figure(middle))</b> \(unit)<br><span class="dim">\(figure(low)) to \(figure(high))</span>
                """
        }
        return share?.double.map { "<b>\(Words.percent($0))</b> unusual" } ?? "–"
    }

    private static func figure(_ value: Double) -> String {
        value >= 100 ? grouped(Int(min(value, 1e15).rounded())) : fixed(value, value == value.rounded() ? 0 : 2)
    }

    private static func carriers(_ shifts: [JSON]) -> HTML {
        let rows = shifts.flatMap { shift -> [HTML] in
            (shift["probes"]?.array ?? []).prefix(8).compactMap { each in
                guard let key = each["probe"]?.string else { return nil }
                return """
                    <tr><th scope="row">\(key)</th><td>\(shift["signal"]?.string ?? "")</td>\
                    <td class="num">\(each["before"]?.string ?? "–")</td>\
                    <td class="num">\(each["after"]?.string ?? "–")</td></tr>
                    """
            }
        }
        guard !rows.isEmpty else { return .empty }
        return """
            <h3>Probes that carry it</h3><div class="scroll"><table><thead><tr><th scope="col">Probe</th>\
            <th scope="col">Signal</th><th scope="col" class="num">Before</th><th scope="col" class="num">Since</th>\
            </tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }
}
