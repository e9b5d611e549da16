internal import Core

extension PairStatus {
    var json: JSON {
        [
            "other": .string(other), "through": .optional(through?.description), "log_evidence": .double(logEvidence),
            "threshold": .double(threshold), "direction": .int(direction),
            "difference_log_evidence": .optional(differenceLogEvidence), "different": .bool(isDifferent),
        ]
    }
}

extension EquivalentsPage.Partner {
    /// The pair as the page's provider sees it.
    var json: JSON {
        [
            "other": .string(name), "better": .int(isOwn ? pair.direction : -pair.direction),
            "log_evidence": .double(pair.logEvidence), "threshold": .double(pair.threshold),
            "different": .bool(pair.isDifferent), "total": comparison.total.json,
            "probes": .array(comparison.probes.map(\.json)),
        ]
    }
}

extension PairComparison.Part {
    var json: JSON {
        [
            "probe": .string(probe), "category": .string(category), "questions": .int(questions), "score": .double(one),
            "other_score": .double(other), "better": .int(oneBetter), "worse": .int(otherBetter),
            "latest": .optional(latest?.one.description), "other_latest": .optional(latest?.other.description),
        ]
    }
}
