/// A loss of quality that passed the page threshold, until recovery has been shown with evidence as well.
package struct Alert: Sendable, Equatable {
    /// The part that the leading component watches.
    package var scope: Scope
    /// Slots are counted from the end of calibration; rounds are the engine's.
    package var openedSlot: Int
    /// The round of `openedSlot`.
    package var openedRound: Int
    /// When the change probably began: the start of the winning run.
    package var startSlot: Int
    /// The round of `startSlot`.
    package var startRound: Int
    /// Share of the formerly good answers that is lost, in [0.05, 0.95]; biased upwards by selection, so "about".
    package var loss: Double
    /// The loss that the leading component tests for.
    package var effect: Double
    /// Log evidence when it opened; nats.
    package var logEvidence: Double
    /// Highest log evidence so far; nats.
    package var peakLogEvidence: Double
    /// Sum of the observed scores over the run up to the opening.
    package var observed: Double
    /// Sum of the scores that the baseline expected over the same run.
    package var expected: Double
    /// Whether it came little by little, over days, rather than at once; judged until 384 slots after it opened, nil where
    /// that is not known.
    package var isCreeping: Bool?
    /// Log evidence that most of the loss is gone; nats, resolves at ln 1000.
    package var recovery: Double
    /// The round that resolved it; nil while open.
    package var resolvedRound: Int?

    /// `recovery` as a share of what resolves, in [0, 1].
    package var recoveryProgress: Double { min(max(recovery / Tuning.recovered, 0), 1) }
}

/// What the evidence points at.
package struct Finding: Sendable, Equatable {
    /// A scope with its share of the posterior.
    package struct Share: Sendable, Equatable {
        package var scope: Scope
        /// In [0, 1]; over all scopes they sum to 1.
        package var share: Double
    }

    /// The scope of the leading component.
    package var scope: Scope
    /// The loss it tests for.
    package var effect: Double
    /// The slot in which its run began.
    package var startSlot: Int
    /// The round of `startSlot`.
    package var startRound: Int
    /// Share of the formerly good answers that is lost, in [0.05, 0.95]; biased upwards by selection, so "about".
    package var loss: Double
    /// Every scope, largest share first.
    package var attribution: [Share]
    /// Every probe, in the order of the series.
    package var probes: [ProbeComparison]
}

/// A probe's scores beside what its baseline expects.
package struct ProbeComparison: Sendable, Equatable {
    /// The probe that is compared.
    package var probe: WatchedProbe
    /// Baseline mean in (0, 1), and the calls it rests on.
    package var baseline: Double
    /// Calls that the baseline rests on; `Int.max` for an exactly known mean.
    package var baselineCalls: Int
    /// Sum of the observed scores since `startRound`.
    package var observed: Double
    /// Sum of the scores that the baseline expected since then.
    package var expected: Double
    /// The round in which the probe's own run of evidence began.
    package var startRound: Int
    /// Log evidence against this probe alone; nats.
    package var logEvidence: Double
}
