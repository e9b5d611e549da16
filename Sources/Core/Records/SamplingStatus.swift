/// How many calls a provider gets just now.
package struct SamplingStatus: Sendable, Equatable {
    /// Rounds ask as much as the evidence calls for; all probes where this is false.
    package var isAdaptive: Bool
    /// Probes of the last round that was begun and is not closed; nil between rounds.
    package var asked: Int?
    /// Extra calls of the wave under way that are not in yet.
    package var extrasUnderWay: Int

    package init(isAdaptive: Bool = false, asked: Int? = nil, extrasUnderWay: Int = 0) {
        self.isAdaptive = isAdaptive
        self.asked = asked
        self.extrasUnderWay = extrasUnderWay
    }
}
