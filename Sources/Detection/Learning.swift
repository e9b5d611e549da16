internal import Statistics

/// Slots on their way into the baseline: the block under way, and finished ones that wait for one more quiet block.
struct Learning: Sendable, Equatable {
    /// Scores and dispersions over the same slots.
    struct Block: Sendable, Equatable {
        /// By probe.
        var tallies: [Tally]
        /// By probe: calls that brought no score.
        var missed: [Int]
        /// By pooled scope.
        var dispersions: [Dispersion]
        /// What ties the slots to each other.
        var ties: RoundTies
        var slots: Int

        init(probes: Int, pooled: Int, scopes: Int) {
            tallies = [Tally](repeating: Tally(), count: probes)
            missed = [Int](repeating: 0, count: probes)
            dispersions = [Dispersion](repeating: Dispersion(), count: pooled)
            ties = RoundTies(scopes: scopes)
            slots = 0
        }

        /// Adds what another block saw, without its unfinished runs.
        mutating func merge(_ other: Block) {
            for index in tallies.indices { tallies[index].merge(other.tallies[index]) }
            for index in missed.indices { missed[index] += other.missed[index] }
            for index in dispersions.indices { dispersions[index].merge(other.dispersions[index]) }
            ties.merge(other.ties)
            slots += other.slots
        }

        /// Whether nearly all calls of a probe brought a score. Where more are missing, those that came may be the easier half of
        /// what was asked, and would make a baseline that ordinary answers fall short of.
        func isWhole(_ probe: Int) -> Bool {
            Double(missed[probe]) <= Tuning.mostMissed * (tallies[probe].calls + Double(missed[probe]))
        }
    }

    /// Finished blocks that wait.
    var pending: Block
    /// The block under way.
    var current: Block

    /// Nothing on its way, for so many probes, pooled scopes and scopes.
    init(probes: Int, pooled: Int, scopes: Int) {
        pending = Block(probes: probes, pooled: pooled, scopes: scopes)
        current = pending
    }
}
