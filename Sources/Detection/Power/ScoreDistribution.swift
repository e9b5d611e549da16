internal import Core
internal import Statistics

/// The scores of a probe as a distribution that can be drawn from, with the baseline that a detector would have of them.
struct ScoreDistribution: Sendable {
    /// Distinct scores with their cumulative probability, ascending; never empty, the last is 1.
    private let steps: [(score: Double, upTo: Double)]
    let baseline: FixedBaseline
    /// Of the scores as drawn.
    let mean: Double
    let variance: Double
    /// By step: where its upper end lies in a standard normal distribution.
    private let ends: [Double]

    /// The scores of a series; half a success and half a failure for one without any.
    init(_ tally: SeriesTally) {
        var sums = Tally()
        for each in tally.scores { sums.add(repeatElement(each.score, count: each.count)) }
        let calls = max(Double(tally.scored), Tuning.fewestCalls)
        let counts = tally.scores.map { (score: $0.score, weight: Double($0.count)) }
        self.init(
            counts.isEmpty ? [(0, 0.5), (1, 0.5)] : counts,
            FixedBaseline(mean: sums.mean, variance: sums.variance, calls: calls))
    }

    /// A probe that is right at this rate and wrong else, with a baseline of so many calls.
    init(rate: Double, calls: Double) {
        self.init(
            [(0, 1 - rate), (1, rate)],
            FixedBaseline(mean: rate, variance: rate * (1 - rate), calls: max(calls, Tuning.fewestCalls)))
    }

    private init(_ weights: [(score: Double, weight: Double)], _ baseline: FixedBaseline) {
        let total = weights.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        steps = weights.map { each in
            sum += each.weight
            return (each.score, sum / total)
        }
        let mean = weights.reduce(0) { $0 + $1.score * $1.weight } / total
        self.mean = mean
        variance = weights.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) * $1.weight } / total
        ends = steps.map { normalQuantile($0.upTo) }
        self.baseline = baseline
    }

    /// The mean of an answer whose normal number leans on that of its round.
    func mean(round: Double, correlation: Double) -> Double {
        let (lean, own) = (correlation.squareRoot() * round, (1 - correlation).squareRoot())
        var (before, expected) = (0.0, 0.0)
        for (step, end) in zip(steps, ends) {
            let upTo = normalShare(below: (end - lean) / own)
            expected += (upTo - before) * step.score
            before = upTo
        }
        return expected
    }

    /// The log evidence, in nats, that an answer brings on average once the fraction `loss` of the answers is lost
    /// (scores 0 instead), by the bet that suits this loss: for right and wrong answers the Kullback-Leibler divergence.
    func information(loss: Double) -> Double {
        let bet = bettingFraction(effect: loss, mean: baseline.mean, variance: baseline.variance)
        func value(_ score: Double) -> Double { logBet(bet, mean: baseline.mean, score: score) }
        var before = 0.0
        var expected = 0.0
        for step in steps {
            expected += (step.upTo - before) * ((1 - loss) * value(step.score) + loss * value(0))
            before = step.upTo
        }
        return max(expected, 0)
    }

    /// A score by a uniform number in [0, 1).
    func score(at uniform: Double) -> Double {
        steps.first { uniform < $0.upTo }?.score ?? steps[steps.count - 1].score
    }
}
