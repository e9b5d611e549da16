/// How many calls a slot gets.
package enum SamplingPolicy: String, Sendable, CaseIterable {
    /// Every probe once a slot.
    case full
    /// As `Detector.demand` says: a rotating third of the probes while nothing stirs, all of them when something does,
    /// extra calls when it goes on.
    case adaptive
}
