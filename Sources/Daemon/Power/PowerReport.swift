package import Core
internal import Detection
internal import Settings

/// What a set-up can see: for each provider how soon which drop is noticed, and what its probes are worth.
package struct PowerReport: Sendable {
    /// One provider's part.
    struct Part: Sendable {
        var provider: String
        /// Probes asked in a round, and those of which too little is known, whose rate was assumed.
        var probes = 0
        var assumed = 0
        /// Mean score of a round; nil without any probe.
        var mean: Double?
        /// In the order of `PowerDrop.usual`; empty without any probe.
        var delays: [PowerDelay] = []
        /// In the order of `PowerOutlook.Way`; empty without any probe.
        var outlooks: [PowerOutlook] = []
        /// Of the probes that have samples, by probe.
        var worths: [ProbeWorth]
        /// Without a configuration: what was not taken to be asked.
        var leftOut: [LeftOut] = []
        /// Variance of a round beyond that of independent answers, as a fraction of it, and the rounds that this rests on;
        /// nil where nothing is known of it, so that rounds were drawn independently.
        var swayExcess: Double?
        var swayRounds = 0
    }

    /// A series that has samples and was not taken to be asked: of an earlier version, or with too few scores.
    struct LeftOut: Sendable {
        var probe: String
        var version: String
        var scored: Int
    }

    let settings: DetectionSettings
    let interval: Duration
    let runs: Int
    let seed: UInt64
    var parts: [Part] = []

    /// The same for machines.
    package var json: JSON {
        [
            "settings": [
                "false_alarms_per_year": .double(settings.falseAlarmsPerYear),
                "interval_seconds": .double(interval.inSeconds), "sampling": .string(settings.sampling.rawValue),
            ],
            "runs": .int(runs), "seed": .int(Int(clamping: seed)), "providers": .array(parts.map(json)),
        ]
    }

    private func json(_ part: Part) -> JSON {
        [
            "provider": .string(part.provider), "probes": .int(part.probes), "assumed": .int(part.assumed),
            "mean_score": .optional(part.mean), "sway_excess": .optional(part.swayExcess),
            "sway_rounds": .int(part.swayRounds), "left_out": .array(part.leftOut.map(json)),
            "drops": .array(part.delays.map(json)),
            "outlook": .array(part.outlooks.map(\.json)),
            "worth": .array(part.worths.map(\.json)),
        ]
    }

    private func json(_ each: LeftOut) -> JSON {
        ["probe": .string(each.probe), "version": .string(each.version), "scored": .int(each.scored)]
    }

    private func json(_ delay: PowerDelay) -> JSON {
        let (mean, error) = delay.mean
        func seconds(_ rounds: Int?) -> JSON { .optional(rounds.map { Double($0) * interval.inSeconds }) }
        return [
            "drop": delay.drop.json, "words": .string(delay.drop.words), "seen": .double(delay.seen),
            "mean_rounds": .double(mean), "mean_error": .double(error),
            "half_rounds": .optional(delay.rounds(share: 0.5)),
            "half_seconds": seconds(delay.rounds(share: 0.5)),
            "nine_in_ten_rounds": .optional(delay.rounds(share: 0.9)),
            "nine_in_ten_seconds": seconds(delay.rounds(share: 0.9)),
        ]
    }
}
