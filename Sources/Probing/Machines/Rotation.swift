package import Core

/// Which probes a round asks while a third of them is enough.
///
/// Of every category some: each of its probes once in three rounds, or in as many as there are where it has fewer, so that
/// no round is without a category and none of its probes is asked more often than another. Who comes when is drawn anew
/// for every three rounds, for a fixed order would ask a probe at the same hours of every day. It depends on root seed,
/// round and probes alone: providers with the same probes are asked the same and can be compared, a restart changes
/// nothing, and the copies of a probe come with it.
package struct Rotation: Sendable, Equatable {
    /// Rounds in which every probe comes once, where its category has so many.
    package static let turns = 3

    private let interval: Duration
    private let rootSeed: UInt64

    /// A rotation over rounds of `interval`.
    package init(interval: Duration, rootSeed: UInt64) {
        self.interval = max(interval, .milliseconds(1))
        self.rootSeed = rootSeed
    }

    /// Those of the probes that a round asks, in their order.
    package func due(_ round: Round, probes: [Probe]) -> [Probe] {
        let length = interval.microseconds
        let number = (round.start.microseconds - ((round.start.microseconds % length) + length) % length) / length
        let categories = Dictionary(grouping: probes) { $0.category }
        var chosen: Set<String> = []
        for (category, members) in categories {
            chosen.formUnion(due(category, Set(members.map(\.plainKey)), round: Int(number)))
        }
        return probes.filter { chosen.contains($0.plainKey) }
    }

    private func due(_ category: String, _ keys: Set<String>, round: Int) -> [String] {
        let turns = min(keys.count, Self.turns)
        let turn = ((round % turns) + turns) % turns
        let epoch = (round - turn) / turns
        func draw(_ name: String) -> UInt64 { StableHash.of(["rotation", "\(rootSeed)", "\(epoch)", category, name]) }
        // Where a category is no multiple of the turns, the turn with one more is another one in each category.
        let first = Int(draw("") % UInt64(turns))
        let order = keys.map { (draw: draw($0), key: $0) }.sorted { ($0.draw, $0.key) < ($1.draw, $1.key) }
        return order.indices.filter { ($0 + first) % turns == turn }.map { order[$0].key }
    }
}
