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
