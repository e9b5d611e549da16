/// What a calibration found, and what the watch that began with it therefore assumes.
package struct CalibrationReport: Sendable, Equatable {
    /// What is wrong with the slots of a calibration.
    package enum Doubt: UInt8, Sendable, CaseIterable {
        /// The newer half scored otherwise than the older one, beyond chance.
        case drifting
        /// No answer scored at all: nothing could be lost.
        case allWrong
        /// Fewer than half of the calls were answered and scored.
        case fewScored
        /// Answers vary so much that a fall of 20 points would take longer than a day to be seen. Other slots would not
        /// change that, so it is no reason to refuse.
        case flaky
    }

    /// Slots that the baselines rest on.
    package var slots: Int
    /// Hours from the first of them to the end of the last, as far as rounds follow each other without a gap.
    package var hours: Double
    /// Probes that are watched, and those that still collect calls.
    package var readyProbes: Int
    package var waitingProbes: Int
    /// Fewest calls of a watched probe.
    package var fewestCalls: Int
    /// Mean score of the watched probes, in [0, 1].
    package var mean: Double
    /// Share of the variance of a single score in what could be, in [0, 1]: 0 for answers that never vary, 1 for coins.
    package var flakiness: Double
    /// Variance of slots beyond that of independent answers, as a fraction of it, less what may be chance; at least 0.
    package var dispersion: Double
    /// Correlation from slot to slot of a state that outlasts slots; nil where none was seen.
    package var persistence: Double?
    /// Slots that a fall of 20 points everywhere would take to page once the baselines are long; nil for never.
    package var slotsToSee: Double?
    /// Calibrations that were refused before this one.
    package var refusals: Int
    /// What is wrong with it all the same, in the order of the cases; empty for a good one.
    package var doubts: [Doubt]

    package init(
        slots: Int, hours: Double, readyProbes: Int, waitingProbes: Int, fewestCalls: Int, mean: Double,
        flakiness: Double, dispersion: Double, persistence: Double?, slotsToSee: Double?, refusals: Int,
        doubts: [Doubt]
    ) {
        self.slots = slots
        self.hours = hours
        self.readyProbes = readyProbes
        self.waitingProbes = waitingProbes
        self.fewestCalls = fewestCalls
        self.mean = mean
        self.flakiness = flakiness
        self.dispersion = dispersion
        self.persistence = persistence
        self.slotsToSee = slotsToSee
        self.refusals = refusals
        self.doubts = doubts
    }

    /// Nothing is wrong with it.
    package var isGood: Bool { doubts.isEmpty }
}

extension CalibrationReport.Doubt {
    /// What is wrong, for people: `scores moved while the baseline was being learnt`.
    package var words: String {
        switch self {
        case .drifting: "scores moved while the baseline was being learnt"
        case .allWrong: "no answer was right, so that nothing could get worse"
        case .fewScored: "fewer than half of the calls could be scored"
        case .flaky: "answers vary so much that a fall of 20 points takes longer than a day to be seen"
        }
    }
}
