internal import Core

extension AlertText {
    /// The rows of a `behaviour-shifted` alert: each signal that moved, how sure that is, and the probes that carry it.
    static func shifted(_ data: JSON) -> [(String, String)] {
        guard let facts = BehaviourFacts(json: data), !facts.shifts.isEmpty else { return [] }
        return facts.shifts.prefix(6).flatMap { shift -> [(String, String)] in
            var rows = [
                ("moved", shift.words + (shift.isLarge ? "" : " (too little to matter)")),
                ("", "a false alarm this strong is expected \(Wording.onceIn(years: shift.falseAlarmYears))"),
            ]
            if let before = shift.before, let after = shift.after {
                rows.append(("", "from \(range(before)) to \(range(after)) \(shift.signal.unit), eight of ten"))
            }
            let probes = shift.probes.prefix(3).map { "\($0.key) \($0.before) → \($0.after)" }
            if !probes.isEmpty { rows.append(("", probes.joined(separator: ", "))) }
            return rows
        }
    }

    private static func range(_ spread: BehaviourFacts.Spread) -> String {
        "\(BehaviourFacts.Shift.figure(spread.low))–\(BehaviourFacts.Shift.figure(spread.high))"
    }
}
