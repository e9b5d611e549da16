internal import Core
internal import Glibc

/// What a benchmark found: printed as it comes, and kept for machines.
struct DetectionReport {
    /// What became of a target.
    enum Outcome: String {
        case met
        /// Missed by no more than the 5 % of noise that the design allows.
        case within = "met within 5 %"
        case missed = "MISSED"
    }

    /// A target of the design, and what was measured.
    struct Target {
        var name: String
        var measured: String
        var limit: String
        var outcome: Outcome
        var json: JSON {
            [
                "name": .string(name), "measured": .string(measured), "limit": .string(limit),
                "outcome": .string(outcome.rawValue),
            ]
        }
    }

    private(set) var targets: [Target] = []
    private var sections: [(String, [JSON])] = []

    /// Notes a target, in which up to `share` may be noise; returns the word for it.
    @discardableResult mutating func target(
        _ name: String, _ value: Double, atMost limit: Double, digits: Int = 2, error: Double? = nil,
        allowing share: Double = 0
    ) -> String {
        let measured = fixed(value, digits) + (error.map { " ±" + fixed($0, digits) } ?? "")
        let outcome: Outcome = value <= limit ? .met : value <= limit * (1 + share) ? .within : .missed
        return note(Target(name: name, measured: measured, limit: "at most " + fixed(limit, digits), outcome: outcome))
    }

    /// Notes a target that is met or not.
    @discardableResult mutating func target(
        _ name: String, _ measured: String, _ limit: String, isMet: Bool
    ) -> String {
        note(Target(name: name, measured: measured, limit: limit, outcome: isMet ? .met : .missed))
    }

    private mutating func note(_ target: Target) -> String {
        targets.append(target)
        return target.outcome.rawValue
    }

    /// Keeps a row of a section for machines.
    mutating func keep(_ section: String, _ row: JSON) {
        if let index = sections.firstIndex(where: { $0.0 == section }) {
            sections[index].1.append(row)
        } else {
            sections.append((section, [row]))
        }
    }

    func json(seed: UInt64, isQuick: Bool) -> JSON {
        .object(
            [
                ("seed", .int(Int(seed))), ("quick", .bool(isQuick)),
                ("targets", .array(targets.map(\.json))),
            ] + sections.map { ($0.0, .array($0.1)) })
    }

    /// Prints a headline and rows under it, in columns as wide as they need.
    static func table(_ title: String, _ rows: [[String]]) {
        print("\n" + title)
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var text = cells.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            print("  " + text)
        }
    }

    func printTargets() {
        func count(_ outcome: Outcome) -> Int { targets.count { $0.outcome == outcome } }
        Self.table(
            "Targets: \(count(.met)) met, \(count(.within)) within 5 %, \(count(.missed)) missed",
            targets.map { [$0.outcome.rawValue, $0.name, $0.measured, $0.limit] })
    }
}
