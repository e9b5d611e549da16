internal import Glibc

/// Where in a run of slots a change lies: a probability for each slot, and the shortest interval around the likeliest.
package struct ChangePoint: Sendable, Equatable {
    /// P(the change came just before slot t), summing to 1.
    package var posterior: [Double]
    /// 0-based slots, both included, that hold at least 90 % of the probability.
    package var interval: ClosedRange<Int>

    /// The posterior under a flat prior over the slots, given the log e-value of each, oldest first; nil for none.
    /// The rule by which the run was stopped is not part of the model.
    package init?(increments: [Double]) {
        guard !increments.isEmpty else { return nil }
        var tails = increments
        for t in tails.indices.dropLast().reversed() { tails[t] += tails[t + 1] }
        let total = logSumExp(tails)
        posterior = tails.map { exp($0 - total) }
        var mode = 0
        for t in posterior.indices where posterior[t] > posterior[mode] { mode = t }
        interval = Self.interval(posterior, around: mode)
    }

    /// The interval around a slot that takes in the likelier neighbour until it holds 90 % of the probability.
    static func interval(_ posterior: [Double], around mode: Int) -> ClosedRange<Int> {
        var (low, high, mass) = (mode, mode, posterior[mode])
        while mass < 0.9, low > 0 || high < posterior.count - 1 {
            let left = low > 0 ? posterior[low - 1] : -1
            let right = high < posterior.count - 1 ? posterior[high + 1] : -1
            if left >= right { low -= 1 } else { high += 1 }
            mass += max(left, right)
        }
        return low...high
    }
}
