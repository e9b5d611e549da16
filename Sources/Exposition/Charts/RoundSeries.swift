internal import Core

/// Rounds of a provider made ready for drawing: joined to a bounded number of points, in the order of time.
struct RoundSeries: Sendable, Equatable {
    /// One or several rounds next to each other.
    struct Point: Sendable, Equatable {
        var start: Timestamp
        /// Mean over the rounds; nil when none had a score.
        var score: Double?
        var expected: Double?
        /// The highest of the rounds; nil while learning.
        var evidence: Double?
    }

    var points: [Point]
    var from: Timestamp
    var until: Timestamp

    /// Most points that are drawn.
    static let maximumPoints = 360

    /// Joins neighbours until there are at most `maximumPoints`; nil without any round.
    init?(_ rounds: [RoundRecord], until now: Timestamp) {
        guard let first = rounds.first, let last = rounds.last else { return nil }
        from = first.round.start
        until = max(now, last.closedAt)
        let size = (rounds.count + RoundSeries.maximumPoints - 1) / RoundSeries.maximumPoints
        points = stride(from: 0, to: rounds.count, by: size).map { start in
            RoundSeries.joined(rounds[start..<min(start + size, rounds.count)])
        }
    }

    private static func joined(_ rounds: ArraySlice<RoundRecord>) -> Point {
        Point(
            start: rounds.first?.round.start ?? .distantPast, score: mean(rounds.compactMap(\.meanScore)),
            expected: mean(rounds.compactMap(\.expectedScore)), evidence: rounds.compactMap(\.logEvidence).max())
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Where a moment lies between the first and the last, 0 to 1000.
    func x(_ moment: Timestamp) -> Double {
        let span = max((until - from).inSeconds, 1)
        return min(max((moment - from).inSeconds / span, 0), 1) * 1000
    }
}
