package import Core

/// A loss of quality of which it is asked how soon it would be noticed.
package enum PowerDrop: Sendable, Hashable {
    /// The mean score of all probes falls by so many hundredths.
    case everywhere(points: Int)
    /// That of one category, another one in each run.
    case oneCategory(points: Int)
    /// One probe, another one in each run, is never answered well again.
    case oneProbe

    /// Those that are told.
    package static let usual: [PowerDrop] = [
        .everywhere(points: 3), .everywhere(points: 5), .everywhere(points: 10), .everywhere(points: 20),
        .oneCategory(points: 20), .oneCategory(points: 40), .oneProbe,
    ]

    /// For people.
    package var words: String {
        switch self {
        case .everywhere(let points): "all probes by \(points) points"
        case .oneCategory(let points): "one category by \(points) points"
        case .oneProbe: "one probe to nothing"
        }
    }

    /// For machines: which part, and by how much.
    package var json: JSON {
        switch self {
        case .everywhere(let points): ["scope": "all", "points": .int(points)]
        case .oneCategory(let points): ["scope": "category", "points": .int(points)]
        case .oneProbe: ["scope": "probe"]
        }
    }
}

/// How soon a drop is noticed, over many runs.
package struct PowerDelay: Sendable, Equatable {
    package var drop: PowerDrop
    /// Rounds until the page by run, ascending; runs that never paged have `horizon` + 1.
    package private(set) var rounds: [Int]
    /// Most rounds of a run.
    package let horizon: Int

    package init(drop: PowerDrop, rounds: [Int], horizon: Int) {
        self.drop = drop
        self.rounds = rounds.sorted()
        self.horizon = horizon
    }

    /// The number of rounds by which this share of the runs, in (0, 1], had paged; nil where that is beyond the horizon.
    package func rounds(share: Double) -> Int? {
        guard !rounds.isEmpty else { return nil }
        let place = Int((share * Double(rounds.count)).rounded(.up)) - 1
        let value = rounds[min(max(place, 0), rounds.count - 1)]
        return value <= horizon ? value : nil
    }

    /// Share of the runs that paged within the horizon.
    package var seen: Double {
        rounds.isEmpty ? 0 : Double(rounds.count { $0 <= horizon }) / Double(rounds.count)
    }

    /// Mean of the rounds, those beyond the horizon counted as the horizon, and its standard error.
    package var mean: (value: Double, error: Double) {
        let values = rounds.map { Double(min($0, horizon)) }
        guard values.count > 1 else { return (values.first ?? 0, 0) }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(values.count - 1) / Double(values.count)).squareRoot())
    }
}
