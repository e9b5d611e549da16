package import Core

/// A fall that somebody accepted as the new normal, as the baselines tell that it ended.
package struct HistoryAcceptance: Sendable, Equatable {
    package var at: Timestamp
    /// Probes (`suite/id`) that had new baselines from then on.
    package var probes: Set<String>

    /// The acceptances that these baselines were retired by, by provider and in the order of time; what a configuration
    /// ended is none.
    package static func all(of baselines: [RetiredBaseline]) -> [String: [HistoryAcceptance]] {
        var found: [String: [HistoryAcceptance]] = [:]
        let accepted = baselines.filter { $0.incident != nil }
        for baseline in accepted.sorted(by: { ($0.retiredAt, $0.probe) < ($1.retiredAt, $1.probe) }) {
            var own = found[baseline.provider] ?? []
            if let last = own.last, last.at == baseline.retiredAt {
                own[own.count - 1].probes.insert(baseline.probe)
            } else {
                own.append(HistoryAcceptance(at: baseline.retiredAt, probes: [baseline.probe]))
            }
            found[baseline.provider] = own
        }
        return found
    }
}
