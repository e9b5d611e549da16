internal import Core

/// Two answers that should have been the same.
struct Disagreement: Sendable, Equatable {
    var probe: String
    var one: RoundAnswer
    var other: RoundAnswer
}

extension [Disagreement] {
    /// How many are kept, the latest.
    private static let kept = 6

    /// Adds one, and lets the oldest go when there are too many.
    mutating func keep(_ new: Disagreement) { self = Array((self + [new]).suffix(Self.kept)) }

    var json: JSON { .array(map { [.string($0.probe), $0.one.json, $0.other.json] }) }

    /// Reads back what `json` wrote; what cannot be read is left out.
    init(json: JSON?) {
        self = (json?.array ?? []).compactMap { each in
            guard let probe = each[0]?.string, let one = each[1].flatMap(RoundAnswer.init(json:)),
                let other = each[2].flatMap(RoundAnswer.init(json:))
            else { return nil }
            return Disagreement(probe: probe, one: one, other: other)
        }
    }
}
