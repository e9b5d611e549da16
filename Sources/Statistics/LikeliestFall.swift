internal import Glibc

/// Where a run of slots most likely fell below what was expected: the start of the suffix with the largest log likelihood
/// ratio of "its own mean" against "the expected mean". The size of the fall is fitted, so that a long stretch of slight
/// bad luck before it does not draw the start towards itself.
///
/// `slots` are in order of time: sums of scores and of expected scores, and the number of scores, each score in [0, 1].
/// Nil when no suffix lies below its expectation. **Source:** the generalised likelihood ratio for one change point, Siegmund and
/// Venkatraman, Ann. Stat. 23:255 (1995).
package func likeliestFall(_ slots: [(observed: Double, expected: Double, count: Double)]) -> Int? {
    var (observed, expected, count) = (0.0, 0.0, 0.0)
    var best: (index: Int, ratio: Double)?
    for index in slots.indices.reversed() {
        observed += slots[index].observed
        expected += slots[index].expected
        count += slots[index].count
        guard count > 0, observed < expected else { continue }
        let ratio = count * bernoulliDivergence(observed / count, from: expected / count)
        if ratio >= best?.ratio ?? 0 { best = (index, ratio) }
    }
    return best?.index
}

/// The Kullback-Leibler divergence of a coin of `q` from one of `p`, in nats; both kept away from 0 and 1 by a millionth.
package func bernoulliDivergence(_ q: Double, from p: Double) -> Double {
    let q = min(max(q, 1e-6), 1 - 1e-6)
    let p = min(max(p, 1e-6), 1 - 1e-6)
    return q * log(q / p) + (1 - q) * log((1 - q) / (1 - p))
}
