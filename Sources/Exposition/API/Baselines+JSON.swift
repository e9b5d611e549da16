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
        ["words": .string(words), "report": report?.json ?? .null]
    }
}

extension CalibrationReport {
    fileprivate var json: JSON {
        [
            "rounds": .int(slots), "hours": .double(hours), "ready_probes": .int(readyProbes),
            "waiting_probes": .int(waitingProbes), "fewest_scores": .int(fewestCalls), "mean": .double(mean),
            "flakiness": .double(flakiness), "dispersion": .double(dispersion), "persistence": .optional(persistence),
            "rounds_to_see": .optional(slotsToSee), "refusals": .int(refusals),
            "doubts": .array(doubts.map { .string($0.words) }),
        ]
    }
}
