internal import Statistics

extension Watch {
    /// Whether what is seen now may become baseline.
    private var isQuiet: Bool { alert == nil && logEvidence < Tuning.quiet }

    /// Adds a slot to the block under way; a finished block is held back for one more, and merged only while it is
    /// quiet.
    mutating func learn(_ table: SlotTable, _ steps: [ScopeStep], _ hourly: [Baseline]) {
        guard baselines.contains(where: { $0.standing != .fixed }) else { return }
        for probe in baselines.indices where baselines[probe].standing == .learning {
            learning.current.tallies[probe].add(table[probe])
            learning.current.missed[probe] += table.missed[probe]
        }
        for scope in dispersions.indices {
            learning.current.dispersions[scope].add(
                total: steps[scope].residual, squares: steps[scope].residualSquares)
        }
        var slot = SlotResiduals()
        for probe in baselines.indices where baselines[probe].standing == .learning {
            slot.add(table[probe], baselines[probe], expected: hourly[probe])
        }
        learning.current.ties.add(steps.map { ($0.residual, $0.residualSquares) }, slot, bin: bin)
        learning.current.slots += 1
        if learning.current.slots >= Tuning.blockSlots { finishBlock() }
        warm(table)
    }

    /// Drops what was about to be learnt.
    mutating func dropLearning() {
        learning = Learning(probes: baselines.count, pooled: dispersions.count, scopes: roster.scopes.count)
    }

    private mutating func finishBlock() {
        learning.current.ties.end()
        if isQuiet, learning.pending.slots > 0 { mergePending() }
        learning.pending.merge(learning.current)
        learning.current = emptyBlock
    }

    private mutating func mergePending() {
        for probe in baselines.indices where baselines[probe].mayLearn && learning.pending.isWhole(probe) {
            baselines[probe].learn(learning.pending.tallies[probe], slots: learning.pending.slots)
        }
        for scope in dispersions.indices where dispersions[scope].slots < Tuning.mostLearnedSlots {
            dispersions[scope].merge(learning.pending.dispersions[scope])
        }
        ties.merge(learning.pending.ties)
        learning.pending = emptyBlock
        let before = pattern == nil
        refresh()
        if before != (pattern == nil) { forgetNeighbours() }
    }

    /// Residuals against another pattern of the day say nothing of how rounds hang together under this one.
    private mutating func forgetNeighbours() {
        dispersions = Watch.noDispersions(roster)
        learning.current.dispersions = dispersions
        ties.forgetNeighbours()
        learning.current.ties.forgetNeighbours()
        refresh()
    }

    private var emptyBlock: Learning.Block {
        Learning.Block(probes: baselines.count, pooled: dispersions.count, scopes: roster.scopes.count)
    }

    /// The first calls of a new probe count one by one; from the next slot on they are learnt in blocks.
    private mutating func warm(_ table: SlotTable) {
        guard isQuiet, baselines.contains(where: { $0.standing == .warming }) else { return }
        for probe in baselines.indices where baselines[probe].standing == .warming && !table[probe].isEmpty {
            baselines[probe].warm(table[probe])
        }
        refresh()
    }
}
