/// The scores of a slot by index of the probe, in one flat array.
struct SlotTable: Sendable, Equatable {
    private var values: [Double]
    private var starts: [Int]
    /// Calls without a score, by probe.
    private(set) var missed: [Int]

    /// The scores of the probes of a roster; others are passed over.
    init(_ slot: SlotScores, roster: Roster) {
        let count = roster.probes.count
        let places = Self.places(slot, roster)
        starts = [Int](repeating: 0, count: count + 1)
        missed = [Int](repeating: 0, count: count)
        for (calls, place) in zip(slot.calls, places) where place >= 0 {
            starts[place + 1] += calls.scores.count
            missed[place] += calls.missed
        }
        for index in 0..<count { starts[index + 1] += starts[index] }
        values = [Double](repeating: 0, count: starts[count])
        var next = starts
        for (calls, place) in zip(slot.calls, places) where place >= 0 {
            for score in calls.scores {
                values[next[place]] = score
                next[place] += 1
            }
        }
    }

    /// The probe of each entry, −1 for a stranger; entries in the order of the roster are found without hashing.
    private static func places(_ slot: SlotScores, _ roster: Roster) -> [Int] {
        var guess = -1
        return slot.calls.map { calls in
            guess += 1
            if guess < roster.probes.count, roster.probes[guess].key == calls.key { return guess }
            guess = roster.index(of: calls.key) ?? -1
            return guess
        }
    }

    /// The scores of a probe.
    subscript(_ probe: Int) -> ArraySlice<Double> { values[starts[probe]..<starts[probe + 1]] }
    /// True when no probe has a score.
    var isEmpty: Bool { values.isEmpty }
}
