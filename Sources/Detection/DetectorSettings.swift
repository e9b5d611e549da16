internal import Glibc
internal import Statistics

/// What a detector is allowed and how long it calibrates. Not part of a detector's stored state.
package struct DetectorSettings: Sendable, Equatable {
    /// False alarms that this detector may raise in a year: its part of an `AlarmBudget`; above 0.
    package var falseAlarmsPerYear: Double
    /// Seconds from one round to the next; above 0.
    package var roundSeconds: Double
    /// Slots with at least one score that are collected before watching begins; at least 1.
    package var calibrationSlots: Int

    /// Settings; values that are not above 0 are programmer errors.
    package init(falseAlarmsPerYear: Double = 1, roundSeconds: Double = 900, calibrationSlots: Int = 24) {
        precondition(falseAlarmsPerYear > 0 && roundSeconds > 0 && calibrationSlots > 0)
        self.falseAlarmsPerYear = falseAlarmsPerYear
        self.roundSeconds = roundSeconds
        self.calibrationSlots = calibrationSlots
    }

    /// Rounds in a year of 365 days.
    package var slotsPerYear: Double { 365 * 86_400 / roundSeconds }
    /// Rounds for each false alarm that is allowed.
    package var slotsPerFalseAlarm: Double { slotsPerYear / falseAlarmsPerYear }

    /// Log evidence, in nats, at which each level begins.
    package struct Thresholds: Sendable, Equatable {
        package var watch: Double
        /// At most one a month by chance, when pages are budgeted at one a year.
        package var warn: Double
        /// A false page at most as often as the budget says: ARL ≥ e^page slots.
        package var page: Double
        /// Ten times rarer than a page.
        package var critical: Double
    }

    /// The thresholds that follow from the budget and the length of a round.
    package var thresholds: Thresholds {
        let page = alarmThreshold(slots: slotsPerFalseAlarm)
        let warn = page - log(12)
        return Thresholds(watch: min(Tuning.burstTrigger, warn), warn: warn, page: page, critical: page + log(10))
    }

    /// How many years pass on average, at least, between false alarms this strong.
    package func falseAlarmYears(logEvidence: Double) -> Double {
        Statistics.falseAlarmYears(logEvidence: logEvidence, slotsPerYear: slotsPerYear)
    }
}

/// The fixed numbers of the method; they were fitted together and are nobody's option.
enum Tuning {
    /// Fractions of formerly good answers lost that are tested for.
    static let effects = SIMD4<Double>(0.04, 0.10, 0.25, 0.60)
    /// Calls a probe needs in its baseline before it takes part.
    static let fewestCalls = 20.0
    /// Nats that one slot may add to a component.
    static let slotCap = 4.0
    /// Slots of a block of learning.
    static let blockSlots = 96
    /// Slots after which a baseline is frozen.
    static let mostLearnedSlots = 2000
    /// Share of a probe's calls in a block that may lack a score for the rest to be learnt.
    static let mostMissed = 0.05
    /// Nats below which a baseline may learn.
    static let quiet = 1.5
    /// Log evidence of recovery at which an alert resolves.
    static let recovered = 6.907_755_278_982_137
    /// Share of the loss that must be gone for an answer to speak for recovery.
    static let recoveryShare = 0.75
    /// Nats from which all probes should be asked.
    static let fullTrigger = 0.7
    /// Nats from which extra calls pay.
    static let burstTrigger = 2.0
    /// Extra steps in a slot, at most.
    static let mostBursts = 8
    /// Slots over which coverage is judged.
    static let coverageSlots = 96
    /// Fewest slots from which coverage says anything.
    static let fewestCoverageSlots = 8
    /// Slots after an alert opened in which it is judged further how the loss came.
    static let onsetSlots = 384
    /// Calibrations that may be refused; the next is accepted with its doubts.
    static let mostRefusals = 3
    /// How unlikely it is that a calibration without a drift is refused as drifting, each time.
    static let driftChance = 0.001
    /// Slots of calibration that are kept, at most.
    static let mostCalibrationSlots = 512
}
