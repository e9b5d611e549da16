package import Core
package import Detection

/// What people may set of detection: `detection` of the configuration, and the file of a backtest.
package struct DetectionSettings: Hashable, Sendable {
    /// False alarms a year, of all providers and kinds of incident together; 0.01 to 1000.
    package var falseAlarmsPerYear = 1.0
    /// Rounds that a baseline is made of; 20 to 512.
    package var calibrationRounds = 24

    /// How many calls a round gets.
    package var sampling = SamplingPolicy.full

    /// The defaults.
    package init() {}

    /// The settings of a configuration.
    package init(_ configuration: Configuration) {
        falseAlarmsPerYear = configuration.falseAlarmsPerYear
        calibrationRounds = configuration.calibrationRounds
        sampling = configuration.sampling
    }

    /// The settings of a file with the members of `detection`, those that it leaves out as they are in `usual`; nil when
    /// something refuses it, and everything that is wrong with it.
    package static func read(
        _ file: SourceFile, usual: DetectionSettings
    ) -> (value: DetectionSettings?, diagnostics: [Diagnostic]) {
        if let refusal = unreadable(file) { return (nil, [refusal]) }
        return Shape.detection(usual).read(file: file)
    }

    /// What the detector of quality is allowed at each of so many providers whose rounds are so long.
    package func detector(interval: Duration, providers: Int) -> DetectorSettings {
        let budget = AlarmBudget(perYear: falseAlarmsPerYear, providers: providers)
        return DetectorSettings(
            falseAlarmsPerYear: budget.perProvider(.quality), roundSeconds: interval.inSeconds,
            calibrationSlots: calibrationRounds)
    }
}

extension Shape where Value == DetectionSettings {
    /// `detection` of the configuration; what is left out is as in `usual`.
    static func detection(_ usual: DetectionSettings = DetectionSettings()) -> Shape {
        .object("What counts as worse.") { fields in
            var detection = usual
            detection.falseAlarmsPerYear = fields.field(
                "false_alarms_per_year", .number(0.01...1000), default: usual.falseAlarmsPerYear,
                shown: .double(usual.falseAlarmsPerYear),
                "False alarms a year, of all providers and kinds of incident together.")
            detection.calibrationRounds = fields.field(
                "calibration_rounds", .int(20...512), default: usual.calibrationRounds,
                shown: .int(usual.calibrationRounds), "Rounds that a baseline is made of.")
            detection.sampling = fields.field(
                "sampling", .choice, default: usual.sampling, shown: .string(usual.sampling.rawValue),
                "\"full\" asks every probe in every round; \"adaptive\" a third of them in turn while nothing stirs, "
                    + "all when something does, and more when it goes on.")
            return detection
        }
    }
}
