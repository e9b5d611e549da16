package import Core

/// The earlier rounds in which a varied probe was asked: six places of increasing age, place k renewed every 2^k rounds,
/// so that some 50 rounds are reached. Rounds that an answer was found to be right for stay beside them: a cache gives
/// the same answer again.
package struct AskedRounds: Sendable, Equatable {
    /// How many rounds are remembered.
    package static let kept = 6
    /// Most rounds that stay because they were matched, the latest.
    package static let keptMatches = 4

    /// A round in which the probe was asked.
    package struct Asked: Sendable, Equatable {
        package var round: Round
        /// It was the sample's second question, with fresh values.
        package var again: Bool
        /// An answer was found to be right for it already.
        package var isMatched = false

        package init(round: Round, again: Bool = false) {
            self.round = round
            self.again = again
        }
    }

    private var places: [Asked?] = Array(repeating: nil, count: kept)
    private var matched: [Asked] = []
    private var noted = 0

    package init() {}

    /// The rounds that are remembered, the latest first.
    package var rounds: [Asked] {
        let others = places.compactMap { $0 }.filter { asked in !matched.contains { $0.round == asked.round } }
        return (matched + others).sorted { $0.round > $1.round }
    }

    /// The probe was asked.
    package mutating func note(_ asked: Asked) {
        noted += 1
        places[min(noted.trailingZeroBitCount, Self.kept - 1)] = asked
    }

    /// An answer was right for this round's question.
    mutating func match(_ round: Round) {
        guard var asked = rounds.first(where: { $0.round == round }), !asked.isMatched else { return }
        asked.isMatched = true
        matched = Array((matched + [asked]).suffix(Self.keptMatches))
    }
}

extension AskedRounds {
    /// `[noted, six places, matched rounds]`: a round is four times its microseconds, plus 2 for a second question, plus 1
    /// once matched; 0 for an empty place.
    package var json: JSON {
        func number(_ asked: Asked?) -> JSON {
            guard let asked else { return 0 }
            return .int(Int(asked.round.start.microseconds) * 4 + (asked.again ? 2 : 0) + (asked.isMatched ? 1 : 0))
        }
        return .array([.int(noted)] + places.map(number) + matched.map(number))
    }

    /// Reads back what `json` wrote; what cannot be read is empty.
    package init(json: JSON) {
        func asked(_ json: JSON?) -> Asked? {
            guard let number = json?.int, number > 0 else { return nil }
            var asked = Asked(
                round: Round(start: Timestamp(microseconds: Int64(number / 4))), again: number & 2 != 0)
            asked.isMatched = number & 1 != 0
            return asked
        }
        noted = max(json[0]?.int ?? 0, 0)
        for index in 0..<Self.kept { places[index] = asked(json[index + 1]) }
        matched = (json.array ?? []).dropFirst(Self.kept + 1).prefix(Self.keptMatches).compactMap(asked)
    }
}
