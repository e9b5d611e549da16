/// How many calls the next slot or the rest of this one is worth.
package enum Demand: Sendable, Equatable {
    /// A rotating third of the probes, each category seen, is enough.
    case light
    /// Every probe once a slot.
    case full
    /// Extra calls now, in the slot under way: step them with `Detector.burst`.
    case burst([Extra])

    /// Extra calls of one probe.
    package struct Extra: Sendable, Equatable {
        /// `WatchedProbe.key`.
        package var key: String
        package var calls: Int
    }
}
