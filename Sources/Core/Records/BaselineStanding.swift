/// What the baseline of a probe is doing.
package enum BaselineStanding: Sendable, Equatable {
    /// Calls collected, of how many; the probe takes no part yet.
    case collecting(calls: Int, of: Int)
    /// Takes part and still learns.
    case learning
    /// Takes part and will not move any more.
    case frozen
}
