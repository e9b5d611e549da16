internal import Statistics

/// How far the scores of all probes lay below their baselines in the last days: what tells a sudden fall from a creeping one.
struct RecentPast: Sendable, Equatable {
    /// Blocks that are kept, beside the one under way.
    static let keptBlocks = 8

    /// A block of slots.
    struct Block: Sendable, Equatable {
        /// Expected less observed, summed, each as it was expected then.
        var shortfall = 0.0
        /// Variance of that if all answers were independent.
        var variance = 0.0
        var calls = 0
        var slots = 0
    }

    /// Oldest first; the last one is under way.
    private(set) var blocks = [Block()]

    /// A past of nothing, or of given blocks.
    init(blocks: [Block] = [Block()]) { self.blocks = blocks.isEmpty ? [Block()] : blocks }

    /// Adds a slot with an answer.
    mutating func add(shortfall: Double, variance: Double, calls: Int) {
        var block = blocks.removeLast()
        if block.slots >= Tuning.blockSlots {
            blocks = (blocks + [block]).suffix(Self.keptBlocks)
            block = Block()
        }
        block.shortfall += shortfall
        block.variance += variance
        block.calls += calls
        block.slots += 1
        blocks.append(block)
    }

    /// Whether the fall that is seen now came little by little over days; nil with too short a past. `designEffect` is what
    /// answers of a slot and of its neighbours have in common.
    func isCreeping(designEffect: Double) -> Bool? {
        let seen = blocks.filter { $0.calls > 0 }
        return Statistics.isCreeping(
            seen.map {
                let calls = Double($0.calls)
                return ($0.shortfall / calls, $0.variance * designEffect / (calls * calls))
            })
    }
}

extension StateWriter {
    /// The blocks of the last days.
    mutating func past(_ past: RecentPast) {
        list(past.blocks) { writer, block in
            writer.number(block.shortfall)
            writer.number(block.variance)
            writer.count(block.calls)
            writer.count(block.slots)
        }
    }
}

extension StateReader {
    /// The blocks of the last days.
    mutating func past() throws(DetectorStateError) -> RecentPast {
        let blocks = try list { reader throws(DetectorStateError) in
            RecentPast.Block(
                shortfall: try reader.number(), variance: try reader.number(), calls: try reader.count(),
                slots: try reader.count())
        }
        guard !blocks.isEmpty, blocks.count <= RecentPast.keptBlocks + 1 else { throw .malformed }
        return RecentPast(blocks: blocks)
    }
}
