internal import Glibc

/// The bet against "the mean of scores in [0, 1] is at least `mean`" that suits a loss of the fraction `effect` of
/// that mean: effect·mean/variance, at most 0.95/(1 − mean), so that a perfect score never costs more than 95 % of
/// the stake. For scores of 0 and 1 with their own variance it is the likelihood ratio of the two means.
/// **Source:** Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSSB 2024,
/// section 4.
package func bettingFraction(effect: Double, mean: Double, variance: Double) -> Double {
    min(effect * mean / variance, 0.95 / (1 - mean))
}

/// ln(1 + bet·(mean − score)): the logarithm of an e-value of "the mean is at least `mean`" for any score in [0, 1].
package func logBet(_ bet: Double, mean: Double, score: Double) -> Double { log(1 + bet * (mean - score)) }

/// `logBet` for four bets at once.
package func logBets(_ bets: SIMD4<Double>, mean: Double, score: Double) -> SIMD4<Double> {
    let values = 1 + bets * (mean - score)
    return SIMD4(log(values.x), log(values.y), log(values.z), log(values.w))
}
