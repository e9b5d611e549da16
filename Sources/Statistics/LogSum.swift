internal import Glibc

/// ln Σ e^x without overflow; −∞ for no values.
package func logSumExp(_ values: [Double]) -> Double {
    guard let top = values.max(), top > -.infinity else { return -.infinity }
    guard top < .infinity else { return .infinity }
    var sum = 0.0
    for value in values { sum += exp(value - top) }
    return top + log(sum)
}

/// ln Σ w·e^x: the weighted mean of e-values told as logarithms. With weights that sum to 1 the mean of e-detectors
/// is an e-detector again. −∞ when nothing has a positive weight.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532, section 4.
package func logWeightedMean(_ values: [(weight: Double, logValue: Double)]) -> Double {
    logSumExp(values.compactMap { $0.weight > 0 ? log($0.weight) + $0.logValue : nil })
}
