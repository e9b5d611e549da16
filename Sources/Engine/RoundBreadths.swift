internal import Core

/// Which of the rounds that are not closed ask only some of the probes: decided when a round begins, by what the detector
/// knew then, and kept, so that a restart in the midst of it asks the same.
struct RoundBreadths: Sendable, Equatable {
    /// What a round asks.
    enum Breadth: Int, Sendable { case all, part }

    private struct Decided: Sendable, Equatable {
        var round: Round
        var breadth: Breadth
    }

    private var decided: [Decided] = []

    init() {}

    /// What a round asks: all, unless it was decided otherwise.
    func breadth(of round: Round) -> Breadth { decided.first { $0.round == round }?.breadth ?? .all }

    /// It was decided what the round asks.
    func isDecided(_ round: Round) -> Bool { decided.contains { $0.round == round } }

    /// A round begins.
    mutating func decide(_ breadth: Breadth, of round: Round) {
        decided = decided.filter { $0.round != round } + [Decided(round: round, breadth: breadth)]
    }

    /// A round is closed; gives what it asked, and forgets it and those before it.
    mutating func closed(_ round: Round) -> Breadth {
        defer { decided.removeAll { $0.round <= round } }
        return breadth(of: round)
    }
}

extension RoundBreadths {
    /// `[[start in microseconds, breadth], …]`; nil while nothing is decided.
    var json: JSON? {
        guard !decided.isEmpty else { return nil }
        return .array(decided.map { [.int(Int($0.round.start.microseconds)), .int($0.breadth.rawValue)] })
    }

    /// Reads back what `json` wrote; what cannot be read is not decided.
    init(json: JSON) {
        decided = (json.array ?? []).compactMap { each in
            guard let start = each[0]?.int, let breadth = each[1]?.int.flatMap(Breadth.init) else { return nil }
            return Decided(round: Round(start: Timestamp(microseconds: Int64(start))), breadth: breadth)
        }
    }
}
