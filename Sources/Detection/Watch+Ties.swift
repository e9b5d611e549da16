internal import Statistics

/// What a state that outlasts rounds adds to the variance of a scope's slots and runs.
struct LastingExcess: Sendable, Equatable {
    /// Fitted, beside the gain of the design effect: a run that stops at its worst is longer bad than a run of given length.
    private static let gain = 1.3

    /// Variance of one slot beyond independent terms, as a fraction of it.
    let ofSlots: Double
    /// The part of it that outlasts slots.
    let ofState: Double
    /// Correlation of the state from slot to slot.
    let correlation: Double

    /// The design effect of a run of so many slots: 1 + gain·(g + g_state·2Σ_{k<run}(1 − k/run)·correlation^k).
    func designEffect(run: Int, effect: Double) -> Double {
        let excess = ofSlots + ofState * runInflation(correlation: correlation, run: run)
        return Statistics.designEffect(excess: Self.gain * excess, effect: effect)
    }
}

extension Watch {
    /// What every probe is expected to score in the slot under way.
    var expectations: [Baseline] { expectations(bin) }

    /// What every probe is expected to score in a part of the day: its baseline, where that makes no difference.
    func expectations(_ bin: Int?) -> [Baseline] {
        guard let pattern, let bin else { return baselines }
        return baselines.map { $0.shifted(pattern[bin]) }
    }

    /// The lasting excess of a scope under this state of the reference; nil without one.
    func lastingExcess(_ scope: Int, _ state: LastingState?) -> LastingExcess? {
        guard let state else { return nil }
        let excess = state.excess(crossProduct: ties.crossProducts[scope], squares: ties.squares[scope])
        guard excess > 0 else { return nil }
        let isPooled = scope < roster.pooledScopes && roster.members[scope].count > 1
        return LastingExcess(
            ofSlots: max(excess, isPooled ? dispersions[scope].excessOfSlots : 0), ofState: excess,
            correlation: state.correlation)
    }

    /// Shrunken log evidence of a component, divided by what ties its slots to each other; nats.
    func evidence(_ component: Int) -> Double {
        let evidence = components[component].cusum.evidence
        return evidence > 0 ? evidence / stretch(component) : evidence
    }

    /// By how much the design effect of a component's run is greater than that of independent slots, which its steps were
    /// divided by; 1 where no state outlasts rounds. Long runs count for less than short ones.
    func stretch(_ component: Int) -> Double {
        let place = roster.places[component]
        guard let lasting = lasting[place.scope] else { return 1 }
        let run = slot - components[component].startSlot + 1
        let whole = lasting.designEffect(run: run, effect: Tuning.effects[place.effect])
        return max(1, whole / designEffects[place.scope][place.effect])
    }
}

extension Detector {
    /// What the log evidence of a scope's answers is divided by because they move together, in a run of eight slots; 1 where
    /// they are independent, and for a scope that is not known.
    package func designEffect(_ scope: Scope) -> Double {
        guard let index = watch.roster.scopes.firstIndex(of: scope) else { return 1 }
        let independent = watch.designEffects[index][1]
        guard let lasting = watch.lasting[index] else { return independent }
        return max(independent, lasting.designEffect(run: 8, effect: Tuning.effects[1]))
    }
}
