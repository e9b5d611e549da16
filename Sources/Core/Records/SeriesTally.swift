/// What the stored samples of a series add up to: enough to say what the series is worth.
package struct SeriesTally: Sendable, Equatable {
    /// A score and how many samples had it.
    package struct ScoreCount: Sendable, Equatable {
        /// In thousandths, 0 to 1000.
        package var thousandths: Int
        package var count: Int

        /// In [0, 1].
        package var score: Double { Double(thousandths) / 1000 }
    }

    package let series: HistorySeries
    /// Distinct scores, ascending; at most 1,001.
    package private(set) var scores: [ScoreCount] = []
    /// Samples without a score.
    package private(set) var unscored = 0
    /// Neighbours in time of which one passed (0.5 and more) and the other did not.
    package private(set) var flips = 0
    /// Tokens of all samples that said how many, both ways together, and how many samples did.
    package private(set) var tokens = 0
    package private(set) var counted = 0
    /// Of all samples.
    package private(set) var cost = USD.zero
    /// When the last sample finished that said so.
    package private(set) var newest = Timestamp.distantPast
    private var passedLast: Bool?

    package init(series: HistorySeries) { self.series = series }

    /// Samples with a score.
    package var scored: Int { scores.reduce(0) { $0 + $1.count } }
    /// All samples.
    package var samples: Int { scored + unscored }

    /// Adds the next sample in the order of time. `tokens` is nil where nobody said.
    package mutating func add(score: Double?, tokens: Int?, cost: USD, at: Timestamp = .distantPast) {
        newest = max(newest, at)
        self.cost += cost
        if let tokens {
            self.tokens += tokens
            counted += 1
        }
        guard let score, !score.isNaN else {
            unscored += 1
            return
        }
        if let passedLast, passedLast != (score >= 0.5) { flips += 1 }
        passedLast = score >= 0.5
        count(Int((min(max(score, 0), 1) * 1000).rounded()))
    }

    private mutating func count(_ thousandths: Int) {
        let place = scores.firstIndex { $0.thousandths >= thousandths } ?? scores.endIndex
        if place < scores.endIndex, scores[place].thousandths == thousandths {
            scores[place].count += 1
        } else {
            scores.insert(ScoreCount(thousandths: thousandths, count: 1), at: place)
        }
    }
}
