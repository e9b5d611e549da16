package import Core
internal import Statistics

extension ProbeWorth {
    /// Scored answers before anything is said of a probe, and before "always" is.
    static let fewestAnswers = PowerSimulation.Subject.fewestScores
    static let fewestForAlways = 50
    /// Share of the median information of its neighbours below which a probe is uninformative.
    static let leastShare = 0.1

    /// What each probe of one provider is worth, in the order of the tallies.
    package static func of(_ tallies: [SeriesTally]) -> [ProbeWorth] {
        var worths = tallies.map(ProbeWorth.init)
        let known = worths.filter { $0.standing == .useful }.map(\.information).sorted()
        guard !known.isEmpty else { return worths }
        let median = known[known.count / 2]
        for index in worths.indices
        where worths[index].standing == .useful && worths[index].information < leastShare * median {
            worths[index].standing = .uninformative
        }
        return worths
    }

    /// What a probe is worth by itself: never `uninformative`, which is said beside others.
    init(_ tally: SeriesTally) {
        let distribution = ScoreDistribution(tally)
        let pairs = tally.scored - 1
        self.init(
            probe: tally.series.probe, version: tally.series.version, category: tally.series.category,
            scored: tally.scored, unscored: tally.unscored, baseline: distribution.baseline.mean,
            information: distribution.information(loss: 0.1),
            flakiness: pairs > 0 ? Double(tally.flips) / Double(pairs) : nil,
            tokens: tally.counted > 0 ? Double(tally.tokens) / Double(tally.counted) : nil,
            cost: USD(tally.cost.dollars / Double(max(tally.samples, 1))), standing: Self.standing(tally))
    }

    private static func standing(_ tally: SeriesTally) -> Standing {
        guard tally.scored >= fewestAnswers, let least = tally.scores.first, let most = tally.scores.last else {
            return .collecting
        }
        if most.thousandths <= 5 { return .alwaysFails }
        return tally.scored >= fewestForAlways && least.thousandths >= 995 ? .alwaysPasses : .useful
    }
}
