internal import Statistics

/// When a change came, in rounds.
package struct ChangePointEstimate: Sendable, Equatable {
    /// The round before whose calls the change most probably came.
    package var likeliest: Int
    /// Rounds that hold at least 90 % of the probability.
    package var interval: ClosedRange<Int>
    /// The probability of each given slot, oldest first, summing to 1.
    package var posterior: [Double]
}

extension Detector {
    /// The log e-value of every slot for a loss of `effect` in a scope, at today's baseline, tempered and capped as
    /// in a step; 0 where the scope had no call or is not known, or the effect is none of those tested.
    package func increments(scope: Scope, effect: Double, slots: [SlotScores]) -> [Double] {
        guard let scope = watch.roster.scopes.firstIndex(of: scope),
            let lane = (0..<4).first(where: { Tuning.effects[$0] == effect })
        else { return slots.map { _ in 0 } }
        return slots.map { slot in
            let table = SlotTable(slot, roster: watch.roster)
            var sum = 0.0
            let expected = watch.expectations(slot.hour.map(DailyPattern.bin))
            for probe in watch.roster.members[scope] where expected[probe].isReady {
                for score in table[probe] { sum += expected[probe].logValues(score)[lane] }
            }
            return min(sum / watch.designEffects[scope][lane], Tuning.slotCap)
        }
    }

    /// When the change came that a scope and effect point at, from stored slots in ascending order of rounds (some
    /// tens before the start of the run up to now). A flat prior over these slots; nil for none.
    package func changePoint(scope: Scope, effect: Double, slots: [SlotScores]) -> ChangePointEstimate? {
        guard let found = ChangePoint(increments: increments(scope: scope, effect: effect, slots: slots)),
            let mode = found.posterior.indices.max(by: { found.posterior[$0] < found.posterior[$1] })
        else { return nil }
        let (low, high) = (slots[found.interval.lowerBound].round, slots[found.interval.upperBound].round)
        return ChangePointEstimate(
            likeliest: slots[mode].round, interval: min(low, high)...max(low, high), posterior: found.posterior)
    }
}
