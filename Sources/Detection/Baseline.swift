internal import Glibc
internal import Statistics

/// What one probe's scores are tested against, with everything derived from it.
struct Baseline: Sendable, Equatable {
    /// How a baseline changes.
    enum Standing: UInt8, Sendable {
        /// Collects its first calls one by one, and takes no part yet.
        case warming
        /// Takes part, and learns in blocks.
        case learning
        /// Known; never changes.
        case fixed
    }

    /// The scores it rests on.
    private(set) var tally: Tally
    /// How it changes from here.
    private(set) var standing: Standing
    /// Slots that went into it.
    private(set) var learnedSlots: Int
    /// The mean tested for, in (0, 1).
    private(set) var mean = 0.5
    /// Variance of one score, above 0.
    private(set) var variance = 0.25
    /// Bets by effect.
    private(set) var bets = SIMD4<Double>.zero
    /// Weight of a call by what it tells: mean²/variance.
    private(set) var information = 1.0
    /// Weight of a residual in the dispersion: mean/variance.
    private(set) var residualWeight = 2.0
    /// Log e-values of the scores 0 and 1, by effect.
    private(set) var ofZero = SIMD4<Double>.zero
    /// Log e-values of the score 1, by effect.
    private(set) var ofOne = SIMD4<Double>.zero

    /// A baseline over a tally; fixed ones are made by the other initialiser.
    init(tally: Tally = Tally(), standing: Standing, learnedSlots: Int) {
        self.tally = tally
        self.standing = standing
        self.learnedSlots = learnedSlots
        derive(mean: tally.mean, variance: tally.variance)
    }

    /// A baseline that is known.
    init(fixed: FixedBaseline) {
        tally = Tally(calls: fixed.calls)
        standing = .fixed
        learnedSlots = 0
        derive(mean: fixed.mean, variance: fixed.variance)
    }

    /// Whether the probe takes part.
    var isReady: Bool { tally.calls >= Tuning.fewestCalls }
    /// Whether a block may still be added.
    var mayLearn: Bool { standing == .learning && learnedSlots < Tuning.mostLearnedSlots }

    /// Adds a block of so many slots.
    mutating func learn(_ block: Tally, slots: Int) {
        tally.merge(block)
        learnedSlots += slots
        derive(mean: tally.mean, variance: tally.variance)
    }

    /// Adds a quiet slot to the first calls; takes part from the next slot on once there are enough.
    mutating func warm(_ scores: some Sequence<Double>) {
        tally.add(scores)
        learnedSlots += 1
        if isReady { standing = .learning }
        derive(mean: tally.mean, variance: tally.variance)
    }

    /// Log e-values of a score, by effect.
    func logValues(_ score: Double) -> SIMD4<Double> {
        if score == 1 { return ofOne }
        if score == 0 { return ofZero }
        return logBets(bets, mean: mean, score: score)
    }

    /// The same baseline with another mean, and a variance in proportion; the weight of a call stays.
    func moved(mean moved: Double) -> Baseline {
        var baseline = self
        baseline.derive(mean: moved, variance: variance * (moved * (1 - moved)) / (mean * (1 - mean)))
        baseline.information = information
        return baseline
    }

    /// The mean with its logit moved by so much.
    func shiftedMean(logit: Double) -> Double {
        let odds = mean / (1 - mean) * exp(logit)
        return odds / (1 + odds)
    }

    private mutating func derive(mean: Double, variance: Double) {
        self.mean = mean
        self.variance = variance
        for lane in 0..<4 {
            bets[lane] = bettingFraction(effect: Tuning.effects[lane], mean: mean, variance: variance)
        }
        information = mean * mean / variance
        residualWeight = mean / variance
        ofZero = logBets(bets, mean: mean, score: 0)
        ofOne = logBets(bets, mean: mean, score: 1)
    }
}
