/// The samples of one provider that are due: so many in flight at once, the others wait in order, and no probe
/// overlaps itself.
///
/// | event | free place | no free place |
/// | --- | --- | --- |
/// | `offer`, probe in flight or waiting | refuse | refuse |
/// | `offer`, another probe | start | wait, or refuse when the queue is full |
/// | `finished` | the first that waits starts | as many start as places came free |
package struct Lane: Sendable, Equatable {
    /// Why a sample is not taken: its outcome is `skipped`.
    package enum Refusal: Sendable, Equatable {
        /// The same probe is still being asked.
        case inFlight
        /// The same probe still waits.
        case queued
        /// Too many wait.
        case full
    }

    /// What happens to a sample that is due.
    package enum Offer: Sendable, Equatable {
        case start
        case wait
        case refuse(Refusal)
    }

    private var concurrency: Int
    private var capacity: Int
    private var flying: Set<String> = []
    private var waiting: Set<String> = []
    private var queue: [Due] = []
    private var head = 0

    /// A lane for `concurrency` requests at once, with room for `capacity` samples that wait; each at least 1.
    package init(concurrency: Int, capacity: Int) {
        self.concurrency = max(concurrency, 1)
        self.capacity = max(capacity, 1)
    }

    /// Samples in flight.
    package var inFlight: Int { flying.count }
    /// Samples that wait.
    package var queued: Int { queue.count - head }

    /// A sample is due.
    package mutating func offer(_ due: Due) -> Offer {
        if flying.contains(due.probe) { return .refuse(.inFlight) }
        if waiting.contains(due.probe) { return .refuse(.queued) }
        if flying.count < concurrency, queued == 0 {
            flying.insert(due.probe)
            return .start
        }
        guard queued < capacity else { return .refuse(.full) }
        waiting.insert(due.probe)
        queue.append(due)
        return .wait
    }

    /// A probe's sample ended; gives the samples to start now, in order. A probe that is not in flight changes nothing.
    package mutating func finished(_ probe: String) -> [Due] {
        flying.remove(probe)
        return startable()
    }

    /// The limits changed; gives the samples to start now. What waits already stays, even beyond the new capacity.
    package mutating func resize(concurrency: Int, capacity: Int) -> [Due] {
        self.concurrency = max(concurrency, 1)
        self.capacity = max(capacity, 1)
        return startable()
    }

    /// The round ended: takes out all that wait, in order, and leaves what is in flight.
    package mutating func drain() -> [Due] {
        let left = Array(queue[head...])
        queue = []
        head = 0
        waiting = []
        return left
    }

    private mutating func startable() -> [Due] {
        var started: [Due] = []
        while flying.count < concurrency, head < queue.count {
            let next = queue[head]
            head += 1
            waiting.remove(next.probe)
            flying.insert(next.probe)
            started.append(next)
        }
        if head > 32, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
        return started
    }
}
