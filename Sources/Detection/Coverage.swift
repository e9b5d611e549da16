/// How many of the calls of the last 96 slots were answered and scored.
package struct Coverage: Sendable, Equatable {
    /// One slot's calls.
    struct Slot: Sendable, Equatable {
        var valid: Int
        var scheduled: Int
    }

    /// Oldest first; slots in which nothing was due are left out.
    private(set) var slots: [Slot] = []

    /// Coverage of the given slots, oldest first; the last 96 count.
    init(slots: [Slot] = []) { self.slots = slots.suffix(Tuning.coverageSlots) }

    /// Adds a slot and forgets the one before the last 96.
    mutating func record(_ slot: SlotScores) {
        let scheduled = slot.scheduled
        guard scheduled > 0 else { return }
        if slots.count == Tuning.coverageSlots { slots.removeFirst() }
        slots.append(Slot(valid: slot.valid, scheduled: scheduled))
    }

    /// The sums over the window.
    package var total: Total {
        var total = Total(valid: 0, scheduled: 0, slots: slots.count)
        for slot in slots {
            total.valid += slot.valid
            total.scheduled += slot.scheduled
        }
        return total
    }
}
