/// Whether a provider's scores have something to be held against, and what that assumes.
package struct CalibrationStatus: Sendable, Equatable {
    /// What a calibration found.
    package struct Report: Sendable, Equatable {
        /// Rounds that the baselines were made of, and the hours they span.
        package var rounds: Int
        package var hours: Double
        /// Probes that are watched, those that still collect scores, and the fewest scores of a watched one.
        package var readyProbes: Int
        package var waitingProbes: Int
        package var fewestScores: Int
        /// Mean score of the watched probes, in [0, 1].
        package var mean: Double
        /// Share of the variance of a single score in what could be, in [0, 1].
        package var flakiness: Double
        /// Variance of rounds beyond that of independent answers, as a fraction of it.
        package var dispersion: Double
        /// Correlation from round to round of a state that outlasts rounds; nil where none was seen.
        package var persistence: Double?
        /// Rounds until a fall of 20 points everywhere pages, once baselines are long; nil for never.
        package var roundsToSee: Double?
        /// Calibrations that were refused before.
        package var refusals: Int
        /// What is wrong with it all the same, for people; empty for a good one.
        package var doubts: [String]

        package init(
            rounds: Int, hours: Double, readyProbes: Int, waitingProbes: Int, fewestScores: Int, mean: Double,
            flakiness: Double, dispersion: Double, persistence: Double?, roundsToSee: Double?, refusals: Int,
            doubts: [String]
        ) {
            self.rounds = rounds
            self.hours = hours
            self.readyProbes = readyProbes
            self.waitingProbes = waitingProbes
            self.fewestScores = fewestScores
            self.mean = mean
            self.flakiness = flakiness
            self.dispersion = dispersion
            self.persistence = persistence
            self.roundsToSee = roundsToSee
            self.refusals = refusals
            self.doubts = doubts
        }
    }

    /// A sentence: `learning what is normal: 12 of 24 rounds`.
    package var words: String
    /// Nil while it is learnt, and for baselines of before reports were kept.
    package var report: Report?

    package init(words: String = "", report: Report? = nil) {
        self.words = words
        self.report = report
    }
}
