internal import Statistics

/// One CUSUM: a scope watched for a loss of one size.
struct Component: Sendable, Equatable {
    /// Log evidence of the run.
    var cusum = ShrunkenCUSUM()
    /// Sums of the observed scores and of those expected, since the run began.
    var observed = 0.0
    var expected = 0.0
    /// Slot and round in which the run began.
    var startSlot = 0
    /// Round of `startSlot`.
    var startRound = 0

    /// Forgets the run.
    mutating func reset(slot: Int, round: Int) {
        cusum.reset()
        observed = 0
        expected = 0
        startSlot = slot
        startRound = round
    }

    /// The share of the expected that is missing, in [0.05, 0.95]; the tested effect when nothing was expected yet.
    func loss(effect: Double) -> Double { expected > 0 ? min(0.95, max(0.05, 1 - observed / expected)) : effect }
}

/// What one step brings to a scope.
struct ScopeStep {
    /// Log e-values by effect, before the design effect.
    var increments = SIMD4<Double>.zero
    /// Σ information·calls/baseline calls.
    var length = 0.0
    var observed = 0.0
    var expected = 0.0
    /// Variance of `observed` for independent answers.
    var variance = 0.0
    /// Calls of probes that take part.
    var calls = 0
    /// Weighted residuals, and the sum of their squares, of all probes that learn.
    var residual = 0.0
    var residualSquares = 0.0
}
