/// How likely chance alone parts two samples at their common median as much as these, in either direction: the exact median
/// test. In [0, 1]; 1 where one sample is empty or nothing lies above the median. Valid whatever the values' distribution, as
/// long as they are exchangeable.
/// **Source:** A. M. Mood, Introduction to the Theory of Statistics (1950), section 16.4; R. A. Fisher, J. R. Stat. Soc. 85:87 (1922).
package func medianTest(_ one: [Double], _ other: [Double]) -> Double {
    let all = (one + other).filter { !$0.isNaN }.sorted()
    guard !one.isEmpty, !other.isEmpty, all.count == one.count + other.count else { return 1 }
    let median = all[(all.count - 1) / 2]
    let (first, second) = (one.count { $0 > median }, other.count { $0 > median })
    let fewer = min(
        hypergeometricTail(hits: first, drawn: one.count, marked: first + second, of: all.count),
        hypergeometricTail(hits: second, drawn: other.count, marked: first + second, of: all.count))
    return min(2 * fewer, 1)
}
