/// What a probe is worth for noticing that its provider got worse.
package struct ProbeWorth: Sendable, Equatable {
    /// What its answers so far make of it.
    package enum Standing: String, Sendable, CaseIterable {
        /// Too few scored answers to say.
        case collecting
        case useful
        /// Every answer was right: it moves only when a loss reaches what is easy.
        case alwaysPasses = "always-passes"
        /// No answer was right: there is nothing to lose.
        case alwaysFails = "always-fails"
        /// So noisy or so rarely right that its answers say next to nothing.
        case uninformative

        /// The probe costs and does not help to see a small loss.
        package var isDeadWeight: Bool {
            switch self {
            case .collecting, .useful: false
            case .alwaysPasses, .alwaysFails, .uninformative: true
            }
        }
    }

    /// `suite/id`.
    package var probe: String
    package var version: String
    package var category: String
    /// Samples that this rests on: with a score, and without.
    package var scored: Int
    package var unscored: Int
    /// Mean score so far, with half a success and half a failure added; in (0, 1).
    package var baseline: Double
    /// Log evidence that an answer is expected to bring once a tenth of what was right is lost; nats, at least 0.
    package var information: Double
    /// Share of neighbours in time of which one passed and the other did not; nil before there are two.
    package var flakiness: Double?
    /// Mean tokens of a sample, both ways together; nil where nobody says.
    package var tokens: Double?
    /// Mean price of a sample.
    package var cost: USD
    package var standing: Standing

    package init(
        probe: String, version: String, category: String, scored: Int, unscored: Int, baseline: Double,
        information: Double, flakiness: Double?, tokens: Double?, cost: USD, standing: Standing
    ) {
        self.probe = probe
        self.version = version
        self.category = category
        self.scored = scored
        self.unscored = unscored
        self.baseline = baseline
        self.information = information
        self.flakiness = flakiness
        self.tokens = tokens
        self.cost = cost
        self.standing = standing
    }

    /// Log evidence for a thousand tokens; nil where tokens are not known.
    package var informationPerThousandTokens: Double? {
        tokens.flatMap { $0 > 0 ? information / $0 * 1000 : nil }
    }
}

extension ProbeWorth {
    package var json: JSON {
        [
            "probe": .string(probe), "version": .string(version), "category": .string(category),
            "scored": .int(scored), "unscored": .int(unscored), "baseline": .double(baseline),
            "information_nats": .double(information), "flakiness": .optional(flakiness),
            "tokens": .optional(tokens),
            "information_nats_per_thousand_tokens": .optional(informationPerThousandTokens),
            "cost_usd": .double(cost.dollars), "standing": .string(standing.rawValue),
            "dead_weight": .bool(standing.isDeadWeight),
        ]
    }
}
