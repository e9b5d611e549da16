/// A CUSUM of log e-values that restarts at zero, gains a bounded amount per slot, and is shrunk by how long it ran
/// compared with what is known of the mean it tests.
///
/// Testing against an estimated mean, a run of relative length w = run/baseline carries the estimate's error as well;
/// the likelihood ratio of the run including that error is e^(level/(1 + w)). It saturates where an unlucky baseline
/// would let the plain sum grow without bound.
package struct ShrunkenCUSUM: Sendable, Equatable {
    /// Sum of log e-values since the last restart; nats, any sign (a negative one restarts at the next step).
    package var level: Double
    /// Length of the run divided by the length of the baseline, weighted by information; at least 0.
    package var relativeLength: Double
    /// The level that the current slot may not pass; nats.
    package var ceiling: Double

    /// A sum that has seen nothing.
    package init() {
        level = 0
        relativeLength = 0
        ceiling = 0
    }

    /// A sum in a given state.
    package init(level: Double, relativeLength: Double, ceiling: Double) {
        self.level = level
        self.relativeLength = relativeLength
        self.ceiling = ceiling
    }

    /// Starts a slot, in which all steps together may raise the level by at most `cap` nats: the minimum of an
    /// e-value and a constant is still an e-value, and answers of one bad moment are not independent evidence.
    package mutating func openSlot(cap: Double) { ceiling = max(level, 0) + cap }

    /// True when the next step begins a new run.
    package var restartsNext: Bool { level <= 0 }

    /// Adds a log e-value and the relative length it stands for; starts anew when the level is not positive.
    package mutating func step(_ increment: Double, relativeLength addition: Double) {
        if level <= 0 {
            level = 0
            relativeLength = 0
        }
        level = min(level + increment, ceiling)
        relativeLength += addition
    }

    /// Forgets the run; the ceiling of the slot stays.
    package mutating func reset() {
        level = 0
        relativeLength = 0
    }

    /// Shrunken log evidence, nats: level/(1 + relative length) when positive, else the level.
    package var evidence: Double { level > 0 ? level / (1 + relativeLength) : level }

    /// True when nothing more can be gained in this slot.
    package var isAtCeiling: Bool { level >= ceiling }
}

/// One step of a plain CUSUM of log e-values: restarts at zero, gains at most `cap`.
package func cusumStep(_ level: Double, _ increment: Double, cap: Double) -> Double {
    min(max(level, 0) + increment, max(level, 0) + cap)
}
