internal import Core

extension ProbeStatus {
    /// What the probe is held against.
    var baselineJSON: JSON {
        [
            "probe": .string(key), "version": .string(version), "category": .string(category),
            "mean": .optional(baseline), "scores": .int(baselineScores), "standing": .string(baselineStanding.word),
        ]
    }
}

extension BaselineStanding {
    /// `collecting`, `learning` or `frozen`.
    var word: String {
        switch self {
        case .collecting: "collecting"
        case .learning: "learning"
        case .frozen: "frozen"
        }
    }
}

extension RetiredBaseline {
    var json: JSON {
        [
            "probe": .string(probe), "version": .string(version), "category": .string(category), "mean": .double(mean),
            "scores": .int(calls), "retired_at": .string("\(retiredAt)"), "author": .string(author),
            "reason": .string(reason), "incident": .optional(incident?.description),
        ]
    }
}

extension CalibrationStatus {
    /// The sentence, and what the calibration found; null while there is nothing to tell.
    var json: JSON {
        [
            "words": .string(words),
            "report": report.map { report -> JSON in
                [
                    "rounds": .int(report.rounds), "hours": .double(report.hours),
                    "ready_probes": .int(report.readyProbes), "waiting_probes": .int(report.waitingProbes),
                    "fewest_scores": .int(report.fewestScores), "mean": .double(report.mean),
                    "flakiness": .double(report.flakiness), "dispersion": .double(report.dispersion),
                    "persistence": .optional(report.persistence), "rounds_to_see": .optional(report.roundsToSee),
                    "refusals": .int(report.refusals), "doubts": .array(report.doubts.map(JSON.string)),
                ]
            } ?? .null,
        ]
    }
}
